"""Tables in several files: their sums, and what removing them frees."""

from __future__ import annotations

from pathlib import Path

from hengke.pipelines import lake_files, soundness
from hengke.pipelines.gold import _exchanged
from hengke.pipelines.parts import files_of, linked

WHOLE = b"PAR1 something of a table PAR1"


def folder(place: Path, *names: str) -> Path:
    place.mkdir(parents=True)
    for name in names:
        (place / name).write_bytes(WHOLE)
    return place


def test_damage_to_one_part_is_told_of_the_table(tmp_path: Path) -> None:
    table = folder(tmp_path / "gold/R1/movements", "past.parquet", "rest.parquet")
    sums = soundness.renewed(tmp_path, {}, ["gold/R1/movements"])
    asked = (tmp_path, sums, ["gold/R1/movements"])
    assert soundness.damaged(*asked, deep=True) == []
    flipped = bytearray(WHOLE)
    flipped[9] ^= 1
    (table / "rest.parquet").write_bytes(flipped)
    assert soundness.damaged(*asked, deep=False) == []
    assert [one.what for one in soundness.damaged(*asked, deep=True)] == [soundness.CHANGED]
    (table / "rest.parquet").write_bytes(WHOLE[:-1])
    assert [one.what for one in soundness.damaged(*asked, deep=False)] == [soundness.INCOMPLETE]
    (table / "rest.parquet").unlink()
    assert [one.what for one in soundness.damaged(*asked, deep=False)] == [soundness.INCOMPLETE]
    (table / "past.parquet").unlink()
    assert [one.what for one in soundness.damaged(*asked, deep=False)] == [soundness.GONE]


def test_a_part_that_another_run_names_too_frees_nothing(tmp_path: Path) -> None:
    first = folder(tmp_path / "R1", "past.parquet", "rest.parquet")
    second = folder(tmp_path / "R2", "rest.parquet")
    linked(first / "past.parquet", second / "past.parquet")
    assert lake_files.freed_by(files_of(first)) == len(WHOLE)
    assert lake_files.freed_by([*files_of(first), *files_of(second)]) == 3 * len(WHOLE)


def test_a_table_that_holds_the_same_bytes_already_stays_as_it_is(tmp_path: Path) -> None:
    there = folder(tmp_path / "movements", "rest.parquet")
    inode = (there / "rest.parquet").stat().st_ino
    _exchanged(there, folder(tmp_path / ".movements.draft", "rest.parquet"))
    assert (there / "rest.parquet").stat().st_ino == inode
    draft = folder(tmp_path / ".movements.draft", "past.parquet", "rest.parquet")
    _exchanged(there, draft)
    assert [file.name for file in files_of(there)] == ["past.parquet", "rest.parquet"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["movements"]
