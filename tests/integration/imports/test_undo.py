"""A batch can be taken back as long as nothing rests on it."""

from __future__ import annotations

import pytest

from hengke.kernel.errors import Refused
from hengke.pipelines import lake
from hengke.pipelines.intake import api

pytestmark = pytest.mark.slow_test
MORE = {"balances.csv": "account,day,amount\nA1,20200131,111\nA1,20200229,5\n"}


def a_run(bank) -> None:
    """As `hengke run` would leave it: it has seen the last batch."""
    manifest = lake.load(bank.home)
    manifest.runs.append(
        lake.RunEntry(
            "R1", "2020-01-31", manifest.last_batch(), "duckdb", "2020-02-01T00:00:00", 1.0, 3, {}
        )
    )
    with lake.writing(bank.home, what="a test"):
        lake.commit(bank.home, manifest)


def test_a_batch_taken_back_leaves_the_home_as_it_was(bank, files) -> None:
    bank.load(files)
    before = {table: bank.rows(table) for table in ("customers", "balances", "snapshots")}
    second = bank.load(MORE, confirmed=True)
    api.undo(bank.home, second.batch)
    assert {table: bank.rows(table) for table in before} == before
    assert [batch.status for batch in lake.load(bank.home).batches] == ["loaded", "undone"]


def test_the_first_batch_taken_back_leaves_an_empty_home_for_any_mapping(bank, files) -> None:
    bank.mapping = bank.mapping.replace('"CNY"\n\n', '"CZK"\npolicy = "berka_czk"\n\n', 1)
    settings = bank.home.settings()
    first = bank.load(files)
    assert bank.home.settings().currency == "CZK"
    api.undo(bank.home, first.batch)
    assert bank.rows("customers") == []
    assert bank.home.settings() == settings


def test_files_of_a_batch_taken_back_can_be_imported_again(bank, files) -> None:
    first = bank.load(files)
    api.undo(bank.home, first.batch)
    again = bank.load(files)
    assert not again.unchanged
    assert again.batch != first.batch
    assert len(bank.rows("customers")) == 3


def test_a_batch_that_a_run_has_used_stays(bank, files) -> None:
    first = bank.load(files)
    a_run(bank)
    with pytest.raises(Refused, match=f"Run R1 has used batch {first.batch}"):
        api.undo(bank.home, first.batch)
    second = bank.load(MORE, confirmed=True)
    api.undo(bank.home, second.batch)
    assert len(bank.rows("balances")) == 2


def test_only_the_last_batch_can_be_taken_back_and_only_once(bank, files) -> None:
    first = bank.load(files)
    second = bank.load(MORE, confirmed=True)
    with pytest.raises(Refused, match=f"Take back {second.batch} first"):
        api.undo(bank.home, first.batch)
    api.undo(bank.home, second.batch)
    with pytest.raises(Refused, match="was taken back before"):
        api.undo(bank.home, second.batch)
    with pytest.raises(Refused, match=f"There is no batch 2020. The last one is {first.batch}"):
        api.undo(bank.home, "2020")


def test_files_that_no_undo_can_reach_are_swept_by_the_next_import(bank, files) -> None:
    bank.load(files)
    second = bank.load(MORE, confirmed=True)
    a_run(bank)
    orphan = bank.home.lake / "silver" / "balances" / "killed.parquet"
    orphan.write_bytes(b"half")
    bank.load({"balances.csv": "account,day,amount\nA1,20200301,1\nA2,20200301,1\n"},
              confirmed=True)  # fmt: skip
    named = {file.path for files in lake.load(bank.home).silver.values() for file in files}
    left = {path.relative_to(bank.home.lake).as_posix()
            for path in (bank.home.lake / "silver").rglob("*.parquet")}  # fmt: skip
    assert left == named
    assert any(second.batch in path for path in left)
