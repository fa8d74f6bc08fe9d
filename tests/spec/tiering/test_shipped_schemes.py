"""Shipped schemes on a small bank: what their measures find, worked by hand.

The stories of rising and falling stand in tests/unit/policies/test_shipped.py.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import ibis.expr.types as ir
import pytest
from tests.spec.bank import kept_book
from tests.spec.engines import Engine

from hengke.engine.tiering.measure import measured
from hengke.policies.tiering import load

JUNE = date(2026, 6, 30)
pytestmark = pytest.mark.slow_test
When = Callable[[Any], ir.Table]
PRODUCTS = """
    product_id:str | family:str
    D              | demand_deposit
    F              | fund
    M              | metal
    L              | loan
"""


@pytest.fixture
def under(engine: Engine) -> Callable[..., When]:
    """What a shipped scheme finds at the end of June 2026, with the tier's name."""

    def scheme(name: str) -> When:
        policy = load(name, on=JUNE)

        def when(given: Any) -> ir.Table:
            book = kept_book(engine, given, until=JUNE, home=policy.currency)
            return measured(book, policy=policy, dates=[JUNE])

        return when

    return scheme


@pytest.mark.requirement("R040")
def test_value_classes_follow_the_deposits_or_the_scale_of_all_assets(spec, under):
    """High-end from 500,000 on deposit or 1,000,000 in all; middle from 50,000 or 200,000."""
    spec(
        given={
            "products": PRODUCTS,
            "customers": """
                customer_id:str
                high_by_deposits
                high_by_assets
                middle_by_deposits
                middle_by_assets
                ordinary
            """,
            "accounts": """
                account_id:str | customer_id:str    | product_id:str | currency:str | opened_on:date
                1              | high_by_deposits   | D              | CNY          | 2026-05-31
                2              | high_by_assets     | D              | CNY          | 2026-05-31
                2f             | high_by_assets     | F              | CNY          | 2026-05-31
                3              | middle_by_deposits | D              | CNY          | 2026-05-31
                4              | middle_by_assets   | F              | CNY          | 2026-05-31
                5              | ordinary           | D              | CNY          | 2026-05-31
                5f             | ordinary           | F              | CNY          | 2026-05-31
            """,
            "balances": """
                account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str
                1              | 2026-05-31        | 500,000.00        | CNY          | change
                2              | 2026-05-31        | 10,000.00         | CNY          | change
                2f             | 2026-05-31        | 990,000.00        | CNY          | change
                3              | 2026-05-31        | 50,000.00         | CNY          | change
                4              | 2026-05-31        | 200,000.00        | CNY          | change
                5              | 2026-05-31        | 49,999.99         | CNY          | change
                5f             | 2026-05-31        | 149,999.99        | CNY          | change
            """,
        },
        when=under("deposit_value_class"),
        then="""
            customer_id:str    | value_minor:fen | assessed_rank:int | qualified_by:str
            high_by_deposits   | 500,000.00      | 2                 | ''
            high_by_assets     | 10,000.00       | 2                 | assets
            middle_by_deposits | 50,000.00       | 1                 | ''
            middle_by_assets   | 0.00            | 1                 | assets
            ordinary           | 49,999.99       | 0                 | ''
        """,
    )


def test_industrial_bank_s_platinum_is_weighted_and_its_diamond_is_net(spec, under):
    """500,000 in funds weigh 300,000: platinum. Diamond needs 1,000,000 after debts, unweighted."""
    spec(
        given={
            "products": PRODUCTS,
            "customers": """
                customer_id:str
                platinum
                gold
                diamond
                indebted
            """,
            "accounts": """
                account_id:str | customer_id:str | product_id:str | currency:str | opened_on:date
                p              | platinum        | F              | CNY          | 2026-05-31
                g              | gold            | F              | CNY          | 2026-05-31
                d              | diamond         | F              | CNY          | 2026-05-31
                i              | indebted        | D              | CNY          | 2026-05-31
                il             | indebted        | L              | CNY          | 2026-05-31
            """,
            "balances": """
                account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str
                p              | 2026-05-31        | 500,000.00        | CNY          | change
                g              | 2026-05-31        | 499,999.99        | CNY          | change
                d              | 2026-05-31        | 1,000,000.00      | CNY          | change
                i              | 2026-05-31        | 1,100,000.00      | CNY          | change
                il             | 2026-05-31        | -200,000.00       | CNY          | change
            """,
        },
        when=under("cib_weighted"),
        then="""
            customer_id:str | value_minor:fen | assessed_rank:int | qualified_by:str
            platinum        | 300,000.00      | 2                 | ''
            gold            | 299,999.99      | 1                 | ''
            diamond         | 600,000.00      | 3                 | net_assets
            indebted        | 1,100,000.00    | 2                 | ''
        """,
    )


