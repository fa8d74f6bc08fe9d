"""Star points: balances averaged over the window, bookings summed over it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tests.spec.measures.policies import policy

from hengke.policies.tiering import Measure
from hengke.policies.tiering.measures import FlowItem, StockItem

JUNE = date(2026, 6, 30)
HUNDRED_PER_10_000 = Fraction(100 * 100, 1_000_000)  # hundredths of a point per fen
TWICE = Fraction(200 * 100, 1_000_000)
STARS = Measure(
    kind="star_points",
    stocks=(StockItem(("demand_deposit", "metal"), HUNDRED_PER_10_000),),
    flows=(FlowItem(("paper_gold",), TWICE, direction="both"),),
    window_days=180,
)
STAR_POLICY = policy(STARS, {"none": "0", "three": "50", "four": "500", "five": "2000"})
PRODUCTS = """
    product_id:str | family:str
    D              | demand_deposit
    G              | metal
    C              | credit_card
"""


def test_gold_for_30_of_180_days_gives_167_points_and_its_trading_4_000(spec, measured_on):
    """The example of domain.md 1.4: 10 x 30/180 x 100, and 200 per 10,000 traded, in and out.

    `day` bought and sold on one day: no points of assets, those of trading only.
    """
    spec(
        given={
            "products": PRODUCTS,
            "customers": """
                customer_id:str
                month
                day
            """,
            "accounts": """
                account_id:str | customer_id:str | product_id:str | currency:str | opened_on:date
                cash           | month           | D              | CNY          | 2025-12-31
                m              | month           | G              | CNY          | 2026-03-01
                d              | day             | G              | CNY          | 2026-03-01
            """,
            "balances": """
                account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str
                cash           | 2025-12-31        | 0.00              | CNY          | change
                m              | 2026-03-01        | 100,000.00        | CNY          | change
                m              | 2026-03-31        | 0.00              | CNY          | change
                d              | 2026-03-01        | 0.00              | CNY          | change
            """,
            "transactions": """
                transaction_id:str | account_id:str | booked_on:date | amount_minor:fen | currency:str | kind:str
                1                  | m              | 2026-03-01     | 100,000.00       | CNY          | paper_gold
                2                  | m              | 2026-03-31     | -100,000.00      | CNY          | paper_gold
                3                  | d              | 2026-03-01     | 50,000.00        | CNY          | paper_gold
                4                  | d              | 2026-03-01     | -50,000.00       | CNY          | paper_gold
                5                  | d              | 2026-03-02     | 900,000.00       | CNY          | salary
                6                  | m              | 2026-01-01     | 900,000.00       | CNY          | paper_gold
            """,
        },
        when=measured_on(STAR_POLICY, JUNE),
        then="""
            customer_id:str | value_minor:fen | days:int | assessed_rank:int | aum_minor:fen
            month           | 4,166.67        | 180      | 3                 | 0.00
            day             | 2,000.00        | 180      | 3                 | 0.00
        """,
    )


def test_bookings_that_were_not_delivered_make_points_unknown_not_fewer(spec, measured_on):
    spec(
        given={
            "products": PRODUCTS,
            "customers": """
                customer_id:str
                A
            """,
            "accounts": """
                account_id:str | customer_id:str | product_id:str | currency:str | opened_on:date
                a              | A               | D              | CNY          | 2025-12-31
            """,
            "balances": """
                account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str
                a              | 2025-12-31        | 100,000.00        | CNY          | change
            """,
        },
        when=measured_on(STAR_POLICY, JUNE),
        then="""
            customer_id:str | value_minor:fen | assessed_rank:int | aum_minor:fen | unknown_reason:str
            A               |                 |                   | 100,000.00    | no_transactions
        """,
    )


def test_bookings_count_by_share_kind_direction_and_who_started_them_at_the_rate_of_the_day(
    spec, measured_on
):
    """Card spending of the customer's own doing, to others than himself, one point per 100 yuan.

    Alice and Bo share the card two to one; 9 March is eight days after the only rate. `young` is
    known since April: that bookings before 1 February were not delivered says nothing of him. Of
    `old` a balance is known long before, and still no booking.
    """
    spending = FlowItem(
        ("purchase",), Fraction(100, 10_000), direction="out",
        without_counterparties=("own",), customer_initiated_only=True,
    )  # fmt: skip
    card = Measure(kind="star_points", flows=(spending,), window_months=6)
    spec(
        given={
            "products": PRODUCTS,
            "customers": """
                customer_id:str | opened_on:date
                Alice           | 2026-02-01
                Bo              | 2026-02-01
                Chen            | 2026-02-01
                old             | 2025-01-01
                young           | 2026-04-01
            """,
            "accounts": """
                account_id:str | customer_id:str | product_id:str | currency:str | opened_on:date
                card           | Alice           | C              | CNY          | 2026-02-01
                dollars        | Bo              | C              | USD          | 2026-02-01
                late           | Chen            | C              | USD          | 2026-02-01
                savings        | old             | C              | CNY          | 2025-01-01
            """,
            "balances": """
                account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str
                savings        | 2025-01-01        | 1.00              | CNY          | change
            """,
            "account_holders": """
                account_id:str | customer_id:str | role:str | share_ppm:int
                card           | Alice           | owner    | 666667
                card           | Bo              | joint    | 333333
            """,
            "transactions": """
                transaction_id:str | account_id:str | booked_on:date | amount_minor:fen | currency:str | kind:str | counterparty_kind:str | customer_initiated:bool
                1                  | card           | 2026-02-01     | -300.00          | CNY          | purchase | company               | true
                2                  | card           | 2026-03-01     | -600.00          | CNY          | purchase |                       | true
                3                  | card           | 2026-03-01     | 600.00           | CNY          | purchase | company               | true
                4                  | card           | 2026-03-01     | -600.00          | CNY          | fee      | company               | true
                5                  | card           | 2026-03-01     | -600.00          | CNY          | purchase | own                   | true
                6                  | card           | 2026-03-01     | -600.00          | CNY          | purchase | company               | false
                7                  | card           | 2026-03-01     | -600.00          | CNY          | purchase | company               |
                8                  | dollars        | 2026-03-08     | -100.00          | USD          | purchase | company               | true
                9                  | late           | 2026-03-09     | -100.00          | USD          | purchase | company               | true
            """,
            "market_rates": """
                rate_date:date | kind:str  | base:str | quote:str | rate_e8:int
                2026-03-01     | fx_middle | USD      | CNY       | 700000000
            """,
        },
        when=measured_on(policy(card, {"none": "0", "one": "5"}), JUNE),
        then="""
            customer_id:str | value_minor:fen | assessed_rank:int | days:int | unknown_reason:str
            Alice           | 6.00            | 1                 | 181      |
            Bo              | 10.00           | 1                 | 181      |
            Chen            |                 |                   | 181      | no_exchange_rate
            old             |                 |                   | 181      | history_begins_later
            young           | 0.00            | 0                 | 181      |
        """,
    )
