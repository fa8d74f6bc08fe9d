"""A damaged file of the lake is told by name; the files that it came from write it again."""

from __future__ import annotations

from pathlib import Path

import pytest

from hengke.kernel.errors import Refused
from hengke.pipelines import lake, soundness
from hengke.pipelines.intake import silver_files


def path_of(bank, table: str, number: int = 0) -> Path:
    return bank.home.lake / lake.load(bank.home).silver[table][number].path


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.fixture
def by_month(monkeypatch) -> None:
    monkeypatch.setattr(silver_files, "MOST_ROWS_IN_ONE", 3)


@pytest.mark.slow_test
def test_a_flipped_bit_is_found_by_the_checksum_and_a_cut_off_end_without_reading(
    bank, files
) -> None:
    bank.load(files)
    flip(path_of(bank, "balances"))
    cut = path_of(bank, "accounts")
    cut.write_bytes(cut.read_bytes()[:-20])
    manifest = lake.load(bank.home)
    found = [
        {
            (one.path.split("/")[1], str(one.what))
            for one in soundness.damaged(
                bank.home.lake, manifest.sums, manifest.tables(), deep=deep
            )
        }
        for deep in (False, True)
    ]
    assert found[0] == {("accounts", "it is cut off, or not all of it was written")}
    assert found[1] == found[0] | {("balances", "bytes in it have changed")}


@pytest.mark.slow_test
def test_the_same_files_again_write_a_damaged_one_again(bank, files, by_month) -> None:
    files["balances.csv"] += "A1,20200229,1\nA2,20200229,2\n"
    folder = bank.delivery(files)
    bank.load(folder)
    bank.load({"balances.csv": "account,day,amount\nA1,20200229,9\n"}, confirmed=True)
    before, rows = lake.load(bank.home), bank.rows("balances")
    january = path_of(bank, "balances")
    flip(january)
    report = bank.load(folder)
    assert report.unchanged
    assert [str(note) for note in report.notes] == [
        f"lake/{january.relative_to(bank.home.lake)} was damaged and is there again."
    ]
    after = lake.load(bank.home)
    assert (after.silver, after.batches) == (before.silver, before.batches)
    assert bank.rows("balances") == rows
    assert not soundness.damaged(bank.home.lake, after.sums, after.tables(), deep=True)
    assert bank.load(folder).notes == ()


@pytest.mark.slow_test
def test_a_file_that_holds_corrected_rows_is_not_rewritten_from_a_damaged_one(bank, files) -> None:
    bank.load(files)
    balances = path_of(bank, "balances")
    flip_end(balances)
    tree = bank.tree()
    with pytest.raises(Refused, match="is damaged"):
        bank.load({"balances.csv": "account,day,amount\nA1,20200131,9\n"}, confirmed=True)
    assert bank.tree()["lake/manifest.json"] == tree["lake/manifest.json"]


def flip_end(path: Path) -> None:
    """A bit in the footer's last word before its length: the rows can still be read."""
    content = bytearray(path.read_bytes())
    place = content.rfind(b"DuckDB")
    content[place] ^= 1
    path.write_bytes(content)
