"""Composite scores: what each indicator scores, and that one unknown makes the whole unknown."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from tests.spec.measures.policies import policy

from hengke.policies.tiering import Measure
from hengke.policies.tiering.measures import Indicator

JUNE = date(2026, 6, 30)
PRODUCTS = """
    product_id:str | family:str
    D              | demand_deposit
    W              | wealth
"""
SCORED = Measure(
    kind="composite_score",
    window_days=10,
    indicators=(
        Indicator(
            "deposits", "", "", "balance_average", Fraction(5, 10), families=("demand_deposit",),
            break_points=((0, 0), (1_000_000, 6_000), (10_000_000, 10_000)),
        ),
        Indicator(
            "spending", "", "", "flow_sum", Fraction(2, 10), kinds=("purchase",), direction="out",
            break_points=((0, 2_000), (100_000, 8_000)),
        ),
        Indicator(
            "risk", "", "", "attribute", Fraction(3, 10), attribute="risk_level",
            levels={"C1": 4_000, "C5": 10_000},
        ),
    ),
)  # fmt: skip
BANK = {
    "products": PRODUCTS,
    "customers": """
        customer_id:str | risk_level:str
        exact           | C1
        below           | C5
        no_word         |
        nothing         | C1
    """,
    "accounts": """
        account_id:str | customer_id:str | product_id:str | currency:str | opened_on:date
        e              | exact           | D              | CNY          | 2026-06-01
        b              | below           | D              | CNY          | 2026-06-01
        w              | below           | W              | CNY          | 2026-06-01
        n              | no_word         | D              | CNY          | 2026-06-01
    """,
    "balances": """
        account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str
        e              | 2026-06-01        | 0.00              | CNY          | change
        e              | 2026-06-26        | 20,000.00         | CNY          | change
        b              | 2026-06-01        | 9,999.99          | CNY          | change
        w              | 2026-06-01        | 20,000.00         | CNY          | change
        n              | 2026-06-01        | 9,999.99          | CNY          | change
    """,
    "transactions": """
        transaction_id:str | account_id:str | booked_on:date | amount_minor:fen | currency:str | kind:str
        0                  | e              | 2026-06-01     | -9,000.00        | CNY          | purchase
        1                  | e              | 2026-06-21     | -600.00          | CNY          | purchase
        2                  | e              | 2026-06-30     | -400.00          | CNY          | purchase
        3                  | b              | 2026-06-30     | -999.99          | CNY          | purchase
    """,
}


def test_each_indicator_scores_by_its_break_points_and_the_weights_add_them_up(spec, measured_on):
    """`exact`: half of 60, a fifth of 80, three tenths of 40 = 58.00; 20,000 for five of ten days
    average 10,000. `below`: 0 + 4 + 30 = 34.00. `nothing` is known to have nothing."""
    spec(
        given=BANK,
        when=measured_on(policy(SCORED, {"low": "0", "high": "58"}), JUNE),
        then="""
            customer_id:str | value_minor:fen | days:int | sum_minor_days:int | assessed_rank:int | aum_minor:fen | unknown_reason:str
            exact           | 58.00           | 1        | 58000              | 1                 | 20,000.00     |
            below           | 34.00           | 1        | 34000              | 0                 | 29,999.99     |
            no_word         |                 | 1        |                    |                   | 9,999.99      | indicator_not_delivered
            nothing         | 16.00           | 1        | 16000              | 0                 | 0.00          |
        """,
    )


def test_ratios_to_a_balance_and_the_banks_own_figures(spec, measured_on, engine):
    """Share of deposits in wealth, spending per yuan deposited, and a figure that is given.

    `below`: 9,999.99 / 20,000 = 0.49, under the half; spending has no break-point that is missed.
    `exact` has no wealth to compare with. The figure of July is not known in June.
    """
    ratios = Measure(
        kind="composite_score",
        window_days=10,
        indicators=(
            Indicator(
                "share", "", "", "balance_average", Fraction(1, 2), families=("demand_deposit",),
                per_balance_of=("wealth",), break_points=((0, 1_000), (50, 9_000)),
            ),
            Indicator(
                "turnover", "", "", "flow_sum", Fraction(1, 4), better="lower",
                kinds=("purchase",), direction="out", per_balance_of=("demand_deposit",),
                break_points=((0, 10_000), (10, 5_000)),
            ),
            Indicator(
                "nps", "", "", "given", Fraction(1, 4),
                break_points=((0, 0), (900, 10_000)),
            ),
        ),
    )  # fmt: skip
    given = {
        **BANK,
        "figures": """
            customer_id:str | indicator:str | given_on:date | value:int
            below           | nps           |               | 100
            below           | nps           | 2026-06-15    | 900
            below           | nps           | 2026-07-01    | 0
            exact           | nps           | 2026-06-15    | 900
            below           | other         | 2026-06-30    | 0
        """,
    }
    spec(
        given=given,
        when=lambda s: measured_on(
            policy(ratios, {"low": "0", "high": "50"}), JUNE, given=s.figures
        )(s),
        then="""
            customer_id:str | value_minor:fen | unknown_reason:str
            below           | 55.00           |
            exact           |                 | nothing_to_compare
            no_word         |                 | indicator_not_delivered
            nothing         |                 | indicator_not_delivered
        """,
    )


CONTRIBUTION = Measure(
    kind="composite_score",
    window_days=10,
    indicators=(
        Indicator(
            "frequency", "", "", "booking_count", Fraction(1, 2), direction="both",
            customer_initiated_only=True, break_points=((0, 1_000), (200, 9_000)),
        ),
        Indicator(
            "profit", "", "", "profit", Fraction(1, 2),
            break_points=((-1_000_000, 0), (0, 5_000), (10_000, 9_000)),
        ),
    ),
)  # fmt: skip
OFTEN = {
    "products": PRODUCTS,
    "customers": """
        customer_id:str
        often
        partner
        seldom
        untold
    """,
    "accounts": """
        account_id:str | customer_id:str | product_id:str | currency:str | opened_on:date
        o              | often           | D              | CNY          | 2026-06-01
        s              | seldom          | D              | CNY          | 2026-06-01
        u              | untold          | D              | CNY          | 2026-06-01
    """,
    "account_holders": """
        account_id:str | customer_id:str | role:str | share_ppm:int
        o              | often           | owner    | 500000
        o              | partner         | owner    | 500000
    """,
    "transactions": """
        transaction_id:str | account_id:str | booked_on:date | amount_minor:fen | currency:str | kind:str | customer_initiated:bool
        0                  | s              | 2026-06-01     | 1.00             | CNY          | deposit  | true
        1                  | o              | 2026-06-21     | 0.01             | CNY          | deposit  | true
        2                  | o              | 2026-06-30     | -0.01            | CNY          | purchase | true
        3                  | s              | 2026-06-21     | 5,000.00         | CNY          | deposit  | true
        4                  | s              | 2026-06-22     | 5,000.00         | CNY          | interest | false
    """,
    "figures": """
        customer_id:str | indicator:str | given_on:date | value:int
        often           | profit        | 2026-06-30    | 10000
        partner         | profit        | 2026-06-30    | -1
        seldom          | profit        | 2026-06-30    | 9999
        untold          | profit        | 2026-05-31    | 10000
        untold          | profit        | 2026-06-30    |
    """,
}  # fmt: skip


@pytest.mark.requirement("R068")
def test_frequency_counts_bookings_whatever_they_are_worth_and_profit_is_that_of_the_date(
    spec, measured_on
):
    """Two bookings of a cent reach 2, for both owners; what the bank books counts for nobody. The
    profit of May says nothing of June."""
    spec(
        given=OFTEN,
        when=lambda s: measured_on(
            policy(CONTRIBUTION, {"low": "0", "high": "60"}), JUNE, given=s.figures
        )(_bank(s)),
        then="""
            customer_id:str | value_minor:fen | assessed_rank:int | unknown_reason:str
            often           | 90.00           | 1                 |
            partner         | 45.00           | 0                 |
            seldom          | 30.00           | 0                 |
            untold          |                 |                   | indicator_not_delivered
        """,
    )


def _bank(given):
    return type(given)(**{name: t for name, t in vars(given).items() if name != "figures"})
