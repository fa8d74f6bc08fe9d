"""Margins x survival x discount; every amount worked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from hengke.engine.lifetime.projection import lifetimes, margins, means
from hengke.policies.lifetime import NOW, Growth, load

FLAT = Growth(Fraction(0), Fraction(0), 0)
SHIPPED = load(on=date(2026, 1, 1))
POLICY = replace(
    SHIPPED, horizon_years=2, discount=Fraction(1, 10), growth={"person": FLAT}, version="test"
)
ROWS = """
    customer_id:str | currency:str | kind:str | tier:str | rank:int | tenure_months:int | history_minor:int | history_days:int | margin_minor:int | own_ppm:int | potential_points:int | ended_on:date | over:bool | unknown_reason:str
    own             | CNY          | person   | gold     | 1        | 200               | 90000             | 365              | 100000           | 1000000     | 10000                |               | false     |
    costs           | CNY          | person   | gold     | 1        | 3                 | -90000            | 365              | -100000          | 1000000     | 10000                |               | false     |
    young           | CNY          | person   | gold     | 1        | 3                 | 20000             | 91               | 80000            | 250000      |                      |               | false     |
    undated         | CNY          | person   | gold     | 1        |                   | 100000            | 365              | 100000           | 1000000     | 0                    |               | false     |
    gone            | CNY          | person   | gold     | 1        | 20                | 500               | 365              | 500              | 1000000     |                      | 2026-02-01    | true      |
    unclear         | CNY          | person   | gold     | 1        | 20                |                   | 365              |                  | 1000000     |                      |               | false     | no_customer_rate
"""
CURVES = """
    kind:str | rank:int | tenure:int | remaining:int | year_0:float | year_1:float | year_2:float
    person   | 1        | 84         | 120           | 1            | 0.8          | 0.64
    person   | 1        | 3          | 60            | 1            | 0.5          | 0.4
    person   | 1        | 20         | 60            | 1            | 0.5          | 0.4
    person   | 1        | -1         | 90            | 1            | 0.9          | 0.81
"""
STATES = """
    kind:str | rank:int | margin_minor:int | value_minor:int
    person   | 1        | 40000            | 77777
"""
GIVEN = {"rows": ROWS, "curves": CURVES, "states": STATES}


def projected(policy):
    return lambda s: lifetimes(s.rows, s.curves, s.states, policy)


@pytest.mark.requirement("R071")
def test_each_years_margin_by_survival_and_discount_sums_to_the_lifetime_value(spec):
    """1,000.00 x (0.8/1.1 + 0.64/1.21) = 727.27 + 528.93. The young one counts a quarter of its own
    800.00 and three quarters of the tier's 400.00: 500.00. A loss goes on as a loss."""
    spec(
        given=GIVEN,
        when=projected(POLICY),
        then="""
            customer_id:str | basis_minor:int | survival:str     | present:str      | lifetime_minor:int | remaining_months:int | markov_minor:int | unknown_reason:str
            own             | 100000          | [800000, 640000] | [72727, 52893]   | 125620             | 120                  | 77777            |
            costs           | -100000         | [500000, 400000] | [-45455, -33058] | -78513             | 60                   | 77777            |
            young           | 50000           | [500000, 400000] | [22727, 16529]   | 39256              | 60                   | 77777            |
            undated         | 100000          | [900000, 810000] | [81818, 66942]   | 148760             | 90                   | 77777            |
            gone            | 0               |                  |                  | 0                  | 0                    | 0                |
            unclear         |                 |                  |                  |                    |                      |                  | no_customer_rate
        """,
    )  # fmt: skip


@pytest.mark.requirement("R071")
def test_growth_follows_potential_stops_after_its_years_and_never_makes_a_loss_larger(spec):
    """10 % a year for one year: 5 % by policy, 5 % more at 100 points, as much less at none."""
    growth = {"person": Growth(Fraction(5, 100), Fraction(5, 100), 1)}
    spec(
        given=GIVEN,
        when=lambda s: projected(replace(POLICY, growth=growth))(s).filter(lambda t: (
            t.customer_id.isin(["own", "costs", "young", "undated"])
        )),
        then="""
            customer_id:str | growth_ppm:int | present:str
            own             | 100000         | [80000, 58182]
            costs           | 100000         | [-45455, -33058]
            young           | 50000          | [23864, 17355]
            undated         | 0              | [81818, 66942]
        """,
    )  # fmt: skip


