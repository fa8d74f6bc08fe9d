"""Publishing leaves what people did: hand-overs, finished and postponed tasks, their own tasks."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.integration.publish.small_bank import OCTOBER, customer, night, position, task
from tests.integration.publish.workbench_file import Bench

AUGUST, SEPTEMBER = date(2026, 8, 31), date(2026, 9, 30)


def handed_over(bench: Bench, number: str, branch: str, manager: str) -> None:
    bench.change(
        "INSERT INTO customers_assignment (customer_id, branch_id, manager_id, by_id, at) "
        f"VALUES ('{number}', '{branch}', '{manager}', 1, '2026-10-20 08:00:00')"
    )


def scopes(bench: Bench, table: str) -> dict[str, tuple[str, str]]:
    found = bench.rows(f"SELECT customer_id, branch_id, manager_id FROM {table}")
    return {number: (branch, manager) for number, branch, manager in found}


def test_a_hand_over_wins_over_the_manager_in_the_banks_file(bench: Bench) -> None:
    handed_over(bench, "0002", "B1", "S7")
    bench.publish(night("R1"))
    for table in ("customers_customer", "tiering_position", "care_task"):
        assert scopes(bench, table) == {
            "0001": ("B1", "S1"), "0002": ("B1", "S7"), "0003": ("B1", "S1")
        }, table  # fmt: skip
    bench.publish(night("R2"))
    assert scopes(bench, "tiering_position")["0002"] == ("B1", "S7")


def test_a_hand_over_of_a_customer_who_is_not_in_the_book_waits_for_him(bench: Bench) -> None:
    handed_over(bench, "0009", "B1", "S7")
    bench.publish(night("R1"))
    bench.publish(night("R2", ["0009"]))
    assert scopes(bench, "customers_customer") == {"0009": ("B1", "S7")}


def test_a_finished_task_stays_finished_and_stays_at_all(bench: Bench) -> None:
    bench.publish(night("R1"))
    finish(bench, "downgrade:0001")
    finish(bench, "downgrade:0002")
    again = task("downgrade:0001", "0001", amount_minor=777)
    bench.publish(night("R2", tables={"tasks": [again]}))
    assert bench.rows(
        "SELECT task_key, status, done_by_id, amount_minor FROM care_task ORDER BY 1"
    ) == [("downgrade:0001", "done", 1, 777), ("downgrade:0002", "done", 1, None)]


def test_an_open_task_that_the_run_does_not_find_any_more_goes(bench: Bench) -> None:
    bench.publish(night("R1"))
    bench.publish(night("R2", tables={"tasks": [task("downgrade:0002", "0002", score=9.0)]}))
    assert bench.rows("SELECT task_key, score, run_id FROM care_task") == [
        ("downgrade:0002", 9.0, "R2")
    ]


def test_a_postponed_task_is_kept_until_its_day_and_goes_after_it(bench: Bench) -> None:
    bench.publish(night("R1"))
    snooze(bench, "downgrade:0001", OCTOBER)
    snooze(bench, "downgrade:0002", date(2026, 10, 22))
    bench.publish(night("R2", tables={"tasks": []}))
    assert bench.rows("SELECT task_key, status FROM care_task") == [("downgrade:0001", "snoozed")]


def test_a_postponed_task_that_is_still_found_keeps_its_day(bench: Bench) -> None:
    bench.publish(night("R1"))
    snooze(bench, "downgrade:0001", date(2026, 11, 2))
    bench.publish(night("R2"))
    assert bench.rows("SELECT status, snoozed_until FROM care_task WHERE customer_id = '0001'") == [
        ("snoozed", "2026-11-02")
    ]


def test_a_task_that_a_person_made_is_no_runs_business(bench: Bench) -> None:
    bench.publish(night("R1"))
    bench.change(
        "INSERT INTO care_task (task_key, customer_id, kind, params, score, origin, status, "
        "branch_id, manager_id) VALUES ('person:1', '0001', 'call', '{}', 3, 'person', 'open', "
        "'B1', 'S1')"
    )
    clash = task("person:1", "0001", kind="downgrade")
    bench.publish(night("R2", tables={"tasks": [clash]}))
    assert bench.rows("SELECT kind, origin, run_id FROM care_task") == [("call", "person", None)]


def test_tasks_of_people_follow_the_customer_who_was_handed_over(bench: Bench) -> None:
    bench.publish(night("R1"))
    finish(bench, "downgrade:0002")
    handed_over(bench, "0002", "B1", "S7")
    bench.publish(night("R2", tables={"tasks": []}))
    assert scopes(bench, "care_task") == {"0002": ("B1", "S7")}


def test_a_hand_over_moves_assets_from_one_book_to_the_other_at_every_point(bench: Bench) -> None:
    handed_over(bench, "0002", "B1", "S7")
    bench.publish(night("R1", ["0001", "0002"], tables=a_trend()))
    shown = bench.rows(
        "SELECT manager_id, point_on, customers, aum_minor, deposit_average_minor "
        "FROM customers_bookpoint ORDER BY 1, 2"
    )
    assert shown == [
        ("S1", "2026-09-30", 1, 100, 140),
        ("S1", "2026-10-18", 1, 110, 160),
        ("S1", "2026-10-23", 1, 120, 180),
        ("S2", "2026-10-23", 5, 999, 900),
        ("S7", "2026-09-30", 1, 50, None),
        ("S7", "2026-10-18", 1, 60, None),
        ("S7", "2026-10-23", 1, 70, None),
    ]


def test_a_hand_over_moves_the_past_as_well_that_two_runs_share(bench: Bench) -> None:
    """Month ends are a file of both runs, and no difference between them; the books need them."""
    tables = a_trend()
    points = tables.pop("asset_points")
    old = [row for row in points if row["point_on"] == SEPTEMBER]
    new = [row for row in points if row["point_on"] == OCTOBER]
    first = {"past.parquet": old, "rest.parquet": new}
    bench.publish(night("R1", ["0001", "0002"], tables=tables, parts={"asset_points": first}))
    handed_over(bench, "0002", "B1", "S7")
    shared = {"past.parquet": "gold/R1/asset_points/past.parquet", "rest.parquet": new}
    bench.publish(night("R2", ["0001", "0002"], tables=tables, parts={"asset_points": shared}))
    books = "SELECT manager_id, point_on, aum_minor FROM customers_bookpoint ORDER BY 1, 2"
    moved = [
        ("S1", "2026-09-30", 100), ("S1", "2026-10-18", 110), ("S1", "2026-10-23", 120),
        ("S2", "2026-10-23", 999),
        ("S7", "2026-09-30", 50), ("S7", "2026-10-18", 60), ("S7", "2026-10-23", 70),
    ]  # fmt: skip
    assert bench.rows(books) == moved
    bench.again("R2")
    assert bench.rows(books) == moved


def test_without_hand_overs_books_are_as_the_run_computed_them(bench: Bench) -> None:
    bench.publish(night("R1", ["0001", "0002"], tables=a_trend()))
    assert bench.rows(
        "SELECT manager_id, point_on, customers, aum_minor, deposit_average_minor, run_id "
        "FROM customers_bookpoint WHERE manager_id = 'S1' ORDER BY 2"
    ) == [
        ("S1", "2026-09-30", 2, 150, 140, "R1"),
        ("S1", "2026-10-18", 2, 170, 160, "R1"),
        ("S1", "2026-10-23", 2, 190, 180, "R1"),
    ]


def test_the_branch_has_the_same_assets_and_deposits_however_its_customers_are_handed_over(
    bench: Bench,
) -> None:
    totals = (
        "SELECT point_on, sum(customers), sum(aum_minor), sum(deposit_average_minor) "
        "FROM customers_bookpoint WHERE branch_id = 'B1' GROUP BY 1 ORDER BY 1"
    )
    bench.publish(night("R1", ["0001", "0002"], tables=a_trend()))
    before = bench.rows(totals)
    handed_over(bench, "0001", "B1", "S7")
    handed_over(bench, "0002", "B1", "S7")
    bench.again("R1")
    assert bench.rows(totals) == before
    gave_away = "SELECT customers, aum_minor FROM customers_bookpoint WHERE manager_id = 'S1'"
    assert set(bench.rows(gave_away)) == {(0, 0)}


def a_trend() -> dict[str, list[dict[str, Any]]]:
    """Two customers of S1 at a month end, a week and the business date; S2 has a book of five."""
    week = date(2026, 10, 18)  # a Sunday
    assets = {"0001": {SEPTEMBER: 100, week: 110, OCTOBER: 120},
              "0002": {SEPTEMBER: 50, week: 60, OCTOBER: 70}}  # fmt: skip
    books = [
        {"branch_id": "B1", "manager_id": "S1", "point_on": day, "customers": 2,
         "aum_minor": sum(one[day] for one in assets.values()),
         "deposit_average_minor": sum(one[day] for one in assets.values()) - 10}
        for day in (SEPTEMBER, week, OCTOBER)
    ]  # fmt: skip
    books.append({"branch_id": "B1", "manager_id": "S2", "point_on": OCTOBER, "customers": 5,
                  "aum_minor": 999, "deposit_average_minor": 900})  # fmt: skip
    return {
        "customer_records": [customer(number) for number in assets],
        "positions": [
            position(number, trend=f"[null, {points[week]}, {points[OCTOBER]}]")
            for number, points in assets.items()
        ],
        "asset_points": [
            {"customer_id": number, "point_on": day, "aum_minor": points[day]}
            for number, points in assets.items()
            for day in (SEPTEMBER, OCTOBER)
        ],
        "book_points": books,
    }


def finish(bench: Bench, key: str) -> None:
    bench.change(
        "UPDATE care_task SET status = 'done', done_by_id = 1, done_at = '2026-10-22 09:00:00' "
        f"WHERE task_key = '{key}'"
    )


def snooze(bench: Bench, key: str, until: date) -> None:
    bench.change(
        f"UPDATE care_task SET status = 'snoozed', snoozed_until = '{until}' "
        f"WHERE task_key = '{key}'"
    )
