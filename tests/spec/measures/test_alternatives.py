"""Several ways to qualify: the best of them counts, and only what could matter is unknown."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tests.spec.measures.policies import measure, policy

from hengke.policies.tiering import Measure
from hengke.policies.tiering.measures import FlowItem
from hengke.policies.tiering.scheme import Alternative

APRIL = date(2026, 4, 30)
PRODUCTS = """
    product_id:str | family:str
    D              | demand_deposit
    W              | wealth
"""
MONEY_IN = Alternative(
    name="money_in",
    zh="当月转入",
    en="Money in",
    measure=Measure(
        stocks=(),
        flows=(FlowItem((), Fraction(1), direction="in", without_counterparties=("own",)),),
    ),
    floors_minor={"premier": 900_000},
)
PREMIER = policy(measure(), {"everyday": "0", "premier": "150000"}, alternatives=(MONEY_IN,))


def test_150_000_in_savings_or_9_000_of_money_in_qualify_and_own_transfers_do_not(
    spec, measured_on
):
    """The rule of HSBC Australia. Every day of April counts 9,000 once: an average of 9,000."""
    spec(
        given={
            "products": PRODUCTS,
            "customers": """
                customer_id:str
                saver
                earner
                both
                mover
            """,
            "accounts": """
                account_id:str | customer_id:str | product_id:str | currency:str | opened_on:date
                s              | saver           | D              | CNY          | 2026-03-31
                e              | earner          | D              | CNY          | 2026-03-31
                b              | both            | D              | CNY          | 2026-03-31
                m              | mover           | D              | CNY          | 2026-03-31
            """,
            "balances": """
                account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str
                s              | 2026-03-31        | 150,000.00        | CNY          | change
                e              | 2026-03-31        | 1.00              | CNY          | change
                b              | 2026-03-31        | 150,000.00        | CNY          | change
                m              | 2026-03-31        | 149,999.99        | CNY          | change
            """,
            "transactions": """
                transaction_id:str | account_id:str | booked_on:date | amount_minor:fen | currency:str | counterparty_kind:str
                0                  | s              | 2026-04-01     | -1.00            | CNY          | company
                1                  | e              | 2026-04-15     | 4,000.00         | CNY          | company
                2                  | e              | 2026-04-30     | 5,000.00         | CNY          |
                3                  | b              | 2026-04-15     | 9,000.00         | CNY          | company
                4                  | m              | 2026-04-15     | 9,000.00         | CNY          | own
                5                  | m              | 2026-04-16     | 8,999.99         | CNY          | company
            """,
        },
        when=measured_on(PREMIER, APRIL),
        then="""
            customer_id:str | value_minor:fen | assessed_rank:int | qualified_by:str
            saver           | 150,000.00      | 1                 | ''
            earner          | 1.00            | 1                 | money_in
            both            | 150,000.00      | 1                 | ''
            mover           | 149,999.99      | 0                 | ''
        """,
    )


WEALTH_OF_FAMILY = Alternative(
    name="family_wealth",
    zh="家庭理财",
    en="Wealth of the family",
    measure=measure("month_end", household=True),
    floors_minor={"gold": 10_000_000, "private": 100_000_000},
)
BY_INVITATION = policy(
    measure(),
    {"mass": "0", "gold": "50000", "platinum": "500000", "private": "1000000"},
    alternatives=(WEALTH_OF_FAMILY,),
    only_by={"private": "family_wealth"},
)


def test_what_an_unknown_way_could_still_open_is_unknown_and_nothing_else(spec, measured_on):
    """`private` is opened by the family's balance alone, two million of one's own are platinum.

    `late` has no known average, but the family reaches the highest tier whatever it is; `partner`
    has a known one, yet the family might open more; nobody can rise above `top` either way.
    """
    spec(
        given={
            "products": PRODUCTS,
            "customers": """
                customer_id:str
                rich
                late
                partner
                unknown
            """,
            "relations": """
                customer_id:str | related_id:str | kind:str
                partner         | unknown        | spouse
            """,
            "accounts": """
                account_id:str | customer_id:str | product_id:str | currency:str | opened_on:date
                r              | rich            | D              | CNY          | 2026-03-31
                l              | late            | D              | CNY          | 2026-03-01
                p              | partner         | D              | CNY          | 2026-03-31
                u              | unknown         | D              | CNY          | 2026-03-31
            """,
            "balances": """
                account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str
                r              | 2026-03-31        | 2,000,000.00      | CNY          | change
                r              | 2026-04-30        | 0.00              | CNY          | change
                l              | 2026-04-20        | 1,000,000.00      | CNY          | change
                p              | 2026-03-31        | 60,000.00         | CNY          | change
            """,
        },
        when=measured_on(BY_INVITATION, APRIL),
        then="""
            customer_id:str | value_minor:fen | assessed_rank:int | qualified_by:str | unknown_reason:str
            rich            | 1,933,333.33    | 2                 | ''               |
            late            |                 | 3                 | family_wealth    | history_begins_later
            partner         | 60,000.00       |                   |                  | no_balances
            unknown         |                 |                   |                  | no_balances
        """,
    )


def test_where_the_bank_delivers_no_bookings_nobody_qualifies_by_bookings(spec, measured_on):
    spec(
        given={
            "products": PRODUCTS,
            "customers": """
                customer_id:str
                saver
                other
            """,
            "accounts": """
                account_id:str | customer_id:str | product_id:str | currency:str | opened_on:date
                s              | saver           | D              | CNY          | 2026-03-31
            """,
            "balances": """
                account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str
                s              | 2026-03-31        | 150,000.00        | CNY          | change
            """,
        },
        when=measured_on(PREMIER, APRIL),
        then="""
            customer_id:str | assessed_rank:int | qualified_by:str | unknown_reason:str
            saver           | 1                 | ''               |
            other           | 0                 | ''               |
        """,
    )
