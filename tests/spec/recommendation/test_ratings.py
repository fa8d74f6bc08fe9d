"""The risk of products, what is offered, and who holds more risk than they may bear."""

from __future__ import annotations

import ibis
import pytest
from tests.spec.recommendation.policies import AS_OF, POLICY

from hengke.engine.recommendation import notices, ratings

PRODUCTS = """
    product_id:str | name:str | family:str   | risk_level:str | currency:str
    T              | 定期     | term_deposit | R1             | CNY
    F              | 基金     | fund         | R3             | CNY
    W              | 理财     | wealth       |                | CNY
    N              | 新品     | wealth       |                | CNY
    K              | 卡       | credit_card  |                | CNY
    Q              | 别的     | other        | R1             | CNY
    S              | 停       | fund         | R2             | CNY
    Z              | 未来     | fund         | R2             | CNY
"""
RATINGS = """
    product_id:str | rated_by:str | rated_on:date | risk_level:str
    F              | issuer       | 2020-01-01    | R4
    W              | seller       | 2020-01-01    | R2
    W              | seller       | 2026-09-01    | R3
    W              | seller       | 2026-12-01    | R5
"""


def rated(t):
    return ratings.rated(t.products, t.ratings, as_of=AS_OF)


def shelved(t):
    shelf = ibis.memtable(ratings.shelf_rows(POLICY, on=AS_OF), schema=ibis.schema(ratings.SHELF))
    return ratings.on_the_shelf(rated(t), shelf, not_rated=["loan", "credit_card"])


@pytest.mark.requirement("L08")
def test_the_higher_of_issuer_and_seller_counts_from_its_day_on(spec):
    spec(
        given={"products": PRODUCTS, "ratings": RATINGS},
        when=rated,
        then="""
            product_id:str | risk:int | risk_seller:int | risk_issuer:int | risk_before:int | risk_since:date
            T              | 1        | 1               |                 |                 |
            F              | 4        | 3               | 4               |                 | 2020-01-01
            W              | 3        | 3               |                 | 2               | 2026-09-01
            N              |          |                 |                 |                 |
            K              |          |                 |                 |                 |
            Q              | 1        | 1               |                 |                 |
            S              | 2        | 2               |                 |                 |
            Z              | 2        | 2               |                 |                 |
        """,
    )


@pytest.mark.requirement("R098")
def test_a_product_without_rating_or_delivery_is_a_fault_and_never_offered(spec):
    spec(
        given={"products": PRODUCTS, "ratings": RATINGS},
        when=shelved,
        then="""
            product_id:str | shelf:str   | place:int | state:str
            T              | basic       | 1         | offered
            K              | basic       | 2         | offered
            W              | diversified | 3         | offered
            F              | diversified | 4         | offered
            X              | private     | 5         | not_delivered
            N              | basic       | 6         | no_rating
            S              | basic       | 7         | suspended
            Z              | basic       | 8         | not_yet
            Q              |             |           | on_no_shelf
        """,
    )


@pytest.mark.requirement("L08")
def test_holders_above_the_level_are_listed_with_what_changed(spec):
    """`joint` may dispose of it only; `sold` holds nothing; `ahead` has no assessment that counts."""
    spec(
        given={
            "holdings": """
                customer_id:str | product_id:str | share_ppm:int | home_minor:fen
                rose            | W              | 1000000       | 100.00
                rose            | W              | 500000        | 50.00
                fell            | S              | 1000000       | 10.00
                both            | W              | 1000000       |
                bought          | S              | 1000000       | 7.00
                fine            | W              | 1000000       | 1.00
                joint           | W              | 0             | 0.00
                sold            | W              | 1000000       | 0.00
                ahead           | W              | 1000000       | 1.00
            """,
            "products": """
                product_id:str | name:str | family:str | risk:int | risk_before:int | risk_since:date
                W              | 理财     | wealth     | 3        | 2               | 2026-09-01
                S              | 基金     | fund       | 4        |                 |
            """,
            "standing": """
                customer_id:str | state:str   | level:int | level_before:int | assessed_on:date
                rose            | valid       | 2         |                  | 2026-01-01
                fell            | expired     | 3         | 4                | 2025-02-02
                both            | valid       | 2         | 3                | 2026-10-01
                bought          | valid       | 3         | 3                | 2026-01-01
                fine            | valid       | 3         |                  | 2026-01-01
                joint           | valid       | 1         |                  | 2026-01-01
                sold            | valid       | 1         |                  | 2026-01-01
                ahead           | dated_ahead | 1         |                  | 2026-10-24
            """,
        },
        when=lambda t: notices.notices(t.holdings, t.products, t.standing),
        then="""
            customer_id:str | product_id:str | risk:int | level:int | cause:str     | since:date | held_minor:fen
            rose            | W              | 3        | 2         | product_rose  | 2026-09-01 | 150.00
            fell            | S              | 4        | 3         | customer_fell | 2025-02-02 | 10.00
            both            | W              | 3        | 2         | both          | 2026-10-01 |
            bought          | S              | 4        | 3         | held          |            | 7.00
        """,
    )
