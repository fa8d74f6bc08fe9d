"""Month averages: all calendar days, exact sums, coefficients, foreign money, closings."""

from __future__ import annotations

from datetime import date

import pytest
from tests.spec.measures.policies import measure, policy, weighted

from hengke.policies.tiering import Measure

MARCH, APRIL = date(2026, 3, 31), date(2026, 4, 30)
PRODUCTS = """
    product_id:str | family:str
    D              | demand_deposit
    F              | fund
    L              | loan
"""
DEPOSITS = policy(measure())


def test_ten_days_of_100_000_and_twenty_of_700_000_meet_the_floor_of_500_000(spec, measured_on):
    """The vector of domain.md 1.2: with 699,999 instead it is 499,999.33, and that must not."""
    spec(
        given={
            "products": PRODUCTS,
            "customers": """
                customer_id:str
                meets
                misses
            """,
            "accounts": """
                account_id:str | customer_id:str | product_id:str | currency:str | opened_on:date
                a              | meets           | D              | CNY          | 2026-04-01
                b              | misses          | D              | CNY          | 2026-04-01
            """,
            "balances": """
                account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str
                a              | 2026-04-01        | 100,000.00        | CNY          | change
                a              | 2026-04-11        | 700,000.00        | CNY          | change
                b              | 2026-04-01        | 100,000.00        | CNY          | change
                b              | 2026-04-11        | 699,999.00        | CNY          | change
            """,
        },
        when=measured_on(DEPOSITS, APRIL),
        then="""
            customer_id:str | value_minor:fen | sum_minor_days:fen | days:int | assessed_rank:int | aum_minor:fen | qualified_by:str
            meets           | 500,000.00      | 15,000,000.00      | 30       | 2                 | 700,000.00    | ''
            misses          | 499,999.33      | 14,999,980.00      | 30       | 1                 | 699,999.00    | ''
        """,
    )


@pytest.mark.requirement("R038")
def test_a_month_by_hand_with_days_of_nothing_dollars_and_a_fund_at_eight_tenths(spec, measured_on):
    """Worked by hand for April, 30 days; the loan of 500,000 does not count.

    Deposit: 90,000 x 10 days, nothing for 10 days (the holidays of 4 to 6 April carry the balance
    before them), 30,000 x 10 days = 1,200,000.
    Dollars: 1,000 at 7.00 x 6 days, 7.10 x 7, 7.20 x 7, 7.00 x 7, 7.10 x 3 = 212,400.
    Fund: 100,000 x 30 days x 0.8 = 2,400,000.
    Together 3,812,400 / 30 = 127,080.00. The exact sum is kept five times as large: 0.8 is 4/5.
    """
    spec(
        given={
            "products": PRODUCTS,
            "customers": """
                customer_id:str
                A
            """,
            "accounts": """
                account_id:str | customer_id:str | product_id:str | currency:str | opened_on:date
                deposit        | A               | D              | CNY          | 2026-03-31
                dollars        | A               | D              | USD          | 2026-03-31
                fund           | A               | F              | CNY          | 2026-03-31
                loan           | A               | L              | CNY          | 2026-03-31
            """,
            "balances": """
                account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str
                deposit        | 2026-03-31        | 90,000.00         | CNY          | change
                deposit        | 2026-04-11        | 0.00              | CNY          | change
                deposit        | 2026-04-21        | 30,000.00         | CNY          | change
                dollars        | 2026-03-31        | 1,000.00          | USD          | change
                fund           | 2026-03-31        | 100,000.00        | CNY          | change
                loan           | 2026-03-31        | -500,000.00       | CNY          | change
            """,
            "market_rates": """
                rate_date:date | kind:str  | base:str | quote:str | rate_e8:int
                2026-03-31     | fx_middle | USD      | CNY       | 700000000
                2026-04-07     | fx_middle | USD      | CNY       | 710000000
                2026-04-14     | fx_middle | USD      | CNY       | 720000000
                2026-04-21     | fx_middle | USD      | CNY       | 700000000
                2026-04-28     | fx_middle | USD      | CNY       | 710000000
            """,
        },
        when=measured_on(policy(measure(stocks=weighted(demand_deposit=1000, fund=800))), APRIL),
        then="""
            customer_id:str | value_minor:fen | sum_minor_days:fen | days:int | assessed_rank:int | aum_minor:fen | unknown_reason:str
            A               | 127,080.00      | 19,062,000.00      | 30       | 1                 | 137,100.00    |
        """,
    )


