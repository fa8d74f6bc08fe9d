"""Customers' sums: yield, movement, deciles, scores."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from types import SimpleNamespace

import ibis
import pytest
from tests.spec.value.policies import policy

from hengke.engine.value import customers, scoring
from hengke.engine.value.amounts import AMOUNTS
from hengke.engine.value.months import Months
from hengke.policies.value import Decline, Indicator, Score

MONTHS = Months((date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)))
RULE = Decline(period_months=1, periods=2, fall=Fraction(1, 5))
KNOWN = """
    customer_id:str | known_from:date
    falls           | 2020-01-01
    wavers          | 2020-01-01
    slips           | 2020-01-01
    new             | 2026-02-15
    nothing         | 2020-01-01
    unclear         | 2020-01-01
    ahead           | 2026-04-01
"""


def values(s):
    """Monthly fees of customers; `held` is balance x days of a deposit."""
    told = {"fees": s.fees.fees, "balance_days": s.fees.held, "earned": s.fees.fees.abs()}
    nothing = ibis.literal(0, type="int64")
    monthly = s.fees.select(
        "customer_id", "month_on",
        product_id=ibis.literal("T"), family=ibis.literal("term_deposit"),
        days_past_due=ibis.null("int64"),
        why=ibis.ifelse(s.fees.fees.isnull(), ibis.literal(0), ibis.null("int64")).cast("int64"),
        **{name: told.get(name, nothing) for name in AMOUNTS},
    )  # fmt: skip
    book = SimpleNamespace(customers=s.known, home="CNY")
    return customers.values(book, customers.by_month(monthly), MONTHS, policy(decline=RULE))


FEES = """
    customer_id:str | month_on:date | fees:int | held:int
    falls           | 2026-01-01    | 1000     | 3285000
    falls           | 2026-02-01    | 900      | 0
    falls           | 2026-03-01    | 800      | 0
    wavers          | 2026-01-01    | 1000     | 0
    wavers          | 2026-02-01    | 1100     | 0
    wavers          | 2026-03-01    | 500      | 0
    slips           | 2026-01-01    | -100     | 0
    slips           | 2026-02-01    | -110     | 0
    slips           | 2026-03-01    | -119     | 0
    new             | 2026-02-01    | 900      | 0
    new             | 2026-03-01    | 100      | 0
    unclear         | 2026-01-01    | 900      | 0
    unclear         | 2026-02-01    |          | 0
    unclear         | 2026-03-01    | 100      | 0
"""


@pytest.mark.requirement("R074")
@pytest.mark.requirement("R069")
def test_falling_is_every_step_down_and_a_fifth_in_all_and_unknown_is_not_zero(spec):
    """2,700 in 90 days on an average of 36,500: 30 % a year."""
    spec(
        given={"known": KNOWN, "fees": FEES},
        when=values,
        then="""
            customer_id:str | profit_minor:int | movement:str | period_minor:int | period_before_minor:int | trend:str        | overall_yield_ppm:int | decile:int
            falls           | 2700             | falling      | 800              | 1000                    | [1000, 900, 800]   | 300000                | 1
            wavers          | 2600             | steady       | 500              | 1000                    | [1000, 1100, 500]  |                       | 2
            slips           | -329             | steady       | -119             | -100                    | [-100, -110, -119] |                       | 5
            new             | 1000             | unknown      | 100              | 0                       | [0, 900, 100]      |                       | 3
            nothing         | 0                | steady       | 0                | 0                       | [0, 0, 0]          |                       | 4
            unclear         |                  | unknown      | 100              | 900                     | [900, null, 100]   |                       |
        """,
    )  # fmt: skip


def indicator(column, weight, **more):
    plain = {"part": "quantitative", "direction": "higher", "low": Fraction(0),
             "high": Fraction(100), "words": {}, "otherwise": None}  # fmt: skip
    return Indicator(column=column, weight=Fraction(weight, 100), **{**plain, **more})


@pytest.mark.requirement("R070")
@pytest.mark.requirement("R073")
@pytest.mark.requirement("R039")
def test_scores_are_weighted_points_with_a_direction_and_unknown_where_a_part_is(spec):
    scores = (
        Score("potential", "person", (
            indicator("occupation", 50, words={"doctor": 80}, otherwise=20),
            indicator("income_growth_ppm", 30),
            indicator("household_aum_minor", 20, high=Fraction(1000)),
        )),
        Score("composite", "person", (
            indicator("fees_minor", 60),
            indicator("potential_points", 30, part="qualitative", high=Fraction(10000)),
            indicator("days_past_due", 10, part="qualitative", direction="lower"),
        )),
    )  # fmt: skip
    spec(
        given={
            "values": """
                customer_id:str | fees_minor:int | income_growth_ppm:int | days_past_due:int
                A               | 50             | 50                    | 25
                B               | 500            | -9                    | 0
                C               | 500            |                       | 0
                D               | 500            | 10                    | 0
                firm            | 500            | 10                    | 0
            """,
            "records": """
                customer_id:str | kind:str    | occupation:str | industry:str | income_level:str | household_id:str | household_aum_minor:int
                A               | person      | doctor         |              |                  | H1               | 500
                B               | person      | clown          |              |                  |                  |
                C               | person      | doctor         |              |                  | ''               |
                D               | person      | doctor         |              |                  | H2               |
                firm            | institution |                |              |                  |                  |
            """,
        },
        when=lambda s: scoring.with_scores(s.values, s.records, policy(scores=scores)),
        then="""
            customer_id:str | potential_points:int | potential_parts:str | composite_points:int | composite_parts:str | score_reason:str
            A               | 6500                 | [8000, 5000, 5000]  | 5700                 | [5000, 6500, 7500]  |
            B               | 1000                 | [2000, 0, 0]        | 7300                 | [10000, 1000, 10000] |
            C               |                      | [8000, null, 0]     |                      | [10000, null, 10000] | indicator_not_delivered
            D               |                      | [8000, 1000, null]  |                      | [10000, null, 10000] | indicator_not_delivered
            firm            |                      |                     |                      |                     |
        """,
    )  # fmt: skip


def test_slices_are_five_hundredths_then_fortieths_and_end_where_the_curve_is_drawn(spec):
    """Of 200 a hundredth is two customers, a fortieth five; of three each is a slice of its own."""
    spec(
        given={
            "places": """
                place:int | of:int
                0         | 200
                1         | 200
                2         | 200
                9         | 200
                10        | 200
                14        | 200
                15        | 200
                199       | 200
                0         | 3
                2         | 3
            """
        },
        when=lambda s: s.places.mutate(slice=customers.slice_of(s.places)),
        then="""
            place:int | of:int | slice:int
            0         | 200    | 1
            1         | 200    | 1
            2         | 200    | 2
            9         | 200    | 5
            10        | 200    | 6
            14        | 200    | 6
            15        | 200    | 7
            199       | 200    | 43
            0         | 3      | 1
            2         | 3      | 30
        """,
    )
