"""How lately, how often and with how much money customers move their accounts."""

from __future__ import annotations

from datetime import date

from tests.spec.records.books import GAPS, STRETCHES, book

from hengke.engine.features.activity import activity


def test_only_bookings_that_the_customer_began_count(spec):
    spec(
        given={
            "known": """
                customer_id:str | known_from:date
                A               | 2026-01-01
                B               | 2026-01-01
                C               | 2026-01-01
            """,
            "stretches": STRETCHES,
            "gaps": GAPS,
            "shares": """
                account_id:str | customer_id:str | share_ppm:int | first:bool
                1              | A               | 600000        | true
                1              | B               | 400000        | false
                2              | A               | 1000000       | true
                3              | C               | 1000000       | true
            """,
            "transactions": """
                account_id:str | booked_on:date | amount_minor:fen | currency:str | customer_initiated:bool
                1              | 2025-12-31     | -10.00           | CNY          | true
                1              | 2026-01-01     | -10.00           | CNY          | true
                1              | 2026-03-20     | 30.00            | CNY          | true
                1              | 2026-03-30     | 500.00           | CNY          | false
                2              | 2026-03-21     | -1.00            | USD          | true
                2              | 2026-04-01     | -7.00            | CNY          | true
            """,
            "market_rates": """
                rate_date:date | kind:str  | base:str | quote:str | rate_e8:int
                2026-03-20     | fx_middle | USD      | CNY       | 720000000
            """,
        },
        when=lambda s: activity(book(s), [date(2026, 3, 31)]),
        then="""
            customer_id:str | recency_days:int | frequency:int | monetary_minor:fen
            A               | 10               | 3             | 31.20
            B               | 11               | 2             | 16.00
            C               |                  | 0             | 0
        """,
    )


def test_how_often_is_unknown_where_the_bookings_begin_within_the_days(spec):
    """Bookings begin in February; only who came later is known from the first day on."""
    spec(
        given={
            "known": """
                customer_id:str | known_from:date
                A               | 2026-01-01
                B               | 2026-02-10
            """,
            "stretches": STRETCHES,
            "gaps": GAPS,
            "shares": """
                account_id:str | customer_id:str | share_ppm:int | first:bool
                1              | A               | 1000000       | true
                2              | B               | 1000000       | true
            """,
            "transactions": """
                account_id:str | booked_on:date | amount_minor:fen | currency:str | customer_initiated:bool
                1              | 2026-02-01     | -10.00           | CNY          | true
            """,
            "market_rates": "rate_date:date | kind:str | base:str | quote:str | rate_e8:int",
        },
        when=lambda s: activity(book(s), [date(2026, 3, 31)]),
        then="""
            customer_id:str | recency_days:int | frequency:int | monetary_minor:fen
            A               | 58               |               |
            B               |                  | 0             | 0
        """,
    )


def test_who_began_nothing_is_quiet_for_at_least_the_time_that_is_known(spec):
    """Bookings are known since 2025-01-01: A came before, B later; of C the last one is known."""
    spec(
        given={
            "known": """
                customer_id:str | known_from:date
                A               | 2020-05-01
                B               | 2026-02-10
                C               | 2020-05-01
            """,
            "stretches": STRETCHES,
            "gaps": GAPS,
            "shares": """
                account_id:str | customer_id:str | share_ppm:int | first:bool
                1              | C               | 1000000       | true
            """,
            "transactions": """
                account_id:str | booked_on:date | amount_minor:fen | currency:str | customer_initiated:bool
                1              | 2025-01-01     | -10.00           | CNY          | true
                1              | 2026-03-21     | -10.00           | CNY          | true
            """,
            "market_rates": "rate_date:date | kind:str | base:str | quote:str | rate_e8:int",
        },
        when=lambda s: activity(book(s), [date(2026, 3, 31)]),
        then="""
            customer_id:str | recency_days:int | quiet_days:int
            A               |                  | 454
            B               |                  | 49
            C               | 10               | 10
        """,
    )


def test_a_short_history_does_not_say_that_an_old_customer_is_quiet(spec):
    spec(
        given={
            "known": """
                customer_id:str | known_from:date
                A               | 2020-05-01
            """,
            "stretches": STRETCHES,
            "gaps": GAPS,
            "shares": """
                account_id:str | customer_id:str | share_ppm:int | first:bool
                1              | Z               | 1000000       | true
            """,
            "transactions": """
                account_id:str | booked_on:date | amount_minor:fen | currency:str | customer_initiated:bool
                1              | 2026-02-01     | -10.00           | CNY          | true
            """,
            "market_rates": "rate_date:date | kind:str | base:str | quote:str | rate_e8:int",
        },
        when=lambda s: activity(book(s), [date(2026, 3, 31)]),
        then="""
            customer_id:str | recency_days:int | quiet_days:int
            A               |                  |
        """,
    )
