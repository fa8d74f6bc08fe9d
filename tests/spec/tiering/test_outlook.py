"""Gaps, days left and the next change, by hand. Ladder: gold 50,000, platinum 500,000."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from tests.unit.tiering.ladders import ladder

from hengke.engine.tiering.outlook import positions
from hengke.policies.tiering import Measure
from hengke.policies.tiering.measures import StockItem
from hengke.policies.tiering.scheme import Alternative

LAST = """
    customer_id:str | assessed_on:date | value_minor:fen | sum_minor_days:fen | days:int | unknown_reason:str | assessed_rank:int | assessed_tier:str | qualified_by:str | effective_rank:int | effective_tier:str | fails_used:int | fails_allowed:int | best_rank_since:int | state:str | reason_code:str
    A               | 2026-05-31       | 500000.00       | 15500000.00        | 31       |                    | 2                 | platinum          |                  | 2                  | platinum           | 0              | 3                 |                     | normal    | floor_kept
"""


def place(tables: SimpleNamespace, *, as_of: date, **clauses: Any) -> Any:
    before = getattr(tables, "before", None)
    customers = getattr(tables, "customers", None)
    return positions(
        tables.last, before, tables.running, policy=ladder(**clauses), as_of=as_of,
        customers=customers, overrides=getattr(tables, "overrides", None),
    )  # fmt: skip


def running(row: str) -> str:
    return f"""
        customer_id:str | sum_so_far:fen | days_so_far:int | days_total:int | today_scaled:fen | average_so_far_minor:fen | unknown_reason:str
        {row}
    """


def test_twenty_days_at_440_000_need_620_000_for_the_ten_that_are_left(spec):
    """domain.md 1.7. With 600,000 in hand today, 20,000 must come in tomorrow and stay."""
    spec(
        given={
            "last": LAST,
            "running": running("A | 8800000.00 | 20 | 30 | 600000.00 | 440000.00 |"),
        },
        when=lambda s: place(s, as_of=date(2026, 6, 20)),
        then="""
            policy:str | customer_id:str | currency:str | assessed_on:date | next_assessment_on:date | average_so_far_minor:fen | last_value_minor:fen | keep_floor_minor:fen | next_floor_minor:fen | needed_for_rest_minor:fen | gap_to_keep_minor:fen | gap_to_next_minor:fen | days_left:int | unknown_reason:str
            ladder     | A               | CNY          | 2026-05-31       | 2026-06-30              | 440000.00                | 500000.00            | 500000.00            | 10000000.00          | 620000.00                 | 20000.00              | 28520000.00           | 10            |
        """,
    )


def test_the_gap_is_raised_to_the_next_fen_and_closing_it_exactly_is_enough(spec):
    """150,000.00 are missing over 7 days: 21,428.58 a day close it, 21,428.57 would not."""
    spec(
        given={
            "last": LAST,
            "running": running("A | 11350000.00 | 23 | 30 | 500000.00 | 493478.26 |"),
        },
        when=lambda s: place(s, as_of=date(2026, 6, 23)),
        then="""
            customer_id:str | needed_for_rest_minor:fen | gap_to_keep_minor:fen | days_left:int
            A               | 521428.58                 | 21428.58              | 7
        """,
    )


def test_whoever_is_safe_lacks_nothing_and_whoever_is_highest_has_no_next(spec):
    spec(
        given={
            "last": LAST.replace("| 2                  | platinum ", "| 3 | private "),
            "running": running("A | 900000000.00 | 20 | 30 | 1.00 | 45000000.00 |"),
        },
        when=lambda s: place(s, as_of=date(2026, 6, 20)),
        then="""
            customer_id:str | keep_floor_minor:fen | next_floor_minor:fen | needed_for_rest_minor:fen | gap_to_keep_minor:fen | gap_to_next_minor:fen
            A               | 10000000.00          |                      | 0.00                      | 0.00                  |
        """,
    )


def test_on_the_last_day_what_the_average_lacks_is_missing(spec):
    spec(
        given={
            "last": LAST.replace("2026-05-31", "2026-06-30"),
            "running": running("A | 14400000.00 | 30 | 30 | 900000.00 | 480000.00 |"),
        },
        when=lambda s: place(s, as_of=date(2026, 6, 30)),
        then="""
            customer_id:str | next_assessment_on:date | gap_to_keep_minor:fen | gap_to_next_minor:fen | needed_for_rest_minor:fen | days_left:int
            A               | 2026-07-31              | 20000.00              | 9520000.00            |                           | 0
        """,
    )


def test_a_month_end_measure_lacks_what_the_balance_lacks_and_forms_no_average(spec):
    spec(
        given={
            "last": LAST,
            "running": running("A | 430000.00 | 1 | 1 | 430000.00 | 430000.00 |"),
        },
        when=lambda s: place(
            s,
            as_of=date(2026, 6, 20),
            measure=Measure("month_end", stocks=(StockItem(("demand_deposit",), Fraction(1)),)),
        ),
        then="""
            customer_id:str | gap_to_keep_minor:fen | gap_to_next_minor:fen | needed_for_rest_minor:fen | days_left:int
            A               | 70000.00              | 9570000.00            |                           | 10
        """,
    )


def test_coefficients_are_counted_at_their_scale(spec):
    """Weight one half: sums and today's balance are twice the weighted money."""
    halves = Measure("month_average", stocks=(StockItem(("fund",), Fraction(1, 2)),))
    spec(
        given={
            "last": LAST,
            "running": running("A | 17600000.00 | 20 | 30 | 1200000.00 | 440000.00 |"),
        },
        when=lambda s: place(s, as_of=date(2026, 6, 20), measure=halves),
        then="""
            customer_id:str | needed_for_rest_minor:fen | gap_to_keep_minor:fen
            A               | 620000.00                 | 20000.00
        """,
    )


