"""Bands of assets, age, tenure, bookings and log-ins on days of the past; what is told from them."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from hengke.engine.recommendation import groups, held, past, propensities
from hengke.engine.recommendation.past import Past
from hengke.engine.recommendation.propensities import Reading
from hengke.policies.recommendation.groups import Group

AS_OF = date(2026, 10, 23)
ASSETS = Group("assets", (1, 10_000))
AGE = Group("age", (18,))
WHO = (ASSETS, AGE, Group("tenure", (1,)), Group("person", (1,)), Group("bookings", (1, 2)),
       Group("logins", (1,)))  # fmt: skip
BOOK = {
    "people": """
        customer_id:str | birth_date:date
        anna            | 2008-09-01
        bolt            | 1990-01-01
        late            |
    """,
    "customers": """
        customer_id:str | kind:str    | opened_on:date | known_from:date
        anna            | person      | 2024-01-01     | 2024-01-01
        bolt            | institution | 2025-10-23     | 2025-10-23
        late            | person      | 2026-10-01     | 2026-10-01
    """,
    "shares": """
        account_id:str | customer_id:str | share_ppm:int | first:bool
        a1             | anna            | 1000000       | true
        b1             | bolt            | 1000000       | true
        b2             | bolt            | 1000000       | true
        l1             | late            | 600000        | true
        l1             | anna            | 400000        | false
    """,
    "stretches": """
        account_id:str | family:str     | minor:int | from_on:date | until_on:date
        a1             | demand_deposit | 10000     | 2026-01-01   | 2026-10-01
        a1             | demand_deposit | 9900      | 2026-10-01   | 2026-10-24
        l1             | demand_deposit | 250       | 2026-10-01   | 2026-10-24
        b1             | demand_deposit | 500       | 2026-01-01   | 2026-10-24
        b1             | loan           | 99999     | 2026-01-01   | 2026-10-24
    """,
    "gaps": """
        account_id:str | family:str | from_on:date | until_on:date
        b2             | unknown    | 2026-10-01   | 2026-10-24
    """,
    "begins": """
        beginner:date | login:date
        2026-01-01    | 2026-08-01
    """,
    "transactions": """
        account_id:str | booked_on:date | customer_initiated:bool
        a1             | 2026-01-01     | true
        a1             | 2026-07-25     | true
        a1             | 2026-07-26     | true
        a1             | 2026-10-23     | true
        b1             | 2026-10-23     | false
    """,
    "digital_events": """
        customer_id:str | kind:str | occurred_at:instant
        anna            | login    | 2026-08-01 02:00:00
        late            | page     | 2026-10-02 02:00:00
    """,
}


def book_of(s):
    """Of a book what groups are told from."""
    silver = SimpleNamespace(
        customers=s.people, transactions=s.transactions, digital_events=s.digital_events
    )
    return SimpleNamespace(**{**vars(s), "silver": silver})


def test_bands_are_those_of_the_day_and_what_is_not_known_is_a_band_of_its_own(spec):
    """Two looks, 90 days apart. Anna has 100.00, then 99.00 and two fifths of 2.50. Unknown: assets
    with a gap, the age of an institution, log-ins of days before the first one delivered."""
    spec(
        given=BOOK,
        when=lambda s: groups.banded(book_of(s), WHO, until=AS_OF, number=2, length=90),
        then="""
            customer_id:str | on:date    | b_assets:int | b_age:int | b_tenure:int | b_person:int | b_bookings:int | b_logins:int | cell:int
            anna            | 2026-07-25 | 2            | 0         | 1            | 1            | 1              | 2            | 701
            anna            | 2026-10-23 | 2            | 1         | 1            | 1            | 2              | 2            | 812
            bolt            | 2026-07-25 | 1            | 2         | 0            | 0            | 0              | 2            | 542
            bolt            | 2026-10-23 | 3            | 2         | 1            | 0            | 0              | 2            | 1226
            late            | 2026-10-23 | 1            | 2         | 0            | 1            | 0              | 0            | 552
        """,
    )  # fmt: skip


ROWS = {
    "then": """
        customer_id:str | product_id:str | on:date
        anna            | A              | 2026-07-25
        anna            | B              | 2026-07-25
        bolt            | A              | 2026-07-25
        anna            | A              | 2026-04-26
    """,
    "taken": """
        customer_id:str | product_id:str | on:date
        bolt            | C              | 2026-07-25
        anna            | C              | 2026-07-25
        anna            | B              | 2026-04-26
    """,
    "crowd": """
        customer_id:str | on:date    | cell:int
        anna            | 2026-07-25 | 5
        bolt            | 2026-07-25 | 5
        anna            | 2026-04-26 | 4
    """,
}


def test_who_held_and_who_took_is_counted_by_cell_and_by_what_was_held(spec):
    def of(count):
        return lambda s: count(Past(s.then, s.taken, s.crowd))

    spec(given=ROWS, when=of(past.crowds), then="""
        on:date    | cell:int | customers:int
        2026-07-25 | 5        | 2
        2026-04-26 | 4        | 1
    """)  # fmt: skip
    spec(given=ROWS, when=of(past.holders), then="""
        on:date    | product_id:str | cell:int | customers:int
        2026-07-25 | A              | 5        | 2
        2026-07-25 | B              | 5        | 1
        2026-04-26 | A              | 4        | 1
    """)  # fmt: skip
    spec(given=ROWS, when=of(past.takers), then="""
        on:date    | product_id:str | cell:int | customers:int
        2026-07-25 | C              | 5        | 2
        2026-04-26 | B              | 4        | 1
    """)  # fmt: skip
    spec(given=ROWS, when=of(past.held_by_takers), then="""
        on:date    | product_id:str | other_id:str | customers:int
        2026-07-25 | C              | A            | 2
        2026-07-25 | C              | B            | 1
        2026-04-26 | B              | A            | 1
    """)  # fmt: skip
    spec(given=ROWS, when=of(past.held_by_holders), then="""
        on:date    | product_id:str | other_id:str | customers:int
        2026-07-25 | A              | A            | 2
        2026-07-25 | A              | B            | 1
        2026-07-25 | B              | A            | 1
        2026-07-25 | B              | B            | 1
        2026-04-26 | A              | A            | 1
    """)  # fmt: skip


TONIGHT = """
    customer_id:str | b_assets:int | b_age:int
    rich            | 2            | 1
    poor            | 0            | 1