def test_an_account_closed_or_opened_in_mid_month_pulls_the_average_down(spec, measured_on):
    spec(
        given={
            "products": PRODUCTS,
            "customers": """
                customer_id:str
                leaver
                comer
            """,
            "accounts": """
                account_id:str | customer_id:str | product_id:str | currency:str | opened_on:date | closed_on:date
                a              | leaver          | D              | CNY          | 2026-03-31     | 2026-04-16
                b              | comer           | D              | CNY          | 2026-04-25     |
            """,
            "balances": """
                account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str
                a              | 2026-03-31        | 60,000.00         | CNY          | change
                b              | 2026-04-25        | 60,000.00         | CNY          | change
            """,
        },
        when=measured_on(DEPOSITS, APRIL),
        then="""
            customer_id:str | value_minor:fen | days:int | aum_minor:fen
            leaver          | 30,000.00       | 30       | 0.00
            comer           | 12,000.00       | 30       | 60,000.00
        """,
    )


def test_a_policy_may_divide_by_the_days_on_which_an_account_was_held(spec, measured_on):
    """Who has no account held it on no day: an average of nothing, not of everything."""
    spec(
        given={
            "products": PRODUCTS,
            "customers": """
                customer_id:str
                leaver
                comer
                nobody
                gone
            """,
            "accounts": """
                account_id:str | customer_id:str | product_id:str | currency:str | opened_on:date | closed_on:date
                a              | leaver          | D              | CNY          | 2026-03-31     | 2026-04-16
                b              | comer           | D              | CNY          | 2026-04-25     |
                c              | gone            | D              | CNY          | 2026-03-31     | 2026-03-31
            """,
            "balances": """
                account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str
                a              | 2026-03-31        | 60,000.00         | CNY          | change
                b              | 2026-04-25        | 60,000.00         | CNY          | change
            """,
        },
        when=measured_on(policy(measure(denominator="held_days")), APRIL),
        then="""
            customer_id:str | value_minor:fen | days:int | assessed_rank:int
            leaver          | 60,000.00       | 15       | 1
            comer           | 60,000.00       | 6        | 1
            nobody          | 0.00            | 30       | 0
            gone            | 0.00            | 1        | 0
        """,
    )


def test_many_months_are_measured_at_once_for_everybody_known_by_then(spec, measured_on):
    """`Bo` came in April: there is no row for March. Firms are not the policy's customers."""
    spec(
        given={
            "products": PRODUCTS,
            "customers": """
                customer_id:str | kind:str    | status:str | opened_on:date
                Alice           | person      | active     | 2026-03-01
                Bo              | person      | frozen     | 2026-04-10
                firm            | institution | active     | 2026-03-01
            """,
            "accounts": """
                account_id:str | customer_id:str | product_id:str | currency:str | opened_on:date
                a              | Alice           | D              | CNY          | 2026-03-01
                f              | firm            | D              | CNY          | 2026-03-01
            """,
            "balances": """
                account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str
                a              | 2026-03-01        | 31,000.00         | CNY          | change
                a              | 2026-03-31        | 0.00              | CNY          | change
                a              | 2026-04-30        | 60,000.00         | CNY          | change
                f              | 2026-03-01        | 1.00              | CNY          | change
            """,
        },
        when=measured_on(DEPOSITS, MARCH, APRIL, MARCH),
        then="""
            customer_id:str | assessed_on:date | value_minor:fen | aum_minor:fen | assessed_rank:int | status:str | opened_on:date
            Alice           | 2026-03-31       | 30,000.00       | 0.00          | 0                 | active     | 2026-03-01
            Alice           | 2026-04-30       | 2,000.00        | 60,000.00     | 0                 | active     | 2026-03-01
            Bo              | 2026-04-30       | 0.00            | 0.00          | 0                 | frozen     | 2026-04-10
        """,
    )


