"""Rows in quarantine leave accounts, owners and days unknown: nothing of it becomes zero."""

from __future__ import annotations

from datetime import date

import pytest
from tests.spec.bank import book_of

UNTIL = date(2026, 3, 31)
PRODUCTS = """
    product_id:str | family:str
    D              | demand_deposit
"""
CUSTOMERS = """
    customer_id:str
    c1
    c2
"""
ONE = """
    account_id:str | customer_id:str | product_id:str | currency:str | opened_on:date
    one            | c1              | D              | CNY          | 2026-01-01
"""
BALANCES = """
    account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str
    one            | 2026-01-01        | 1.00              | CNY          | change
    one            | 2026-02-01        | 2.00              | CNY          | change
    one            | 2026-03-01        | 3.00              | CNY          | change
"""


@pytest.fixture
def gaps(keep):
    return lambda s: book_of(s, until=UNTIL, keep=keep).gaps


@pytest.fixture
def stretches(keep):
    return lambda s: book_of(s, until=UNTIL, keep=keep).stretches


@pytest.fixture
def shares(keep):
    return lambda s: book_of(s, until=UNTIL, keep=keep).shares


MISSING = {
    "products": PRODUCTS,
    "customers": CUSTOMERS,
    "accounts": ONE,
    "balances": BALANCES,
    "withheld": """
        table:str       | row_key:str | account_id:str | customer_id:str | from_on:date
        accounts        | two         | two            | c2              |
        accounts        | three       | three          | c2              | 2026-02-05
        account_holders | two/c1      | two            | c1              |
        accounts        | one         | one            | c1              |
    """,
}


def test_an_account_in_quarantine_is_unknown_from_its_opening_or_always(spec, gaps):
    """`one` stands as it was before the row that was refused."""
    spec(
        given=MISSING,
        when=gaps,
        then="""
            account_id:str | family:str | from_on:date | until_on:date | reason:str
            two            | unknown    | 1800-01-01   | 2026-04-01    | rows_in_quarantine
            three          | unknown    | 2026-02-05   | 2026-04-01    | rows_in_quarantine
        """,
    )


def test_it_concerns_everybody_whom_its_rows_name(spec, shares):
    spec(
        given=MISSING,
        when=shares,
        then="""
            account_id:str | customer_id:str
            one            | c1
            two            | c2
            two            | c1
            three          | c2
        """,
    )


LOST = {
    "products": PRODUCTS,
    "customers": CUSTOMERS,
    "accounts": ONE,
    "balances": BALANCES,
    "withheld": """
        table:str | row_key:str | account_id:str | from_on:date | through_on:date | observed:str
        balances  | 1           | one            | 2026-01-10   | 2026-01-10      | change
        balances  | 2           | one            | 2026-02-01   | 2026-02-01      | change
    """,
}


def test_a_balance_in_quarantine_is_unknown_until_the_next_one(spec, gaps):
    """A row of 1 February is there: what was refused did not replace it."""
    spec(
        given=LOST,
        when=gaps,
        then="""
            account_id:str | from_on:date | until_on:date | reason:str
            one            | 2026-01-10   | 2026-02-01    | rows_in_quarantine
        """,
    )


def test_the_balance_before_it_holds_until_its_day(spec, stretches):
    spec(
        given=LOST,
        when=stretches,
        then="""
            account_id:str | from_on:date | until_on:date | minor:fen
            one            | 2026-01-01   | 2026-01-10    | 1.00
            one            | 2026-02-01   | 2026-03-01    | 2.00
            one            | 2026-03-01   | 2026-04-01    | 3.00
        """,
    )


def test_a_row_without_a_readable_day_hides_every_day_it_may_be_of(spec, gaps):
    spec(
        given={
            **LOST,
            "withheld": """
                table:str | row_key:str | account_id:str | from_on:date | through_on:date
                balances  | 1           | one            | 2026-01-10   | 2026-02-10
            """,
        },
        when=gaps,
        then="""
            account_id:str | from_on:date | until_on:date | reason:str
            one            | 2026-01-10   | 2026-03-01    | rows_in_quarantine
        """,
    )


def test_a_booking_in_quarantine_hides_the_balance_only_where_bookings_tell_it(spec, gaps):
    spec(
        given={
            **LOST,
            "accounts": """
                account_id:str | customer_id:str | product_id:str | currency:str | opened_on:date
                one            | c1              | D              | CNY          | 2026-01-01
                two            | c2              | D              | CNY          | 2026-01-01
            """,
            "transactions": """
                account_id:str | booked_on:date | amount_minor:fen | balance_minor:fen
                two            | 2026-01-01     | 100.00           | 100.00
                two            | 2026-03-10     | 10.00            | 120.00
            """,
            "withheld": """
                table:str    | row_key:str | account_id:str | from_on:date | through_on:date
                transactions | t1          | one            | 2026-01-10   | 2026-01-10
                transactions | t2          | two            | 2026-01-20   | 2026-01-20
            """,
        },
        when=gaps,
        then="""
            account_id:str | from_on:date | until_on:date | reason:str
            two            | 2026-01-20   | 2026-03-10    | rows_in_quarantine
        """,
    )


def test_an_account_whose_owners_are_in_quarantine_is_unknown_for_its_life(spec, gaps):
    spec(
        given={
            **LOST,
            "withheld": """
                table:str       | row_key:str | account_id:str | customer_id:str
                account_holders | one/c1      | one            | c1
                account_holders | one/c2      | one            | c2
                account_holders | four/c2     | four           | c2
            """,
        },
        when=gaps,
        then="""
            account_id:str | family:str     | from_on:date | until_on:date | reason:str
            one            | demand_deposit | 2026-01-01   | 2026-04-01    | rows_in_quarantine
        """,
    )


def test_where_no_account_was_delivered_everybody_is_unknown(spec, gaps):
    spec(
        given={"products": PRODUCTS, "customers": CUSTOMERS},
        when=gaps,
        then="""
            account_id:str | family:str | from_on:date | until_on:date | reason:str
            c1             | unknown    | 1800-01-01   | 2026-04-01    | no_accounts_delivered
            c2             | unknown    | 1800-01-01   | 2026-04-01    | no_accounts_delivered
        """,
    )
