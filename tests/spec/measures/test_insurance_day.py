"""Insurance that is valued on one working day near the end of the month."""

from __future__ import annotations

from datetime import date

from tests.spec.measures.policies import measure, policy

APRIL = date(2026, 4, 30)
PRODUCTS = """
    product_id:str | family:str
    D              | demand_deposit
    I              | insurance
"""
TOTAL_RELATIONSHIP = policy(measure(insurance_on_workday_from_end=3))
BANK = {
    "products": PRODUCTS,
    "customers": """
        customer_id:str
        early
        late
        gap
    """,
    "accounts": """
        account_id:str | customer_id:str | product_id:str | currency:str | opened_on:date
        d              | early           | D              | CNY          | 2026-03-31
        e              | early           | I              | CNY          | 2026-04-28
        l              | late            | I              | CNY          | 2026-04-29
        g              | gap             | I              | CNY          | 2026-03-01
    """,
    "balances": """
        account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str
        d              | 2026-03-31        | 30,000.00         | CNY          | change
        e              | 2026-04-28        | 100,000.00        | CNY          | change
        l              | 2026-04-29        | 100,000.00        | CNY          | change
        g              | 2026-04-20        | 70,000.00         | CNY          | change
    """,
}


def test_a_policy_in_force_on_the_third_last_working_day_counts_for_the_whole_month(
    spec, measured_on
):
    """30 April 2026 is a Thursday, so the day is the 28th. What was unknown before it is no harm."""
    spec(
        given=BANK,
        when=measured_on(TOTAL_RELATIONSHIP, APRIL),
        then="""
            customer_id:str | value_minor:fen | aum_minor:fen | unknown_reason:str
            early           | 130,000.00      | 130,000.00    |
            late            | 0.00            | 100,000.00    |
            gap             | 70,000.00       | 70,000.00     |
        """,
    )


def test_a_bank_that_closes_on_a_weekday_says_so(spec, measured_on):
    """With the 28th a holiday the day is the 27th: the policy of the 28th comes too late."""
    spec(
        given=BANK,
        when=measured_on(TOTAL_RELATIONSHIP, APRIL, holidays={date(2026, 4, 28)}),
        then="""
            customer_id:str | value_minor:fen
            early           | 30,000.00
            late            | 0.00
            gap             | 70,000.00
        """,
    )


def test_until_that_day_has_come_the_last_day_stands_in_for_it(spec, running_on):
    """On the 25th the 28th is still to come; `late` is not a customer yet."""
    spec(
        given=BANK,
        when=running_on(TOTAL_RELATIONSHIP, date(2026, 4, 25)),
        then="""
            customer_id:str | average_so_far_minor:fen | sum_so_far:fen | days_so_far:int | days_total:int
            early           | 30,000.00                | 750,000.00     | 25              | 30
            gap             | 70,000.00                | 1,750,000.00   | 25              | 30
        """,
    )
