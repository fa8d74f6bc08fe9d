"""The lake is kept in order: nothing that is needed goes, and nobody can tell from the results."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from tests.integration.homes import AS_OF, fingerprints, own_home, small_home

from hengke.engine.schemas import CONTRACT
from hengke.kernel.errors import Busy
from hengke.pipelines import lake, lake_files, nightly, tidying
from hengke.pipelines.home import Home
from hengke.pipelines.lake import AssessmentEntry, Batch, DataFile, Manifest, RunEntry

__all__ = ["own_home", "small_home"]
NOW = datetime(2026, 10, 24, 2, tzinfo=UTC)
LADDER = "standard_month_average"
PARTS = 9


def written(home: Home, path: str) -> str:
    target = home.lake / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(b"x" * 1_000)
    return path


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A hundred nights with a run each, an assessment each night, and a delivery per night."""
    home = Home(tmp_path)
    manifest = Manifest()
    for ago in range(99, -1, -1):
        made = (NOW - timedelta(days=ago)).isoformat()
        day = f"{(NOW - timedelta(days=ago + 1)):%Y-%m-%d}"
        batch, run_id = f"b{ago}", f"run-{day}"
        rows = written(home, f"quarantine/{batch}.parquet")
        before = {"customers": [vars(file) for file in manifest.silver.get("customers", [])]}
        manifest.batches.append(Batch(batch, "m", made, before=before, quarantine=rows))
        written(home, f"mappings/{batch}.toml")
        path = written(home, f"silver/customers/{batch}.parquet")
        manifest.silver["customers"] = [DataFile(path, 3, batch)]
        gold = {"positions": written(home, f"gold/{run_id}/positions.parquet")}
        policies = {LADDER: f"{LADDER}@1"}
        manifest.runs.append(
            RunEntry(run_id, day, batch, "duckdb", made, 1.0, 3, policies, gold=gold)
        )
        path = written(home, f"assessments/{LADDER}/2026-06-30-{ago:03}.parquet")
        manifest.assessments.append(
            AssessmentEntry(LADDER, f"{LADDER}@1", "2026-06-30", run_id, batch, path)
        )
    with lake.writing(home, what="a test"):
        lake.commit(home, manifest)
    return home


def shown(home: Home) -> str:
    return lake.load(home).runs[-1].run_id


def check_whole(home: Home) -> None:
    """Everything the manifest names is there."""
    manifest = lake.load(home)
    for naming in lake_files.FOLDERS.values():
        gone = [path for path in naming(manifest) if not (home.lake / path).exists()]
        assert [path for path in gone if not path.endswith(".csv")] == []


def test_a_hundred_nights_leave_a_week_and_the_months_and_no_older_files(home: Home) -> None:
    done = tidying.tidy(home, shown=shown(home), now=NOW)
    manifest = lake.load(home)
    assert len(manifest.runs) == 8 + 3, "the eighth was made within seven days"
    assert len(manifest.retired) == 89
    assert len(manifest.assessments) == 11, "each kept run was made of one of its own"
    assert all(batch.before == {} for batch in manifest.batches)
    assert lake_files.orphans(home, manifest) == []
    assert len(list((home.lake / "silver").rglob("*.parquet"))) == 1
    assert done.files == 99 + 89 + 89
    assert done.bytes_freed == done.files * 1_000
    check_whole(home)
    assert tidying.tidy(home, shown=shown(home), now=NOW).removed == []


def test_a_dry_run_says_what_will_go_and_changes_nothing(home: Home) -> None:
    before = fingerprints(home.lake)
    told = tidying.tidy(home, shown=shown(home), now=NOW, dry_run=True)
    assert fingerprints(home.lake) == before
    done = tidying.tidy(home, shown=shown(home), now=NOW)
    assert replace(told, dry_run=False) == done


@pytest.mark.parametrize("place", ["lake.commit", "lake_files.sweep"])
def test_killed_while_tidying_the_lake_is_whole_and_the_next_one_ends_it(
    home: Home, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    module, name = place.split(".")
    with monkeypatch.context() as patched:
        patched.setattr(getattr(tidying, module), name, killed)
        with pytest.raises(KeyboardInterrupt):
            tidying.tidy(home, shown=shown(home), now=NOW)
    check_whole(home)
    tidying.tidy(home, shown=shown(home), now=NOW)
    check_whole(home)
    assert len(lake.load(home).runs) == 11
    assert lake_files.orphans(home, lake.load(home)) == []


def test_whoever_reads_results_for_publishing_keeps_them_and_a_busy_home_is_left(
    home: Home,
) -> None:
    with lake.writing(home, what="hengke import"):
        assert tidying.tidy_if_free(home, shown=shown(home), now=NOW) is None
    from filelock import FileLock

    with FileLock(home.path / ".publish.lock"), pytest.raises(Busy, match="being published"):
        tidying.tidy(home, shown=shown(home), now=NOW)
    assert len(lake.load(home).runs) == 100


@pytest.mark.slow_test
def test_small_files_put_together_give_the_same_bytes_of_every_result(own_home: Home) -> None:
    before = fingerprints(own_home.lake / "gold")
    manifest = lake.load(own_home)
    for table, files in manifest.silver.items():
        manifest.silver[table] = [
            part for file in files for part in in_parts(own_home, table, file)
        ]
    with lake.writing(own_home, what="a test"):
        lake.commit(own_home, manifest)

    done = tidying.tidy(own_home, shown="", now=NOW)

    assert set(done.together.values()) == {PARTS}
    assert {len(files) for files in lake.load(own_home).silver.values()} == {1}
    assert nightly.run(own_home, as_of=AS_OF).reused, "other files are no other data"
    nightly.run(own_home, as_of=AS_OF, afresh=True)
    assert fingerprints(own_home.lake / "gold") == before


def in_parts(home: Home, table: str, file: DataFile) -> list[DataFile]:
    """The file as nine, as nine nights would have left it."""
    key = ", ".join(f'"{column}"' for column in CONTRACT[table].key)
    parts = []
    for number in range(PARTS):
        path = f"silver/{table}/part{number}.parquet"
        duckdb.sql(
            f"COPY (SELECT * FROM '{home.lake / file.path}' WHERE hash({key}) % {PARTS} = "
            f"{number}) TO '{home.lake / path}' (FORMAT parquet)"
        )
        rows = duckdb.sql(f"SELECT count(*) FROM '{home.lake / path}'").fetchall()[0][0]
        parts.append(DataFile(path, rows, file.batch))
    return parts
