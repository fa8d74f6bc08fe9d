"""What an account held on every day: balances of change, closings, foreign money."""

from __future__ import annotations

from datetime import date

import pytest
from tests.spec.bank import book_of

PRODUCTS = """
    product_id:str | family:str
    D              | demand_deposit
"""


@pytest.fixture
def stretches(keep):
    return lambda s: book_of(s, until=date(2026, 1, 31), keep=keep).stretches


def test_a_balance_holds_until_the_next_one_and_days_without_money_are_left_out(spec, stretches):
    spec(
        given={
            "products": PRODUCTS,
            "accounts": """
                account_id:str | product_id:str | currency:str | opened_on:date
                one            | D              | CNY          | 2025-12-31
            """,
            "balances": """
                account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str
                one            | 2026-01-05        | 100.00            | CNY          | change
                one            | 2026-01-10        | 0.00              | CNY          | change
                one            | 2026-01-20        | 250.00            | CNY          | change
                one            | 2026-02-03        | 999.00            | CNY          | change
            """,
        },
        when=stretches,
        then="""
            account_id:str | family:str     | minor:fen | from_on:date | until_on:date | daily:bool
            one            | demand_deposit | 100.00    | 2026-01-05   | 2026-01-10    | true
            one            | demand_deposit | 250.00    | 2026-01-20   | 2026-02-01    | true
        """,
    )


def test_from_the_day_of_closing_on_an_account_holds_nothing(spec, stretches):
    spec(
        given={
            "products": PRODUCTS,
            "accounts": """
                account_id:str | product_id:str | currency:str | closed_on:date
                one            | D              | CNY          | 2026-01-16
                gone           | D              | CNY          | 2026-01-03
            """,
            "balances": """
                account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str
                one            | 2026-01-01        | 100.00            | CNY          | change
                one            | 2026-01-16        | 70.00             | CNY          | change
                gone           | 2026-01-05        | 5.00              | CNY          | change
            """,
        },
        when=stretches,
        then="""
            account_id:str | minor:fen | from_on:date | until_on:date
            one            | 100.00    | 2026-01-01   | 2026-01-16
        """,
    )


def test_foreign_money_follows_the_rate_of_the_day_or_the_last_of_at_most_seven_days(
    spec, stretches
):
    spec(
        given={
            "products": PRODUCTS,
            "accounts": """
                account_id:str | product_id:str | currency:str
                usd            | D              | USD
            """,
            "balances": """
                account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str
                usd            | 2026-01-02        | 100.01            | USD          | change
            """,
            "market_rates": """
                rate_date:date | kind:str  | base:str | quote:str | rate_e8:int
                2026-01-05     | fx_middle | USD      | CNY       | 700000000
                2026-01-08     | fx_middle | USD      | CNY       | 712345678
                2026-01-20     | fx_middle | USD      | CNY       | 690000000
                2026-01-20     | deposit   | USD      | CNY       | 1
            """,
        },
        when=stretches,
        then="""
            native_minor:fen | minor:fen | from_on:date | until_on:date | reason:str
            100.01           |           | 2026-01-02   | 2026-01-05    | no_exchange_rate
            100.01           | 700.07    | 2026-01-05   | 2026-01-08    |
            100.01           | 712.42    | 2026-01-08   | 2026-01-16    |
            100.01           |           | 2026-01-16   | 2026-01-20    | no_exchange_rate
            100.01           | 690.07    | 2026-01-20   | 2026-01-28    |
            100.01           |           | 2026-01-28   | 2026-02-01    | no_exchange_rate
        """,
    )


def test_a_currency_without_any_rate_is_unknown_not_lost(spec, stretches):
    spec(
        given={
            "products": PRODUCTS,
            "accounts": """
                account_id:str | product_id:str | currency:str
                eur            | D              | EUR
            """,
            "balances": """
                account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str
                eur            | 2026-01-02        | 100.00            | EUR          | change
            """,
        },
        when=stretches,
        then="""
            native_minor:fen | minor:fen | from_on:date | until_on:date | reason:str
            100.00           |           | 2026-01-02   | 2026-02-01    | no_exchange_rate
        """,
    )


def test_an_unknown_product_and_a_figure_beyond_belief_are_unknown_with_the_reason(spec, stretches):
    spec(
        given={
            "products": PRODUCTS,
            "accounts": """
                account_id:str | product_id:str | currency:str
                odd            | X              | CNY
                huge           | D              | CNY
            """,
            "balances": """
                account_id:str | balance_date:date | balance_minor:int   | currency:str | observed:str
                odd            | 2026-01-30        | 100                 | CNY          | change
                huge           | 2026-01-30        | 9223372036854775807 | CNY          | change
            """,
        },
        when=stretches,
        then="""
            account_id:str | family:str     | minor:int | reason:str
            odd            | unknown        |           | unknown_product
            huge           | demand_deposit |           | amount_too_large
        """,
    )


def test_month_end_balances_are_known_for_that_one_day(spec, stretches):
    spec(
        given={
            "products": PRODUCTS,
            "accounts": """
                account_id:str | product_id:str | currency:str
                one            | D              | CNY
            """,
            "balances": """
                account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str | items:int
                one            | 2025-12-31        | 80.00             | CNY          | month_end    | 3
                one            | 2026-01-31        | 90.00             | CNY          | month_end    | 2
            """,
        },
        when=stretches,
        then="""
            minor:fen | from_on:date | until_on:date | daily:bool | items:int
            80.00     | 2025-12-31   | 2026-01-01    | false      | 3
            90.00     | 2026-01-31   | 2026-02-01    | false      | 2
        """,
    )


def test_bookings_with_running_balance_give_the_days_of_an_account_without_balances(
    spec, stretches
):
    """The bookings of 5 January are in no known order: 300 is where the day must close."""
    spec(
        given={
            "products": PRODUCTS,
            "accounts": """
                account_id:str | product_id:str | currency:str | opened_on:date
                old            | D              | CNY          | 2020-01-01
                young          | D              | CNY          | 2026-01-05
            """,
            "transactions": """
                account_id:str | booked_on:date | amount_minor:fen | balance_minor:fen
                young          | 2026-01-05     | 200.00           | 300.00
                young          | 2026-01-05     | -400.00          | 100.00
                young          | 2026-01-05     | 500.00           | 500.00
                young          | 2026-01-20     | -50.00           | 250.00
                old            | 2026-01-10     | 25.00            | 125.00
                other          | 2026-01-01     | 1.00             |
            """,
        },
        when=stretches,
        then="""
            account_id:str | minor:fen | from_on:date | until_on:date
            young          | 300.00    | 2026-01-05   | 2026-01-20
            young          | 250.00    | 2026-01-20   | 2026-02-01
            old            | 100.00    | 2026-01-05   | 2026-01-10
            old            | 125.00    | 2026-01-10   | 2026-02-01
        """,
    )
