"""Days on which the balance of an account is unknown, and why."""

from __future__ import annotations

from datetime import date

import pytest
from tests.spec.bank import book_of

PRODUCTS = """
    product_id:str | family:str
    D              | demand_deposit
"""


@pytest.fixture
def gaps(keep):
    return lambda s: book_of(s, until=date(2026, 3, 31), keep=keep).gaps


def test_an_account_older_than_the_history_is_unknown_until_its_first_row(spec, gaps):
    """One opened within the history held nothing before its first row, and that is known; it is
    also known when that row is the one of its closing."""
    spec(
        given={
            "products": PRODUCTS,
            "accounts": """
                account_id:str | product_id:str | currency:str | opened_on:date | closed_on:date
                first          | D              | CNY          | 2025-06-01     |
                old            | D              | CNY          | 2025-06-01     |
                undated        | D              | CNY          |                |
                young          | D              | CNY          | 2026-01-02     |
                closed         | D              | CNY          | 2026-01-02     | 2026-01-20
            """,
            "balances": """
                account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str
                first          | 2026-01-01        | 1.00              | CNY          | change
                old            | 2026-01-10        | 1.00              | CNY          | change
                undated        | 2026-01-10        | 1.00              | CNY          | change
                young          | 2026-01-10        | 1.00              | CNY          | change
                closed         | 2026-01-20        | 0.00              | CNY          | change
            """,
        },
        when=gaps,
        then="""
            account_id:str | from_on:date | until_on:date | reason:str
            first          | 2025-06-01   | 2026-01-01    | history_begins_later
            old            | 2025-06-01   | 2026-01-10    | history_begins_later
            undated        | 1800-01-01   | 2026-01-10    | history_begins_later
        """,
    )


def test_a_first_row_speaks_of_the_days_before_it_whichever_day_the_book_is_read_up_to(spec, keep):
    """So a day's balance is the same in the book of that day and in a later one."""
    spec(
        given={
            "products": PRODUCTS,
            "accounts": """
                account_id:str | product_id:str | currency:str | opened_on:date
                first          | D              | CNY          | 2026-01-01
                young          | D              | CNY          | 2026-03-30
                old            | D              | CNY          | 2025-06-01
            """,
            "balances": """
                account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str
                first          | 2026-01-01        | 1.00              | CNY          | change
                young          | 2026-04-02        | 1.00              | CNY          | change
                old            | 2026-04-02        | 1.00              | CNY          | change
            """,
        },
        when=lambda s: book_of(s, until=date(2026, 3, 31), keep=keep).gaps,
        then="""
            account_id:str | from_on:date | until_on:date | reason:str
            old            | 2025-06-01   | 2026-04-01    | history_begins_later
        """,
    )


def test_an_account_without_balances_is_unknown_for_its_whole_life(spec, gaps):
    spec(
        given={
            "products": PRODUCTS,
            "accounts": """
                account_id:str | product_id:str | currency:str | opened_on:date | closed_on:date
                one            | D              | CNY          | 2026-01-05     |
                two            | D              | CNY          |                | 2026-02-01
                later          | D              | CNY          | 2026-05-01     |
            """,
            "transactions": """
                account_id:str | booked_on:date | amount_minor:fen
                one            | 2026-01-05     | 200.00
            """,
        },
        when=gaps,
        then="""
            account_id:str | family:str     | from_on:date | until_on:date | reason:str
            one            | demand_deposit | 2026-01-05   | 2026-04-01    | no_balances
            two            | demand_deposit | 1800-01-01   | 2026-02-01    | no_balances
        """,
    )


def test_between_two_month_ends_nothing_is_known_and_missing_in_a_complete_file_is_nothing(
    spec, gaps
):
    """`late` is missing in January's file, which is complete: it held nothing on that day."""
    spec(
        given={
            "products": PRODUCTS,
            "accounts": """
                account_id:str | product_id:str | currency:str | opened_on:date
                both           | D              | CNY          |
                late           | D              | CNY          |
                never          | D              | CNY          | 2026-03-10
            """,
            "balances": """
                account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str
                both           | 2026-01-31        | 1.00              | CNY          | month_end
                both           | 2026-02-28        | 1.00              | CNY          | month_end
                late           | 2026-02-28        | 1.00              | CNY          | month_end
            """,
            "snapshots": """
                table:str | snapshot_date:date | complete:bool
                balances  | 2026-01-31         | true
                balances  | 2026-02-28         | true
                accounts  | 2026-03-31         | true
            """,
        },
        when=gaps,
        then="""
            account_id:str | from_on:date | until_on:date | reason:str
            both           | 1800-01-01   | 2026-01-31    | history_begins_later
            both           | 2026-02-01   | 2026-02-28    | month_end_balances_only
            both           | 2026-03-01   | 2026-04-01    | month_end_balances_only
            late           | 1800-01-01   | 2026-01-31    | history_begins_later
            late           | 2026-02-01   | 2026-02-28    | month_end_balances_only
            late           | 2026-03-01   | 2026-04-01    | month_end_balances_only
            never          | 2026-03-10   | 2026-04-01    | month_end_balances_only
        """,
    )


