"""When a relation is over, and what is counted of those that went on."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tests.spec.bank import book_of

from hengke.engine.lifetime.exposure import (
    Window,
    at_risk,
    exposures,
    transitions,
    windows,
)
from hengke.engine.lifetime.relations import relations
from hengke.policies.lifetime import Over

OVER = Over(Fraction(1, 20), 100_000, 3)
ON = date(2026, 6, 30)

CUSTOMERS = """
    customer_id:str | kind:str | opened_on:date | closed_on:date
    stays           | person   | 2020-01-15     |
    closed          | person   | 2020-01-15     | 2026-02-10
    empty           | person   | 2020-01-15     |
    left            | person   | 2020-01-15     |
    owes            | person   | 2020-01-15     |
    lately          | person   | 2020-01-15     |
    unclear         | person   | 2020-01-15     |
    later           | person   | 2026-08-01     |
    visitor         | person   | 2020-01-15     |
"""
ACCOUNTS = """
    account_id:str | customer_id:str | product_id:str | opened_on:date | closed_on:date | currency:str
    a              | stays           | D              | 2020-01-15     |                | CNY
    b              | closed          | D              | 2020-01-15     |                | CNY
    c              | empty           | D              | 2020-01-15     | 2026-04-20     | CNY
    c2             | empty           | D              | 2026-08-01     |                | CNY
    d              | left            | D              | 2020-01-15     | 2026-07-20     | CNY
    e              | owes            | D              | 2020-01-15     |                | CNY
    e2             | owes            | L              | 2020-01-15     |                | CNY
    f              | lately          | D              | 2020-01-15     |                | CNY
    g              | unclear         | D              | 2020-01-15     |                | CNY
    h              | later           | D              | 2026-08-01     |                | CNY
"""
PRODUCTS = """
    product_id:str | family:str
    D              | demand_deposit
    L              | loan
"""
POINTS = """
    customer_id:str | point_on:date | aum_minor:int
    stays           | 2026-01-31    | 5000000
    stays           | 2026-06-30    | 251000
    left            | 2026-01-31    | 5000000
    left            | 2026-02-28    | 250000
    left            | 2026-06-30    | 0
    left            | 2026-07-31    | 9000000
    owes            | 2026-01-31    | 5000000
    owes            | 2026-06-30    | 0
    lately          | 2026-04-30    | 5000000
    lately          | 2026-06-30    | 0
    unclear         | 2026-01-31    | 5000000
    unclear         | 2026-02-28    |
    unclear         | 2026-06-30    | 0
    empty           | 2026-01-31    | 90000
"""


def test_over_is_who_closed_or_has_no_account_or_whose_assets_left_for_three_months(spec):
    """2,500.00 is the twentieth of 50,000.00 and counts as gone; nothing after the day is seen."""
    spec(
        given={"customers": CUSTOMERS, "accounts": ACCOUNTS, "products": PRODUCTS,
               "points": POINTS},
        when=lambda s: relations(
            book_of(_without(s, "points"), until=date(2026, 8, 31)), s.points, on=ON, over=OVER
        ),
        then="""
            customer_id:str | kind:str | began_on:date | ended_on:date
            stays           | person   | 2020-01-15    |
            closed          | person   | 2020-01-15    | 2026-02-10
            empty           | person   | 2020-01-15    | 2026-04-20
            left            | person   | 2020-01-15    | 2026-02-01
            owes            | person   | 2020-01-15    |
            lately          | person   | 2020-01-15    |
            unclear         | person   | 2020-01-15    |
        """,
    )  # fmt: skip


def _without(s, name):
    return type(s)(**{key: value for key, value in vars(s).items() if key != name})


WINDOW = Window(date(2025, 6, 30), date(2026, 6, 30))
KNOWN = """
    customer_id:str | kind:str | began_on:date | ended_on:date
    old             | person   | 2010-03-01    |
    grows           | person   | 2024-10-10    |
    goes            | person   | 2024-10-10    | 2025-12-24
    undated         | person   |               | 2026-06-30
    gone_before     | person   | 2010-03-01    | 2025-06-30
    came_after      | person   | 2025-07-01    |
    goes_later      | person   | 2010-03-01    | 2026-07-01
    firm            |          | 2010-03-01    |
"""
TIERS = """
    customer_id:str | rank:int
    old             | 1
    grows           | 0
    goes            | 0
    undated         | 0
    gone_before     | 0
    came_after      | 0
    goes_later      | 1
"""
AFTER = """
    customer_id:str | rank:int
    old             | 2
    grows           |
    goes            | 0
    goes_later      | 0
"""


def test_months_fall_into_the_band_of_tenure_in_which_they_were_lived(spec):
    """`grows` and `goes` begin with 8 months: 4 in the first band, then 8, or 2 and the end."""
    spec(
        given={"known": KNOWN, "tiers": TIERS},
        when=lambda s: exposures(at_risk(s.known, s.tiers, WINDOW), (0, 12)),
        then="""
            kind:str | rank:int | months_0:int | ended_0:int | months_1:int | ended_1:int | months_unknown:int | ended_unknown:int
            person   | 1        | 0            | 0           | 24           | 0           | 0                  | 0
            person   | 0        | 8            | 0           | 10           | 1           | 12                 | 1
            ''       | -1       | 0            | 0           | 12           | 0           | 0                  | 0
        """,
    )  # fmt: skip


def test_moves_name_who_was_lost_and_leave_out_whose_tier_is_not_known_then(spec):
    spec(
        given={"known": KNOWN, "tiers": TIERS, "after": AFTER},
        when=lambda s: transitions(at_risk(s.known, s.tiers, WINDOW), s.after),
        then="""
            kind:str | rank:int | to_rank:int | customers:int
            person   | 1        | 2           | 1
            person   | 1        | 0           | 1
            person   | 0        | -1          | 1
            person   | 0        | -2          | 2
        """,
    )


def test_windows_touch_each_other_and_the_earliest_may_be_short():
    ends = [date(2024, 10, 31), date(2024, 11, 30), date(2025, 6, 30), date(2026, 6, 30)]
    found = windows(ends, end=date(2026, 6, 30), months=12, least=3)
    assert [(one.start, one.months) for one in found] == [
        (date(2025, 6, 30), 12), (date(2024, 10, 31), 8)
    ]  # fmt: skip
    assert windows(ends, end=date(2024, 12, 31), months=12, least=3) == []
    assert windows([], end=date(2026, 6, 30), months=12, least=3) == []