def test_points_are_missing_in_hundredths_of_a_point_against_the_value(spec):
    """6,000.00 points over 181 days at a scale of 100; the tier needs 500,000.00 of them."""
    points = Measure("star_points", stocks=(StockItem(("demand_deposit",), Fraction(1, 100)),))
    spec(
        given={
            "last": LAST,
            "running": running("A | 108600000.00 | 181 | 181 | 600000.00 | 6000.00 |"),
        },
        when=lambda s: place(s, as_of=date(2026, 6, 20), measure=points),
        then="""
            customer_id:str | gap_to_keep_minor:fen | needed_for_rest_minor:fen | days_left:int
            A               | 494000.00             |                           | 10
        """,
    )


def test_unknown_stays_unknown_and_says_why(spec):
    spec(
        given={
            "last": LAST,
            "running": running("A |  |  |  |  |  | rate_missing")
            + "        B | 1.00 | 20 | 30 | 1.00 | 0.05 |\n",
            "before": """
                customer_id:str | assessed_rank:int | effective_rank:int
                A               | 1                 | 2
            """,
        },
        when=lambda s: place(s, as_of=date(2026, 6, 20)),
        then="""
            customer_id:str | effective_tier:str | previous_assessed_rank:int | previous_effective_rank:int | keep_floor_minor:fen | gap_to_keep_minor:fen | needed_for_rest_minor:fen | average_so_far_minor:fen | days_left:int | next_change_on:date | next_tier:str | unknown_reason:str
            A               | platinum           | 1                          | 2                           | 500000.00            |                       |                           |                          | 10            |                     |               | rate_missing
            B               |                    |                            |                             |                      |                       |                           | 0.05                     | 10            |                     |               | not_assessed_yet
        """,
    )


def test_a_tier_that_income_keeps_lacks_no_assets(spec):
    """Assessed platinum with 100,000: another way than the average has opened it."""
    salary = Alternative("salary", "代发工资", "Salary", ladder().measure, {"platinum": 9_000_00})
    spec(
        given={
            "last": LAST.replace("500000.00       | 15500000.00", "100000.00 | 3100000.00").replace(
                "| platinum          |                  |", "| platinum | salary |"
            ),
            "running": running("A | 2000000.00 | 20 | 30 | 100000.00 | 100000.00 |"),
        },
        when=lambda s: place(s, as_of=date(2026, 6, 20), alternatives=(salary,)),
        then="""
            customer_id:str | gap_to_keep_minor:fen | gap_to_next_minor:fen | next_change_on:date
            A               | 0.00                  | 29700000.00           |
        """,
    )


