"""Decisions as who was treated favourably, and their counts by group."""

from __future__ import annotations

from datetime import date

import pytest
from tests.spec.recommendation.policies import GATE

from hengke.engine.fairness.decisions import above_the_lowest, counts, offered, priced

HELD = """
    customer_id:str | product_id:str | family:str     | currency:str | rate_e8:int | opened_on:date
    a               | T              | term_deposit   | CNY          | 200         | 2026-01-05
    b               | T              | term_deposit   | CNY          | 100         | 2026-03-31
    b               | T              | term_deposit   | CNY          | 100         | 2026-04-01
    c               | T              | term_deposit   | USD          | 50          | 2026-03-31
    d               | T              | term_deposit   | CNY          |             | 2026-03-31
    e               | L              | loan           | CNY          | 900         | 2026-03-31
"""


@pytest.mark.requirement("L21")
def test_a_rate_is_compared_with_the_same_product_currency_and_quarter(spec):
    """`b` lies 50 under the mean of the first quarter, and alone in the second."""
    spec(
        given=HELD,
        when=lambda t: priced(t, ("term_deposit",), high_is_good=True),
        then="""
            customer_id:str | favourable:bool
            a               | true
            b               | false
            c               | true
        """,
    )
    spec(
        given=HELD,
        when=lambda t: priced(t, ("term_deposit",), high_is_good=False),
        then="""
            customer_id:str | favourable:bool
            a               | false
            b               | true
            c               | true
        """,
    )


def test_whose_tier_is_unknown_is_not_counted(spec):
    spec(
        given="""
            customer_id:str | effective_rank:int
            low             | 0
            high            | 2
            unknown         |
        """,
        when=above_the_lowest,
        then="""
            customer_id:str | favourable:bool
            low             | false
            high            | true
        """,
    )


@pytest.mark.requirement("L21")
def test_groups_are_of_persons_by_sex_age_and_region_and_bands_of_assets(spec):
    """Thirty on the very day is in the band from 30."""
    spec(
        given={
            "people": """
                customer_id:str | kind:str    | gender:str | birth_date:date | region:str | aum_minor:int
                a               | person      | female     | 1996-10-23      | north      | 100
                b               | person      | female     | 1996-10-24      | north      | 99
                c               | person      |            |                 |            |
                firm            | institution |            | 1990-01-01      | north      | 500
                not_decided     | person      | male       | 1990-01-01      | north      | 500
            """,
            "decided": """
                customer_id:str | favourable:bool
                a               | true
                b               | false
                c               | true
                firm            | true
            """,
        },
        when=lambda s: counts(
            s.decided, s.people, as_of=date(2026, 10, 23), ages=(0, 30), assets=(0, 100)
        ),
        then="""
            trait:str | slice:str | band:int | customers:int | good:int
            gender    | female    | 100      | 1             | 1
            gender    | female    | 0        | 1             | 0
            gender    | ''        | -1       | 1             | 1
            age       | 30        | 100      | 1             | 1
            age       | 0         | 0        | 1             | 0
            age       | ''        | -1       | 1             | 1
            region    | north     | 100      | 1             | 1
            region    | north     | 0        | 1             | 0
            region    | ''        | -1       | 1             | 1
        """,
    )


@pytest.mark.requirement("L21")
def test_an_offer_is_an_investment_recommended_to_who_is_validly_assessed(spec):
    """What needs no assessment, and a card, are no such offer; who is barred is not decided upon."""
    spec(
        given={
            "recommended": """
                customer_id:str | family:str   | risk:int
                fund            | term_deposit | 1
                fund            | fund         | 3
                fund            | wealth       | 2
                deposit         | term_deposit | 1
                deposit         | credit_card  |
                expired         | wealth       | 1
            """,
            "standing": """
                customer_id:str | state:str | status:str
                fund            | valid     | active
                deposit         | valid     |
                nothing         | valid     | active
                expired         | expired   | active
                frozen          | valid     | frozen
            """,
        },
        when=lambda t: offered(t.recommended, t.standing, GATE),
        then="""
            customer_id:str | favourable:bool
            deposit         | false
            fund            | true
            nothing         | false
        """,
    )
