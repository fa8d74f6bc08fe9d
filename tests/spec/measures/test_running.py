"""How far the running period has come: what the gap to keep is computed from."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tests.spec.measures.policies import measure, policy, weighted

from hengke.policies.tiering import Measure
from hengke.policies.tiering.measures import FlowItem

PRODUCTS = """
    product_id:str | family:str
    D              | demand_deposit
    F              | fund
"""
BANK = {
    "products": PRODUCTS,
    "customers": """
        customer_id:str
        Alice
        Bo
        unknown
    """,
    "accounts": """
        account_id:str | customer_id:str | product_id:str | currency:str | opened_on:date
        a              | Alice           | D              | CNY          | 2026-03-31
        b              | Bo              | F              | CNY          | 2026-04-20
        u              | unknown         | D              | CNY          | 2026-01-01
    """,
    "balances": """
        account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str
        a              | 2026-03-31        | 440,000.00        | CNY          | change
        a              | 2026-04-20        | 440,001.00        | CNY          | change
        b              | 2026-04-20        | 100,000.00        | CNY          | change
        u              | 2026-04-02        | 7.00              | CNY          | change
    """,
}


def test_twenty_of_thirty_days_have_passed(spec, running_on):
    """domain.md 1.7: 440,000 for twenty days leave 620,000 on average for the ten to come."""
    spec(
        given=BANK,
        when=running_on(
            policy(measure(stocks=weighted(demand_deposit=1000, fund=500))), date(2026, 4, 20)
        ),
        then="""
            customer_id:str | sum_so_far:fen | days_so_far:int | days_total:int | today_scaled:fen | average_so_far_minor:fen | unknown_reason:str
            Alice           | 17,600,002.00  | 20              | 30             | 880,002.00       | 440,000.05               |
            Bo              | 100,000.00     | 20              | 30             | 100,000.00       | 2,500.00                 |
            unknown         |                | 20              | 30             |                  |                          | history_begins_later
        """,
    )


def test_a_month_end_measure_runs_on_today_alone(spec, running_on):
    spec(
        given=BANK,
        when=running_on(policy(measure("month_end")), date(2026, 4, 20)),
        then="""
            customer_id:str | sum_so_far:fen | days_so_far:int | days_total:int | today_scaled:fen | average_so_far_minor:fen
            Alice           | 440,001.00     | 1               | 1              | 440,001.00       | 440,001.00
            Bo              | 100,000.00     | 1               | 1              | 100,000.00       | 100,000.00
            unknown         | 7.00           | 1               | 1              | 7.00             | 7.00
        """,
    )


def test_a_quarter_runs_to_its_end(spec, running_on):
    quarterly = policy(measure("quarter_average"), calendar="quarterly")
    spec(
        given=BANK,
        when=running_on(quarterly, date(2026, 4, 15)),
        then="""
            customer_id:str | sum_so_far:fen | days_so_far:int | days_total:int
            Alice           | 6,600,000.00   | 15              | 91
            unknown         |                | 15              | 91
        """,
    )


def test_a_month_that_is_assessed_once_a_quarter_is_shown_as_the_month_that_runs(spec, running_on):
    """June, the month that the assessment will look at, is still to come in April."""
    spec(
        given=BANK,
        when=running_on(policy(measure(), calendar="quarterly"), date(2026, 4, 15)),
        then="""
            customer_id:str | sum_so_far:fen | days_so_far:int | days_total:int
            Alice           | 6,600,000.00   | 15              | 30
            unknown         |                | 15              | 30
        """,
    )


def test_bookings_that_are_in_count_for_the_whole_window(spec, running_on):
    """30.00 of money in will be 30.00 at the end of the month too: 30 x 30 days of 30."""
    money_in = Measure(stocks=(), flows=(FlowItem((), Fraction(1)),))
    spec(
        given={
            **BANK,
            "transactions": """
                transaction_id:str | account_id:str | booked_on:date | amount_minor:fen | currency:str
                0                  | a              | 2026-03-31     | 9.00             | CNY
                1                  | a              | 2026-04-02     | 30.00            | CNY
                2                  | a              | 2026-04-03     | -20.00           | CNY
            """,
        },
        when=running_on(policy(money_in), date(2026, 4, 20)),
        then="""
            customer_id:str | sum_so_far:fen | days_so_far:int | days_total:int | average_so_far_minor:fen | unknown_reason:str
            Alice           | 900.00         | 20              | 30             | 30.00                    |
            Bo              | 0.00           | 20              | 30             | 0.00                     |
            unknown         | 0.00           | 20              | 30             | 0.00                     |
        """,
    )