def test_what_is_not_known_is_unknown_with_the_most_important_reason(spec, measured_on):
    """Every one has 100,000 in a known account besides: it does not make the unknown known."""
    spec(
        given={
            "products": PRODUCTS,
            "customers": """
                customer_id:str
                known
                no_rate
                no_history
                nothing
                month_end
                both
            """,
            "accounts": """
                account_id:str | customer_id:str | product_id:str | currency:str | opened_on:date
                k1             | known           | D              | CNY          | 2026-03-01
                r1             | no_rate         | D              | CNY          | 2026-03-01
                r2             | no_rate         | D              | USD          | 2026-04-01
                h1             | no_history      | D              | CNY          | 2026-03-01
                h2             | no_history      | F              | CNY          | 2026-02-01
                n1             | nothing         | D              | CNY          | 2026-03-01
                n2             | nothing         | D              | CNY          | 2026-04-29
                m1             | month_end       | D              | CNY          | 2026-03-31
                b1             | both            | D              | USD          | 2026-04-01
                b2             | both            | D              | CNY          | 2026-04-20
                loan           | known           | L              | CNY          | 2026-01-01
            """,
            "balances": """
                account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str
                k1             | 2026-03-01        | 100,000.00        | CNY          | change
                r1             | 2026-03-01        | 100,000.00        | CNY          | change
                r2             | 2026-04-01        | 1.00              | USD          | change
                h1             | 2026-03-01        | 100,000.00        | CNY          | change
                h2             | 2026-04-02        | 1.00              | CNY          | change
                n1             | 2026-03-01        | 100,000.00        | CNY          | change
                m1             | 2026-03-31        | 1.00              | CNY          | month_end
                m1             | 2026-04-30        | 1.00              | CNY          | month_end
                b1             | 2026-04-01        | 1.00              | USD          | change
            """,
            "market_rates": """
                rate_date:date | kind:str  | base:str | quote:str | rate_e8:int
                2026-04-01     | fx_middle | USD      | CNY       | 700000000
                2026-04-10     | fx_middle | USD      | CNY       | 700000000
                2026-04-17     | fx_middle | USD      | CNY       | 700000000
                2026-04-24     | fx_middle | USD      | CNY       | 700000000
            """,
        },
        when=measured_on(DEPOSITS, APRIL),
        then="""
            customer_id:str | value_minor:fen | sum_minor_days:fen | assessed_rank:int | aum_minor:fen | qualified_by:str | unknown_reason:str
            known           | 100,000.00      | 3,000,000.00       | 1                 | 100,000.00    | ''               |
            no_rate         |                 |                    |                   | 100,007.00    |                  | no_exchange_rate
            no_history      |                 |                    |                   | 100,001.00    |                  | history_begins_later
            nothing         |                 |                    |                   |               |                  | no_balances
            month_end       |                 |                    |                   | 1.00          |                  | month_end_balances_only
            both            |                 |                    |                   |               |                  | no_balances
        """,
    )


def test_without_any_balance_in_the_book_nobody_has_nothing(spec, measured_on):
    spec(
        given={
            "products": PRODUCTS,
            "customers": """
                customer_id:str
                A
            """,
            "accounts": """
                account_id:str | customer_id:str | product_id:str | currency:str | opened_on:date
                another        | B               | D              | CNY          | 2020-01-01
            """,
        },
        when=measured_on(DEPOSITS, APRIL),
        then="""
            customer_id:str | value_minor:fen | aum_minor:fen | assessed_rank:int | unknown_reason:str
            A               |                 |               |                   | no_balances
        """,
    )


def test_large_sums_are_exact_to_the_last_fen_and_larger_ones_are_unknown(spec, measured_on):
    """2^53 + 1 is the first number that floating money loses. 91 days at thousandths would burst."""
    quarter = Measure(kind="quarter_average", stocks=weighted(demand_deposit=999))
    spec(
        given={
            "products": PRODUCTS,
            "customers": """
                customer_id:str
                large
                larger
                spoilt
            """,
            "accounts": """
                account_id:str | customer_id:str | product_id:str | currency:str | opened_on:date
                a              | large           | D              | CNY          | 2026-06-30
                b              | larger          | D              | CNY          | 2026-06-30
                c              | spoilt          | D              | CNY          | 2026-06-30
            """,
            "balances": """
                account_id:str | balance_date:date | balance_minor:int   | currency:str | observed:str
                a              | 2026-06-30        | 1500000000001       | CNY          | change
                b              | 2026-06-30        | 9007199254740993    | CNY          | change
                c              | 2026-06-30        | 9223372036854775807 | CNY          | change
            """,
        },
        when=measured_on(policy(quarter), date(2026, 6, 30)),
        then="""
            customer_id:str | sum_minor_days:int | days:int | aum_minor:int    | unknown_reason:str
            large           | 1498500000000999   | 91       | 1500000000001    |
            larger          |                    | 91       |                  | amount_too_large
            spoilt          |                    | 91       |                  | amount_too_large
        """,
    )
