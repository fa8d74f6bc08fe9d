"""The way of each customer between the last two assessments, derived while publishing."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.integration.publish.small_bank import OCTOBER, SEPTEMBER, customer, night, position
from tests.integration.publish.workbench_file import Bench

AUGUST = date(2026, 8, 31)
SHOWN = (
    "SELECT customer_id, manager_id, effective_before, effective_after, aum_minor, arrived "
    "FROM tiering_passage ORDER BY customer_id"
)


def at(number: str, tier: str | None, aum: int | None = None) -> dict[str, Any]:
    return {"customer_id": number, "effective_tier": tier, "aum_minor": aum}


def twice(run_id: str, **more: Any) -> Any:
    assessed = {
        AUGUST: [at("0001", "gold", 5), at("0002", None, None)],
        SEPTEMBER: [at("0001", "mass", 3), at("0003", "gold", 9)],
    }
    return night(run_id, assessed=assessed, **more)


def test_a_passage_has_the_tiers_of_both_dates_and_the_assets_of_the_first(bench: Bench) -> None:
    bench.publish(twice("R1"))
    assert [tuple(row) for row in bench.rows(SHOWN)] == [
        ("0001", "S1", "gold", "mass", 5, 0),
        ("0002", "S1", None, None, None, 0),
        ("0003", "S1", None, "gold", None, 1),
    ]


def test_one_assessment_makes_no_passage(bench: Bench) -> None:
    bench.publish(night("R1"))
    assert bench.rows(SHOWN) == []


def test_passages_stay_between_two_assessments_and_follow_their_customer(bench: Bench) -> None:
    bench.publish(twice("R1"))
    numbers = bench.rows("SELECT id FROM tiering_passage ORDER BY id")
    moved = [customer("0001", manager_id="S2"), customer("0002"), customer("0003")]
    placed = [position(number) for number in ("0001", "0002", "0003")]
    tables = {"customer_records": moved, "positions": placed}
    bench.publish(night("R2", assessed={}, tables=tables))
    assert [row[1] for row in bench.rows(SHOWN)] == ["S2", "S1", "S1"]
    assert bench.rows("SELECT id FROM tiering_passage ORDER BY id") == numbers


def test_the_next_assessment_begins_new_passages(bench: Bench) -> None:
    bench.publish(twice("R1"))
    bench.publish(night("R2", assessed={OCTOBER: [at("0001", "gold", 4)]}))
    assert [tuple(row[2:]) for row in bench.rows(SHOWN)] == [
        ("mass", "gold", 3, 0), ("gold", None, 9, 0),
    ]  # fmt: skip