CASES = """
    customer_id:str | assessed_on:date | value_minor:fen | sum_minor_days:fen | days:int | unknown_reason:str | assessed_rank:int | assessed_tier:str | qualified_by:str | effective_rank:int | effective_tier:str | fails_used:int | fails_allowed:int | best_rank_since:int | state:str  | reason_code:str
    rises           | 2026-05-31       | 60000.00        | 1860000.00         | 31       |                    | 1                 | gold              |                  | 1                  | gold               | 0              | 3                 |                     | normal     | floor_kept
    kept            | 2026-05-31       | 500000.00       | 15500000.00        | 31       |                    | 2                 | platinum          |                  | 2                  | platinum           | 0              | 3                 |                     | normal     | floor_kept
    falls_now       | 2026-05-31       | 60000.00        | 1860000.00         | 31       |                    | 1                 | gold              |                  | 2                  | platinum           | 2              | 3                 | 1                   | watch      | below_floor
    falls_later     | 2026-05-31       | 60000.00        | 1860000.00         | 31       |                    | 1                 | gold              |                  | 2                  | platinum           | 1              | 3                 | 1                   | watch      | below_floor
    saved_by_june   | 2026-05-31       | 60000.00        | 1860000.00         | 31       |                    | 1                 | gold              |                  | 2                  | platinum           | 2              | 3                 | 1                   | watch      | below_floor
    by_hand         | 2026-05-31       | 60000.00        | 1860000.00         | 31       |                    | 1                 | gold              |                  | 2                  | platinum           | 0              | 3                 |                     | overridden | set_by_hand
"""
HOLDINGS = """
    customer_id:str | sum_so_far:fen | days_so_far:int | days_total:int | today_scaled:fen | average_so_far_minor:fen | unknown_reason:str
    rises           | 1200000.00     | 20              | 30             | 900000.00        | 60000.00                 |
    kept            | 10000000.00    | 20              | 30             | 500000.00        | 500000.00                |
    falls_now       | 8000000.00     | 20              | 30             | 10000.00         | 400000.00                |
    falls_later     | 1200000.00     | 20              | 30             | 60000.00         | 60000.00                 |
    saved_by_june   | 20000000.00    | 20              | 30             | 10000.00         | 1000000.00               |
    by_hand         | 0.00           | 20              | 30             | 0.00             | 0.00                     |
"""


HELD = """
    customer_id:str | tier:str | starts_on:date | until:date
    by_hand         | platinum | 2026-05-01     | 2027-12-31
"""


def test_if_nothing_happens_the_next_change_is_known_by_date_and_tier(spec):
    """Today's balance is held. June still has its first twenty days in it, July has not.

    `rises` reaches platinum in July only; `saved_by_june` keeps platinum in June and has then
    three failing months before it falls.
    """
    spec(
        given={"last": CASES, "running": HOLDINGS, "overrides": HELD},
        when=lambda s: place(s, as_of=date(2026, 6, 20)),
        then="""
            customer_id:str | effective_tier:str | next_change_on:date | next_tier:str
            rises           | gold               | 2026-08-01          | platinum
            kept            | platinum           |                     |
            falls_now       | platinum           | 2026-07-01          | gold
            falls_later     | platinum           | 2026-08-01          | gold
            saved_by_june   | platinum           | 2026-10-01          | mass
            by_hand         | platinum           |                     |
        """,
    )