"""
PEOPLE = """
    customer_id:str
    rich
    poor
    new
"""
HELD = """
    customer_id:str | product_id:str
    rich            | A
"""


def test_a_propensity_is_told_from_products_held_and_groups(spec):
    """Places: A 0; assets 1 to 4; age 5 to 7. Rich: 3 + 40 + 5; poor 2, below the least; who is not
    known is in the bands of the unknown."""
    reading = Reading(((0, 3), (1, 2), (3, 40), (4, 20), (6, 5), (7, 9)), 10, taken=True)

    def when(s):
        wide = groups.flags(held.flags(s.people, s.held, ("A",)), s.tonight, (ASSETS, AGE), first=1)
        return wide.select("customer_id", ppm=propensities.propensity(wide, reading))

    spec(given={"people": PEOPLE, "held": HELD, "tonight": TONIGHT}, when=when, then="""
        customer_id:str | ppm:int
        rich            | 48
        poor            | 10
        new             | 29
    """)  # fmt: skip


def test_the_group_that_speaks_most_is_told_with_its_bounds(spec):
    weights = """
        product_id:str | group:str | band:int | weight:int
        T              | assets    | 2        | 7
        T              | age       | 1        | 6
        K              | age       | 1        | 6
        K              | assets    | 0        | 5
    """
    rows = """
        customer_id:str | product_id:str
        rich            | T
        rich            | K
        poor            | T
        poor            | N
    """
    spec(
        given={"rows": rows, "tonight": TONIGHT, "weights": weights},
        when=lambda s: groups.speaking(s.rows, s.tonight, s.weights, (ASSETS, AGE)),
        then="""
            customer_id:str | product_id:str | of_group:str
            rich            | T              | assets:10000:
            rich            | K              | age:18:
            poor            | T              | age:18:
            poor            | N              |
        """,
    )


def test_of_a_rare_product_the_takers_of_a_rank_are_counted_over_all_times(spec):
    """Two ranks of two customers each, two times: (1 taken + 1 x 10 %) of (4 + 1), none of 5."""
    rows = """
        customer_id:str | product_id:str | tier_rank:int | propensity_ppm:int | propensity_basis:str
        rich            | T              | 1             | 100000             | taken_share
        poor            | T              | 0             | 100000             | taken_share
        poor            | K              | 0             | 100000             | taken
    """
    standing = """
        customer_id:str | tier_rank:int
        rich            | 1
        new             | 1
        poor            | 0
        old             | 0
    """
    taken = """
        customer_id:str | product_id:str
        new             | T
    """
    spec(
        given={"rows": rows, "standing": standing, "taken": taken},
        when=lambda s: propensities.of_ranks(s.rows, s.taken, s.standing, least=1, times=2),
        then="""
            customer_id:str | product_id:str | propensity_ppm:int
            rich            | T              | 220000
            poor            | T              | 20000
            poor            | K              | 100000
        """,
    )
