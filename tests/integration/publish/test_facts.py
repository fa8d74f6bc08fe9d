"""Bookings and month ends: only what differs is written in the switch, and the result is the same.

Whatever was shown before, publishing a run shows the very rows that it shows in an empty workbench.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.integration.publish import small_bank
from tests.integration.publish.small_bank import OCTOBER, night
from tests.integration.publish.workbench_file import Bench

from hengke.pipelines.publishing import comparing

Rows = list[dict[str, Any]]


def booking(number: str, key: str, **columns: Any) -> dict[str, Any]:
    known = {"customer_id": number, "transaction_id": key, "booked_on": OCTOBER, "channel": None}
    return {**known, "amount_minor": 100, **columns}


def test_a_booking_that_was_shown_is_not_written_again_and_gets_the_new_stamp(
    bench: Bench,
) -> None:
    rows = [booking("0001", "T1"), booking("0001", "T2"), booking("0001", "T3")]
    bench.publish(night("R1", ["0001"], tables={"movements": rows}))
    where = dict(bench.rows("SELECT transaction_id, rowid FROM customers_movement"))
    changed = [rows[0], booking("0001", "T3", channel="app"), booking("0001", "T4")]
    bench.publish(night("R2", ["0001"], tables={"movements": changed}))
    shown = bench.rows("SELECT transaction_id, channel, run_id FROM customers_movement ORDER BY 1")
    assert shown == [("T1", None, "R2"), ("T3", "app", "R2"), ("T4", None, "R2")]
    now = dict(bench.rows("SELECT transaction_id, rowid FROM customers_movement"))
    assert now["T1"] == where["T1"]


def test_many_rows_are_stamped_in_several_steps(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "ROWS_AT_ONCE", 2)
    rows = [booking("0001", f"T{number}") for number in range(7)]
    bench.publish(night("R1", ["0001"], tables={"movements": rows}))
    bench.publish(night("R2", ["0001"], tables={"movements": rows}))
    assert bench.rows("SELECT DISTINCT run_id, as_of FROM customers_movement") == [
        ("R2", "2026-10-23")
    ]


@pytest.mark.slow_test
@pytest.mark.parametrize("seed", range(4))
def test_the_rows_shown_do_not_depend_on_what_was_shown_before(
    bench: Bench, empty_database: Path, seed: int
) -> None:
    drawn = random.Random(seed)
    for run_id in ("R1", "R2", "R3"):
        tables = {"movements": some_bookings(drawn), "asset_points": some_points(drawn)}
        bench.publish(night(run_id, ["0001", "0002"], tables=tables))
    over_others = [facts(bench, table) for table in ("customers_movement", "customers_assetpoint")]
    shutil.copy(empty_database, bench.home.database)
    bench.again("R3")
    assert over_others == [
        facts(bench, table) for table in ("customers_movement", "customers_assetpoint")
    ]


def test_a_follow_up_that_was_killed_is_healed_by_the_next_publishing(bench: Bench) -> None:
    rows = [booking("0001", f"T{number}") for number in range(3)]
    bench.publish(night("R1", ["0001"], tables={"movements": rows}))
    small_bank.write(bench.home, night("R2", ["0001"], tables={"movements": rows}))
    bench.again("R2")
    with closing(sqlite3.connect(bench.home.database)) as database:
        database.execute("UPDATE customers_movement SET run_id = 'R1' WHERE transaction_id = 'T2'")
        database.commit()
    bench.again("R2")
    assert bench.rows("SELECT DISTINCT run_id FROM customers_movement") == [("R2",)]


def some_bookings(drawn: random.Random) -> Rows:
    keys = [(number, key) for number in ("0001", "0002") for key in range(6)]
    return [
        booking(number, f"T{key}", amount_minor=drawn.choice([None, 1, 2]))
        for number, key in keys
        if drawn.random() < 0.6
    ]


def some_points(drawn: random.Random) -> Rows:
    days = [date(2026, 9, 30) + timedelta(days=number) for number in range(5)]
    return [
        {"customer_id": number, "point_on": day, "aum_minor": drawn.choice([None, 5, 6])}
        for number in ("0001", "0002")
        for day in days
        if drawn.random() < 0.6
    ]


def facts(bench: Bench, table: str) -> list[tuple[Any, ...]]:
    return sorted(bench.rows(f"SELECT * FROM {table}"), key=str)