@pytest.mark.requirement("R071")
def test_the_first_margin_may_come_now_and_is_then_whole(spec):
    spec(
        given=GIVEN,
        when=lambda s: projected(replace(POLICY, first_margin=NOW))(s).filter(
            lambda t: t.customer_id == "own"
        ),
        then="""
            customer_id:str | survival:str      | present:str     | lifetime_minor:int
            own             | [1000000, 800000] | [100000, 72727] | 172727
        """,
    )


VALUES = """
    customer_id:str | currency:str | first_on:date | until_on:date | weighed:int | profit_minor:int | acquisition_minor:int | potential_points:int | value_reason:str
    whole           | CNY          | 2025-10-01    | 2026-09-30    | 365         | 90000            | 10000                 | 5000                 |
    half            | CNY          | 2025-10-01    | 2026-09-30    | 365         | 73000            | 0                     | 5000                 |
    loan            | CNY          | 2025-10-01    | 2026-09-30    | 365         | 300000           | 0                     |                      |
    new             | CNY          | 2025-10-01    | 2026-09-30    | 365         | 100              | 0                     |                      |
    prospect        | CNY          | 2025-10-01    | 2026-09-30    | 365         | 0                | 0                     |                      |
    unclear         | CNY          | 2025-10-01    | 2026-09-30    | 365         |                  |                       |                      | no_transfer_price
    over            | CNY          | 2025-10-01    | 2026-09-30    | 365         |                  |                       |                      | no_transfer_price
    robot           | CNY          | 2025-10-01    | 2026-09-30    | 365         | 5                | 0                     |                      |
"""
PLACES = """
    customer_id:str | rank:int | tier:str
    whole           | 1        | gold
    half            | 1        | gold
    loan            |          |
"""
RELATIONS = """
    customer_id:str | kind:str | began_on:date | ended_on:date
    whole           | person   | 2010-03-01    |
    half            | person   | 2026-04-01    |
    loan            | person   |               |
    new             | person   | 2026-09-30    |
    unclear         | person   | 2010-03-01    |
    over            | person   | 2010-03-01    | 2026-01-31
    robot           | machine  | 2010-03-01    |
"""


@pytest.mark.requirement("R071")
def test_a_years_margin_leaves_the_spent_cost_of_winning_out_and_unknown_says_why(spec):
    """Half a year (183 days) of 730.00 is 1,456.01 a year, and counts 183/365 of the basis."""
    spec(
        given={"values": VALUES, "places": PLACES, "relations": RELATIONS},
        when=lambda s: margins(
            s.values, s.places, s.relations, as_of=date(2026, 10, 23), policy=POLICY
        ),
        then="""
            customer_id:str | rank:int | tenure_months:int | history_days:int | margin_minor:int | own_ppm:int | over:bool | unknown_reason:str
            whole           | 1        | 199               | 365              | 100000           | 1000000     | false     |
            half            | 1        | 6                 | 183              | 145601           | 501370      | false     |
            loan            | -1       |                   | 365              | 300000           | 1000000     | false     |
            new             | -1       | 1                 | 1                | 36500            | 2740        | false     | history_too_short
            prospect        | -1       |                   | 365              | 0                | 1000000     | false     | no_account
            unclear         | -1       | 199               | 365              |                  | 1000000     | false     | no_transfer_price
            over            | -1       | 199               | 365              |                  | 1000000     | true      |
            robot           | -1       | 199               | 365              | 5                | 1000000     | false     | no_customer_kind
        """,
    )  # fmt: skip


def test_means_are_of_those_who_stay_and_are_known(spec):
    spec(
        given=ROWS,
        when=means,
        then="""
            kind:str | rank:int | customers:int | margin_minor:int
            person   | 1        | 4             | 45000
        """,
    )
