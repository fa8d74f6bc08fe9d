"""Since when a customer is known: the first trace in any table."""

from __future__ import annotations

from tests.spec.bank import bank

from hengke.engine.features.lifetimes import customers


def test_a_customer_is_known_from_the_first_trace_on_whatever_it_is(spec):
    """A joint owner and a disponent leave their trace through the account that they hold."""
    spec(
        given={
            "customers": """
                customer_id:str | opened_on:date
                by_date         | 2026-01-01
                by_account      |
                by_balance      |
                by_booking      | 2026-05-01
                joint           |
                disponent       | 2026-04-01
                never           |
            """,
            "accounts": """
                account_id:str | customer_id:str | opened_on:date
                a              | by_account      | 2026-02-01
                b              | by_balance      |
                c              | by_booking      | 2026-06-01
                d              | by_date         | 2026-02-01
            """,
            "account_holders": """
                account_id:str | customer_id:str | role:str  | share_ppm:int
                a              | joint           | joint     | 500000
                c              | disponent       | disponent | 0
            """,
            "balances": """
                account_id:str | balance_date:date | balance_minor:fen
                a              | 2026-02-02        | 1.00
                b              | 2026-03-31        | 1.00
                b              | 2026-02-28        | 1.00
            """,
            "transactions": """
                transaction_id:str | account_id:str | booked_on:date
                1                  | c              | 2026-04-15
                2                  | c              | 2026-07-15
            """,
        },
        when=lambda s: customers(bank(s)),
        then="""
            customer_id:str | opened_on:date | known_from:date
            by_date         | 2026-01-01     | 2026-01-01
            by_account      | 2026-02-01     | 2026-02-01
            by_balance      |                | 2026-02-28
            by_booking      | 2026-05-01     | 2026-04-15
            joint           | 2026-02-01     | 2026-02-01
            disponent       | 2026-04-01     | 2026-04-01
            never           |                | 1800-01-01
        """,
    )