def test_hsbc_china_pools_the_family_against_one_floor(spec, under):
    spec(
        given={
            "products": PRODUCTS,
            "customers": """
                customer_id:str
                Alice
                Bo
                Chen
            """,
            "relations": """
                customer_id:str | related_id:str | kind:str
                Alice           | Bo             | spouse
            """,
            "accounts": """
                account_id:str | customer_id:str | product_id:str | currency:str | opened_on:date
                a              | Alice           | D              | CNY          | 2026-05-31
                b              | Bo              | F              | CNY          | 2026-05-31
                c              | Chen            | D              | CNY          | 2026-05-31
            """,
            "balances": """
                account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str
                a              | 2026-05-31        | 300,000.00        | CNY          | change
                b              | 2026-05-31        | 200,000.00        | CNY          | change
                c              | 2026-05-31        | 499,999.99        | CNY          | change
            """,
        },
        when=under("hsbc_cn_premier"),
        then="""
            customer_id:str | value_minor:fen | assessed_rank:int
            Alice           | 500,000.00      | 1
            Bo              | 500,000.00      | 1
            Chen            | 499,999.99      | 0
        """,
    )


def test_hsbc_uk_takes_savings_or_a_year_s_income(spec, under):
    """Income of twelve months, July to June; a transfer is no salary."""
    spec(
        given={
            "products": PRODUCTS,
            "customers": """
                customer_id:str
                saver
                earner
                mover
            """,
            "accounts": """
                account_id:str | customer_id:str | product_id:str | currency:str | opened_on:date
                s              | saver           | D              | GBP          | 2025-06-01
                e              | earner          | D              | GBP          | 2025-06-01
                m              | mover           | D              | GBP          | 2025-06-01
            """,
            "balances": """
                account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str
                s              | 2025-06-01        | 100,000.00        | GBP          | change
                e              | 2025-06-01        | 10.00             | GBP          | change
                m              | 2025-06-01        | 10.00             | GBP          | change
            """,
            "transactions": """
                transaction_id:str | account_id:str | booked_on:date | amount_minor:fen | currency:str | kind:str
                0                  | e              | 2025-06-15     | 100,000.00       | GBP          | salary
                1                  | e              | 2025-07-01     | 60,000.00        | GBP          | salary
                2                  | e              | 2026-06-30     | 40,000.00        | GBP          | pension
                3                  | m              | 2025-06-15     | 1.00             | GBP          | salary
                4                  | m              | 2026-01-15     | 100,000.00       | GBP          | transfer
            """,
        },
        when=under("hsbc_uk_premier"),
        then="""
            customer_id:str | value_minor:fen | assessed_rank:int | qualified_by:str
            saver           | 100,000.00      | 1                 | ''
            earner          | 10.00           | 1                 | income
            mover           | 10.00           | 0                 | ''
        """,
    )


def test_icbc_s_points_come_from_what_is_held_and_from_what_is_traded_or_spent(spec, under):
    """181 days from January to June: 36,200 held for 100 days are 20,000 on average: 200 points;
    25,000 of gold bought make 500 more, 1,500 spent by card 30."""
    spec(
        given={
            "products": PRODUCTS,
            "customers": """
                customer_id:str
                Alice
            """,
            "accounts": """
                account_id:str | customer_id:str | product_id:str | currency:str | opened_on:date
                a              | Alice           | D              | CNY          | 2025-12-31
                g              | Alice           | M              | CNY          | 2025-12-31
            """,
            "balances": """
                account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str
                a              | 2025-12-31        | 0.00              | CNY          | change
                a              | 2026-03-01        | 36,200.00         | CNY          | change
                a              | 2026-06-09        | 0.00              | CNY          | change
                g              | 2025-12-31        | 0.00              | CNY          | change
            """,
            "transactions": """
                transaction_id:str | account_id:str | booked_on:date | amount_minor:fen | currency:str | kind:str
                0                  | a              | 2025-12-31     | 1.00             | CNY          | interest
                1                  | a              | 2026-02-10     | -25,000.00       | CNY          | purchase
                2                  | g              | 2026-02-10     | 25,000.00        | CNY          | purchase
                3                  | a              | 2026-02-11     | -1,500.00        | CNY          | card_spending
            """,
        },
        when=under("icbc_contribution_star"),
        then="""
            customer_id:str | value_minor:fen | assessed_rank:int
            Alice           | 730.00          | 3
        """,
    )


def test_institutions_are_scored_by_themselves_and_persons_are_not(spec, under):
    """1,000,000 on deposit score 60, turnover of 500,000 scores 40, no investments 0: 42 in all."""
    spec(
        given={
            "products": PRODUCTS,
            "customers": """
                customer_id:str | kind:str
                school          | institution
                teacher         | person
            """,
            "accounts": """
                account_id:str | customer_id:str | product_id:str | currency:str | opened_on:date
                s              | school          | D              | CNY          | 2026-03-31
                t              | teacher         | D              | CNY          | 2026-03-31
            """,
            "balances": """
                account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str
                s              | 2026-03-31        | 1,000,000.00      | CNY          | change
                t              | 2026-03-31        | 1,000,000.00      | CNY          | change
            """,
            "transactions": """
                transaction_id:str | account_id:str | booked_on:date | amount_minor:fen | currency:str | kind:str
                0                  | s              | 2026-03-31     | 1.00             | CNY          | transfer
                1                  | s              | 2026-04-15     | 250,000.00       | CNY          | transfer
                2                  | s              | 2026-05-15     | -250,000.00      | CNY          | transfer
            """,
        },
        when=under("institution_score"),
        then="""
            customer_id:str | value_minor:fen | assessed_rank:int
            school          | 42.00           | 1
        """,
    )