def test_an_override_that_began_since_the_assessment_holds_at_once(spec):
    """`rises` and `falls_now` get their own tiers back before July's decision.

    `kept` is private in July and August and has then the whole grace of six failing months before
    it falls; the override of `falls_later` has ended, that of `saved_by_june` has not begun.
    """
    spec(
        given={
            "last": CASES,
            "running": HOLDINGS,
            "overrides": """
                customer_id:str | tier:str | starts_on:date | until:date
                rises           | mass     | 2026-06-05     | 2026-06-29
                falls_now       | private  | 2026-06-20     | 2026-06-20
                kept            | private  | 2026-06-10     | 2026-08-15
                falls_later     | private  | 2026-06-10     | 2026-06-19
                saved_by_june   | private  | 2026-06-21     | 2026-08-15
            """,
        },
        when=lambda s: place(s, as_of=date(2026, 6, 20)).filter(
            lambda t: t.customer_id != "by_hand"
        ),
        then="""
            customer_id:str | effective_tier:str | effective_rank:int | state:str  | fails_used:int | fails_allowed:int | keep_floor_minor:fen | assessed_tier:str | next_change_on:date | next_tier:str
            rises           | mass               | 0                  | overridden | 0              | 0                 | 0.00                 | gold              | 2026-06-30          | gold
            falls_now       | private            | 3                  | overridden | 0              | 6                 | 10000000.00          | gold              | 2026-06-21          | platinum
            kept            | private            | 3                  | overridden | 0              | 6                 | 10000000.00          | platinum          | 2027-02-01          | platinum
            falls_later     | platinum           | 2                  | watch      | 1              | 3                 | 500000.00            | gold              | 2026-08-01          | gold
            saved_by_june   | platinum           | 2                  | watch      | 2              | 3                 | 500000.00            | gold              | 2026-10-01          | mass
        """,
    )


def test_on_an_assessment_date_the_override_of_the_day_it_decides_for_counts(spec):
    """The tier shown on 31 May is the one of 1 June: an override until 31 May is over by then."""
    spec(
        given={
            "last": CASES,
            "running": HOLDINGS,
            "overrides": """
                customer_id:str | tier:str | starts_on:date | until:date
                rises           | private  | 2026-05-10     | 2026-05-31
                kept            | private  | 2026-06-01     | 2026-07-15
            """,
        },
        when=lambda s: place(s, as_of=date(2026, 5, 31)).filter(
            lambda t: t.customer_id.isin(["rises", "kept"])
        ),
        then="""
            customer_id:str | effective_tier:str | state:str
            rises           | gold               | normal
            kept            | private            | overridden
        """,
    )


def test_who_is_excluded_stands_still_under_an_override_too(spec):
    frozen = LAST.replace("| normal    | floor_kept", "| excluded | status_frozen")
    spec(
        given={
            "last": frozen,
            "running": running("A | 8800000.00 | 20 | 30 | 600000.00 | 440000.00 |"),
            "overrides": HELD.replace("by_hand ", "A ").replace("platinum", "private"),
        },
        when=lambda s: place(s, as_of=date(2026, 6, 20)),
        then="""
            customer_id:str | effective_tier:str | state:str | next_change_on:date
            A               | platinum           | excluded  |
        """,
    )


@pytest.mark.parametrize(
    ("fall_days", "falls_now", "falls_later"),
    [((), "2026-07-01", "2026-08-01"), (("06-30", "12-31"), "2026-07-01", "2027-01-01")],
)
def test_a_fall_waits_for_its_day(spec, fall_days, falls_now, falls_later):
    spec(
        given={"last": CASES, "running": HOLDINGS},
        when=lambda s: place(s, as_of=date(2026, 6, 20), fall_days=fall_days).filter(
            lambda t: t.customer_id.isin(["falls_now", "falls_later"])
        ),
        then=f"""
            customer_id:str | next_change_on:date
            falls_now       | {falls_now}
            falls_later     | {falls_later}
        """,
    )


def test_the_protection_of_a_new_customer_is_foreseen(spec):
    spec(
        given={
            "last": CASES,
            "running": HOLDINGS,
            "customers": """
                customer_id:str | opened_on:date
                falls_now       | 2026-06-01
                falls_later     | 2020-01-01
            """,
        },
        when=lambda s: place(s, as_of=date(2026, 6, 20), new_customer_months=3).filter(
            lambda t: t.customer_id.isin(["falls_now", "falls_later"])
        ),
        then="""
            customer_id:str | next_change_on:date | next_tier:str
            falls_now       | 2026-10-01          | mass
            falls_later     | 2026-08-01          | gold
        """,
    )


def test_the_step_of_a_policy_that_falls_one_at_a_time(spec):
    policy = replace(ladder(), landing="one_step")
    spec(
        given={"last": CASES, "running": HOLDINGS},
        when=lambda s: positions(
            s.last, None, s.running, policy=policy, as_of=date(2026, 6, 20)
        ).filter(lambda t: t.customer_id == "saved_by_june"),
        then="""
            customer_id:str | next_change_on:date | next_tier:str
            saved_by_june   | 2026-10-01          | gold
        """,
    )
