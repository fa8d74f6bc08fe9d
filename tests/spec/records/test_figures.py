"""Figures beside the tier: what is held, what matures, what left for other banks, the trend."""

from __future__ import annotations

from datetime import date

from tests.spec.records.books import GAPS, book

from hengke.engine.features.figures import figures, maturing
from hengke.engine.features.outflows import outflows

AS_OF, ASSESSED_NEXT = date(2026, 3, 20), date(2026, 3, 31)
KNOWN = """
    customer_id:str | known_from:date
    A               | 2026-01-01
    B               | 2026-03-15
"""
STRETCHES = """
    account_id:str | family:str   | minor:fen | from_on:date | until_on:date | daily:bool
    1              | term_deposit | 80.00     | 2026-01-01   | 2026-04-01    | true
    2              | fund         | 20.00     | 2026-03-10   | 2026-04-01    | true
    3              | wealth       | 7.00      | 2026-03-15   | 2026-04-01    | true
"""
SHARES = """
    account_id:str | customer_id:str | share_ppm:int | first:bool
    1              | A               | 1000000       | true
    2              | A               | 1000000       | true
    3              | B               | 1000000       | true
"""
ACCOUNTS = """
    account_id:str | matures_on:date
    1              | 2026-03-25
    2              |
    3              | 2026-04-01
"""
TRANSACTIONS = """
    account_id:str | booked_on:date | amount_minor:fen | currency:str | counterparty_kind:str
"""
RATES = "rate_date:date | kind:str | base:str | quote:str | rate_e8:int"
BANK = {
    "known": KNOWN, "stretches": STRETCHES, "shares": SHARES, "gaps": GAPS, "accounts": ACCOUNTS,
    "transactions": TRANSACTIONS, "market_rates": RATES,
}  # fmt: skip


def test_assets_maturities_and_trend_stand_beside_the_tier_and_stay_unknown_where_they_are(spec):
    spec(
        given=BANK,
        when=lambda s: figures(book(s), as_of=AS_OF, next_assessment_on=ASSESSED_NEXT),
        then="""
            customer_id:str | aum_minor:fen | aum_30d_ago_minor:fen | maturing_minor:fen | maturing_on:date | outflow_30d_minor:fen | trend:str
            A | 100.00 | 80.00 | 80.00 | 2026-03-25 | | [null, 8000, 8000, 8000, 8000, 8000, 8000, 8000, 8000, 8000, 8000, 10000, 10000]
            B | 7.00   |       | 0     |            | | [null, null, null, null, null, null, null, null, null, null, null, 700, 700]
        """,
    )


def test_where_no_maturities_are_delivered_they_are_unknown_not_zero(spec):
    spec(
        given=BANK | {"accounts": "account_id:str | matures_on:date\n 1 |\n 2 |\n 3 |"},
        when=lambda s: maturing(book(s), {AS_OF: ASSESSED_NEXT}),
        then="""
            customer_id:str | maturing_minor:fen | maturing_on:date
            A               |                    |
            B               |                    |
        """,
    )


def test_money_sent_to_other_banks_within_thirty_days_is_summed_at_the_rate_of_the_day(spec):
    spec(
        given=BANK
        | {
            "transactions": """
                account_id:str | booked_on:date | amount_minor:fen | currency:str | counterparty_kind:str
                1              | 2026-02-18     | -50.00           | CNY          | other_bank
                1              | 2026-02-19     | -30.00           | CNY          | other_bank
                2              | 2026-03-20     | -1.00            | USD          | other_bank
                1              | 2026-03-20     | -9.00            | CNY          | own
                1              | 2026-03-20     | 400.00           | CNY          | other_bank
                1              | 2026-03-21     | -3.00            | CNY          | other_bank
                3              | 2026-03-20     | -1.00            | EUR          | other_bank
            """,
            "market_rates": """
                rate_date:date | kind:str  | base:str | quote:str | rate_e8:int
                2026-03-19     | fx_middle | USD      | CNY       | 720000000
            """,
        },
        when=lambda s: outflows(book(s), [AS_OF]),
        then="""
            customer_id:str | minor:fen
            A               | 37.20
            B               |
        """,
    )


def test_what_was_sent_before_the_first_booking_delivered_is_unknown_not_nothing(spec):
    """Bookings begin in the midst of A's thirty days; B became a customer only afterwards."""
    spec(
        given=BANK
        | {
            "transactions": """
                account_id:str | booked_on:date | amount_minor:fen | currency:str | counterparty_kind:str
                2              | 2026-03-01     | -5.00            | CNY          | other_bank
                3              | 2026-03-16     | -3.00            | CNY          | other_bank
            """,
        },
        when=lambda s: outflows(book(s), [AS_OF, date(2026, 3, 30)]),
        then="""
            customer_id:str | on:date    | minor:fen
            A               | 2026-03-20 |
            B               | 2026-03-20 | 3.00
            A               | 2026-03-30 | 5.00
            B               | 2026-03-30 | 3.00
        """,
    )
