"""Only what differs from the run that is shown is written, and the result is the same.

Whatever was shown before, publishing a run shows the very rows that it shows in an empty workbench.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from tests import databases
from tests.integration.publish import small_bank
from tests.integration.publish.small_bank import OCTOBER, Night, customer, night, position
from tests.integration.publish.workbench_file import Bench

from hengke.engine.results import STAMP
from hengke.kernel.errors import Broken
from hengke.pipelines.publishing.tables import REPLACED, Published

Rows = list[dict[str, Any]]
NUMBERS = ("0001", "0002", "0003", "0004")


def booking(number: str, key: str, **columns: Any) -> dict[str, Any]:
    known = {"customer_id": number, "transaction_id": key, "booked_on": OCTOBER, "channel": None}
    return {**known, "amount_minor": 100, **columns}


def test_a_booking_that_was_shown_keeps_the_stamp_of_the_run_that_brought_it(bench: Bench) -> None:
    rows = [booking("0001", "T1"), booking("0001", "T2"), booking("0001", "T3")]
    bench.publish(night("R1", ["0001"], tables={"movements": rows}))
    place = "ctid" if databases.server() else "rowid"
    where = dict(bench.rows(f"SELECT transaction_id, {place} FROM customers_movement"))
    changed = [rows[0], booking("0001", "T3", channel="app"), booking("0001", "T4")]
    bench.publish(night("R2", ["0001"], tables={"movements": changed}))
    shown = bench.rows("SELECT transaction_id, channel, run_id FROM customers_movement ORDER BY 1")
    assert shown == [("T1", None, "R1"), ("T3", "app", "R2"), ("T4", None, "R2")]
    now = dict(bench.rows(f"SELECT transaction_id, {place} FROM customers_movement"))
    assert now["T1"] == where["T1"]


def test_files_that_two_runs_share_stay_as_they_are_shown(bench: Bench) -> None:
    """The past of a table is one file under two names; the rest is compared, and a past that was
    written anew as well."""
    old = [booking("0001", "T1"), booking("0002", "T2")]
    new = booking("0001", "T3")
    first = night("R1", parts={"movements": {"rest.parquet": [new], "past.parquet": old}})
    bench.publish(first)
    past = "gold/R1/movements/past.parquet"
    files = {
        "past.parquet": past,
        "rest.parquet": [{**new, "channel": "app"}, booking("0003", "T4")],
    }
    second = bench.publish(night("R2", parts={"movements": files}))
    query = "SELECT transaction_id, channel, run_id FROM customers_movement ORDER BY 1"
    assert bench.rows(query) == [
        ("T1", None, "R1"), ("T2", None, "R1"), ("T3", "app", "R2"), ("T4", None, "R2"),
    ]  # fmt: skip
    bench.publish(
        night("R3", parts={"movements": {"past.parquet": old[:1], "rest.parquet": [new]}})
    )
    assert bench.rows(query) == [("T1", None, "R1"), ("T3", None, "R3")]
    assert second.rows == 4 + len(first.tables) * 3 + 3


def test_what_was_written_is_counted_apart_from_what_the_run_holds(bench: Bench) -> None:
    first = bench.publish(night("R1"))
    second = bench.publish(night("R2", ["0001", "0002", "0009"]))
    assert first.rows == first.written
    assert second.rows == first.rows
    assert second.written < second.rows


def test_an_unchanged_customer_carries_the_stamp_of_the_run_that_is_shown(bench: Bench) -> None:
    bench.publish(night("R1"))
    bench.publish(night("R2", ["0001", "0002", "0009"]))
    for table in ("customers_customer", "tiering_position"):
        assert bench.rows(f"SELECT DISTINCT run_id, as_of FROM {table}") == [("R2", "2026-10-23")]


def test_a_position_follows_its_customer_to_another_manager(bench: Bench) -> None:
    bench.publish(night("R1"))
    moved = [customer("0001", manager_id="S9"), customer("0002"), customer("0003")]
    bench.publish(night("R2", tables={"customer_records": moved}))
    shown = "SELECT customer_id, manager_id FROM tiering_position ORDER BY 1"
    assert bench.rows(shown) == [("0001", "S9"), ("0002", "S1"), ("0003", "S1")]


def test_a_workbench_that_lost_rows_is_written_anew(bench: Bench) -> None:
    bench.publish(night("R1"))
    bench.change("DELETE FROM tiering_position WHERE customer_id = '0002'")
    bench.publish(night("R2"))
    assert bench.rows("SELECT count(*) FROM tiering_position") == [(3,)]


def test_a_run_that_was_computed_again_under_its_name_is_written_anew(bench: Bench) -> None:
    bench.publish(night("R1"))
    again = night("R1", created_at="2026-10-24T09:00:00+00:00")
    again.tables["positions"][0]["effective_tier"] = "platinum"
    rewrite(bench, again)
    bench.again("R1")
    assert bench.rows("SELECT effective_tier FROM tiering_position ORDER BY customer_id") == [
        ("platinum",), ("gold",), ("gold",)
    ]  # fmt: skip


def test_the_next_run_is_shown_although_the_files_of_the_last_are_gone(bench: Bench) -> None:
    bench.publish(night("R1"))
    (bench.home.lake / "gold/R1/positions.parquet").unlink()
    bench.publish(night("R2", ["0002", "0009"]))
    assert bench.rows("SELECT customer_id FROM customers_customer ORDER BY 1") == [
        ("0002",), ("0009",)
    ]  # fmt: skip


def test_the_next_run_is_shown_although_a_file_of_the_last_is_damaged(bench: Bench) -> None:
    bench.publish(night("R1"))
    (bench.home.lake / "gold/R1/customer_records.parquet").write_bytes(b"not what it was")
    bench.publish(night("R2", ["0002", "0009"]))
    assert bench.rows("SELECT DISTINCT run_id FROM customers_customer") == [("R2",)]


def test_a_workbench_that_another_release_filled_is_written_anew(bench: Bench) -> None:
    bench.publish(night("R1"))
    bench.change("UPDATE customers_customer SET name = 'in the form of another release'")
    bench.change(
        "COMMENT ON TABLE imports_run IS 'form of publishing: 7'"
        if databases.server()
        else "PRAGMA user_version = 7"
    )
    second = bench.publish(night("R2"))
    assert second.written == second.rows
    assert bench.rows("SELECT name FROM customers_customer WHERE customer_id = '0001'") == [
        ("客户 0001",)
    ]


def test_a_row_that_stands_twice_is_found_although_one_of_the_two_is_shown(bench: Bench) -> None:
    bench.publish(night("R1"))
    twice = [
        *(position(number) for number in ("0001", "0002", "0003")),
        position("0001", state="x"),
    ]
    with pytest.raises(Broken, match="positions"):
        bench.publish(night("R2", tables={"positions": twice}))
    assert bench.rows("SELECT DISTINCT run_id FROM tiering_position") == [("R1",)]


def test_nothing_is_left_beside_the_database(bench: Bench) -> None:
    bench.publish(night("R1"))
    bench.publish(night("R2"))
    left = {file.name for file in bench.home.path.iterdir()}
    assert not left & {".publishing", "workbench.sqlite3.staging"}


@pytest.mark.slow_test
@pytest.mark.parametrize("seed", range(4))
def test_the_rows_shown_do_not_depend_on_what_was_shown_before(
    bench: Bench, empty_database: Callable[..., None], seed: int
) -> None:
    drawn = random.Random(seed)
    handed_over = "INSERT INTO customers_assignment VALUES ('0002', 'B1', 'S7', '2026-10-01', 1)"
    bench.change(handed_over)
    for run_id in ("R1", "R2", "R3"):
        bench.publish(some_night(run_id, drawn))
    over_others = {table.table: shown(bench, table) for table in REPLACED}
    empty_database(bench.home)
    bench.change(handed_over)
    bench.again("R3")
    assert over_others == {table.table: shown(bench, table) for table in REPLACED}


def some_night(run_id: str, drawn: random.Random) -> Night:
    present = [number for number in NUMBERS if drawn.random() < 0.8]
    tables = {
        "customer_records": [
            customer(
                number, manager_id=drawn.choice(["S1", "S2", None]),
                aum_minor=drawn.choice([None, 5, 6]), gender=drawn.choice([None, "male"]),
            )
            for number in present
        ],
        "positions": [
            position(
                number, fall_probability=drawn.choice([None, 0.25, 0.5]),
                days_left=drawn.choice([7, 8]),
            )
            for number in present
            if drawn.random() < 0.8
        ],
        "holdings": [
            {"customer_id": number, "account_id": "A1", "balance_minor": drawn.choice([None, 1, 2])}
            for number in present
        ],
        "related": [
            {"customer_id": "0001", "related_id": number, "kind": "spouse"}
            for number in present
            if drawn.random() < 0.5
        ],
        "movements": some_bookings(drawn),
        "asset_points": some_points(drawn),
        "tasks": [],
    }  # fmt: skip
    return night(run_id, present, tables=tables)


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


def shown(bench: Bench, table: Published) -> list[tuple[Any, ...]]:
    """Every column but the row's own number, and the stamp where it names who brought the row."""
    scope = ["branch_id", "manager_id"] if table.scoped else []
    columns = [name for name in table.columns if not (table.facts and name in STAMP)]
    return sorted(bench.rows(f"SELECT {', '.join([*columns, *scope])} FROM {table.table}"), key=str)


def rewrite(bench: Bench, again: Night) -> None:
    """The run anew in the place of the one of that name."""
    from hengke.pipelines import lake

    manifest = lake.load(bench.home)
    manifest.runs = [run for run in manifest.runs if run.run_id != again.run_id]
    manifest.assessments = []
    lake.commit(bench.home, manifest)
    small_bank.write(bench.home, again)
