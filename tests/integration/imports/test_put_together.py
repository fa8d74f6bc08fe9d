"""Small files of daily deliveries are put together, and nobody can tell from the rows."""

from __future__ import annotations

import pytest

from hengke.kernel import clock
from hengke.kernel.errors import Refused
from hengke.pipelines import lake, tidying
from hengke.pipelines.intake import api
from hengke.pipelines.intake.compacting import TOGETHER

pytestmark = pytest.mark.slow_test


def daily(day: int) -> dict[str, str]:
    return {"balances.csv": f"account,day,amount\nA1,202002{day:02},{day}\n"}


def balance_files(bank) -> list[lake.DataFile]:
    return lake.load(bank.home).silver["balances"]


def test_daily_files_become_one_that_can_be_taken_back_day_by_day_and_corrected(
    bank, files
) -> None:
    bank.load(files)
    reports = [bank.load(daily(day), confirmed=True) for day in range(1, TOGETHER - 1)]
    assert len(balance_files(bank)) == TOGETHER - 1
    before = bank.rows("balances")

    last = bank.load(daily(TOGETHER - 1), confirmed=True)

    whole = balance_files(bank)
    assert [(file.rows, file.batch) for file in whole] == [(TOGETHER + 1, last.batch)]
    assert set(before) < set(bank.rows("balances"))

    api.undo(bank.home, last.batch)
    assert bank.rows("balances") == before
    api.undo(bank.home, reports[-1].batch)
    assert len(bank.rows("balances")) == len(before) - 1

    bank.load(daily(TOGETHER - 2), confirmed=True)
    again = bank.load(daily(TOGETHER - 1), confirmed=True)
    assert len(balance_files(bank)) == 1
    corrected = bank.load({"balances.csv": "account,day,amount\nA1,20200203,999\n"}, confirmed=True)
    amounts = [row[0] for row in bank.rows("balances", "balance_minor")]
    assert (99_900 in amounts, 300 in amounts) == (True, False)
    assert len(bank.rows("balances")) == TOGETHER + 1
    api.undo(bank.home, corrected.batch)
    with pytest.raises(Refused, match="was taken back before"):
        api.undo(bank.home, corrected.batch)
    api.undo(bank.home, again.batch)
    assert bank.rows("balances") == before


def test_too_long_ago_to_be_taken_back(bank, files) -> None:
    folder = bank.home.retention_policies / "standard"
    folder.mkdir(parents=True)
    (folder / f"{clock.today()}.toml").write_text(
        'source = "the bank"\n[runs]\ndays = 7\nmonth_ends = 24\nrecord_days = 1100\n'
        "[batches]\nundo = 1\nquarantine_days = 400\nbronze_days = 35\n",
        encoding="utf-8",
    )
    bank.load(files)
    second = bank.load(daily(1), confirmed=True)
    third = bank.load(daily(2), confirmed=True)
    api.undo(bank.home, third.batch)
    with pytest.raises(Refused, match="came too long ago"):
        api.undo(bank.home, second.batch)


def test_a_delivery_is_in_although_the_lake_could_not_be_tidied(bank, files, monkeypatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tidying, "retire", full)
    report = bank.load(files)
    assert any("could not be tidied (OSError)" in note for note in report.notes)
    assert lake.load(bank.home).last_batch() == report.batch