def test_missing_in_a_file_that_is_not_complete_is_unknown(spec, gaps):
    spec(
        given={
            "products": PRODUCTS,
            "accounts": """
                account_id:str | product_id:str | currency:str | opened_on:date
                there          | D              | CNY          | 2026-01-31
                missing        | D              | CNY          | 2026-01-31
            """,
            "balances": """
                account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str
                there          | 2026-01-31        | 1.00              | CNY          | month_end
                missing        | 2026-01-31        | 1.00              | CNY          | month_end
                there          | 2026-02-28        | 1.00              | CNY          | month_end
            """,
            "snapshots": """
                table:str | snapshot_date:date | complete:bool
                balances  | 2026-01-31         | false
                balances  | 2026-02-28         | false
            """,
        },
        when=lambda s: gaps(s).filter(lambda t: t.account_id == "missing"),
        then="""
            account_id:str | from_on:date | until_on:date | reason:str
            missing        | 2026-02-01   | 2026-02-28    | month_end_balances_only
            missing        | 2026-02-28   | 2026-03-01    | missing_in_snapshot
            missing        | 2026-03-01   | 2026-04-01    | month_end_balances_only
        """,
    )


def test_month_ends_may_go_before_balances_of_change(spec, gaps):
    spec(
        given={
            "products": PRODUCTS,
            "accounts": """
                account_id:str | product_id:str | currency:str | opened_on:date
                one            | D              | CNY          | 2025-12-31
            """,
            "balances": """
                account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str
                one            | 2025-12-31        | 1.00              | CNY          | month_end
                one            | 2026-01-31        | 2.00              | CNY          | month_end
                one            | 2026-02-10        | 3.00              | CNY          | change
                one            | 2026-02-28        | 3.00              | CNY          | month_end
            """,
        },
        when=gaps,
        then="""
            account_id:str | from_on:date | until_on:date | reason:str
            one            | 2026-01-01   | 2026-01-31    | month_end_balances_only
            one            | 2026-02-01   | 2026-02-10    | month_end_balances_only
        """,
    )


def test_a_day_whose_bookings_lead_to_no_single_balance_is_unclear(spec, gaps):
    """Both bookings of 10 January state a balance one fen from where the day should close."""
    spec(
        given={
            "products": PRODUCTS,
            "accounts": """
                account_id:str | product_id:str | currency:str | opened_on:date
                one            | D              | CNY          | 2026-01-01
                silent         | D              | CNY          | 2026-01-01
            """,
            "transactions": """
                account_id:str | booked_on:date | amount_minor:fen | balance_minor:fen
                one            | 2026-01-01     | 100.00           | 100.00
                one            | 2026-01-10     | 10.00            | 99.99
                one            | 2026-01-10     | -10.00           | 100.01
                one            | 2026-01-20     | 1.00             | 101.00
                silent         | 2026-01-01     | 5.00             | 5.00
                silent         | 2026-03-10     | 5.00             |
            """,
        },
        when=gaps,
        then="""
            account_id:str | from_on:date | until_on:date | reason:str
            one            | 2026-01-10   | 2026-01-20    | running_balance_unclear
            silent         | 2026-03-10   | 2026-04-01    | running_balance_unclear
        """,
    )


def test_an_account_opened_within_the_bookings_that_begins_with_money_lacks_bookings(spec, gaps):
    spec(
        given={
            "products": PRODUCTS,
            "accounts": """
                account_id:str | product_id:str | currency:str | opened_on:date
                old            | D              | CNY          | 2025-01-01
                young          | D              | CNY          | 2026-01-05
            """,
            "transactions": """
                account_id:str | booked_on:date | amount_minor:fen | balance_minor:fen
                old            | 2026-01-02     | 100.00           | 100.00
                young          | 2026-01-10     | 1.00             | 51.00
            """,
        },
        when=gaps,
        then="""
            account_id:str | from_on:date | until_on:date | reason:str
            old            | 2025-01-01   | 2026-01-02    | history_begins_later
            young          | 2026-01-05   | 2026-01-10    | history_begins_later
        """,
    )
