"""What customers hold on given days and on average; unknown accounts make unknown totals."""

from __future__ import annotations

from datetime import date

from tests.spec.records.books import GAPS, book

from hengke.engine.features.courses import points_of
from hengke.engine.features.points import assets_on

TWO_DAYS = [date(2026, 3, 10), date(2026, 3, 31)]


def test_joint_accounts_are_shared_out_and_add_up(spec):
    spec(
        given={
            "known": """
                customer_id:str | known_from:date
                A               | 2026-01-01
                B               | 2026-03-20
            """,
            "stretches": """
                account_id:str | family:str   | minor:fen | from_on:date | until_on:date | daily:bool
                1              | fund         | 100.01    | 2026-01-01   | 2026-03-15    | true
                1              | fund         | 300.01    | 2026-03-15   | 2026-04-01    | true
                2              | fund         | 50.00     | 2026-03-20   | 2026-04-01    | true
                3              | loan         | -900.00   | 2026-01-01   | 2026-04-01    | true
            """,
            "shares": """
                account_id:str | customer_id:str | share_ppm:int | first:bool
                1              | A               | 500000        | true
                1              | B               | 500000        | false
                2              | B               | 1000000       | true
                3              | A               | 1000000       | true
            """,
            "gaps": GAPS,
        },
        when=lambda s: assets_on(book(s), TWO_DAYS),
        then="""
            customer_id:str | on:date    | minor:fen
            A               | 2026-03-10 | 50.01
            A               | 2026-03-31 | 150.01
            B               | 2026-03-31 | 200.00
        """,
    )


def test_an_unknown_rate_or_a_gap_makes_the_total_unknown_never_zero(spec):
    spec(
        given={
            "known": """
                customer_id:str | known_from:date
                A               | 2026-01-01
                B               | 2026-01-01
                C               | 2026-01-01
            """,
            "stretches": """
                account_id:str | family:str   | minor:fen | from_on:date | until_on:date | daily:bool
                1              | fund         | 10.00     | 2026-01-01   | 2026-04-01    | true
                2              | fund         |           | 2026-03-10   | 2026-03-11    | true
            """,
            "shares": """
                account_id:str | customer_id:str | share_ppm:int | first:bool
                1              | A               | 1000000       | true
                2              | A               | 1000000       | true
                3              | B               | 1000000       | true
            """,
            "gaps": """
                account_id:str | family:str | from_on:date | until_on:date | reason:str
                3              | wealth     | 2026-03-20   | 2026-04-01    | no_balances
            """,
        },
        when=lambda s: assets_on(book(s), TWO_DAYS),
        then="""
            customer_id:str | on:date    | minor:fen
            A               | 2026-03-10 |
            A               | 2026-03-31 | 10.00
            B               | 2026-03-10 | 0
            B               | 2026-03-31 |
            C               | 2026-03-10 | 0
            C               | 2026-03-31 | 0
        """,
    )


def test_a_month_average_counts_every_calendar_day_and_is_not_invented_from_month_ends(spec):
    spec(
        given={
            "known": """
                customer_id:str | known_from:date
                A               | 2026-01-01
                B               | 2026-03-31
                C               | 2026-01-01
            """,
            "stretches": """
                account_id:str | family:str   | minor:fen  | from_on:date | until_on:date | daily:bool
                1              | fund         | 31,000.00  | 2026-02-15   | 2026-03-11    | true
                1              | fund         | 62,000.00  | 2026-03-22   | 2026-04-01    | true
                2              | term_deposit | 500,000.00 | 2026-03-31   | 2026-04-01    | false
            """,
            "shares": """
                account_id:str | customer_id:str | share_ppm:int | first:bool
                1              | A               | 1000000       | true
                2              | B               | 1000000       | true
            """,
            "gaps": GAPS,
        },
        when=lambda s: points_of(book(s), TWO_DAYS),
        then="""
            customer_id:str | point_on:date | month_average_minor:fen
            A               | 2026-03-10 | 31,000.00
            A               | 2026-03-31 | 30,000.00
            B               | 2026-03-31 |
            C               | 2026-03-10 | 0
            C               | 2026-03-31 | 0
        """,
    )


def test_the_course_says_in_one_pass_what_assets_and_averages_say(spec):
    """Of joint accounts, gaps, snapshots and deposits alike."""
    spec(
        given={
            "known": """
                customer_id:str | known_from:date
                A               | 2026-01-01
                B               | 2026-03-10
                C               | 2026-01-01
                D               | 2026-03-20
            """,
            "stretches": """
                account_id:str | family:str     | minor:fen | from_on:date | until_on:date | daily:bool
                1              | fund           | 100.01    | 2026-01-01   | 2026-03-10    | true
                1              | fund           | 310.01    | 2026-03-10   | 2026-04-01    | true
                2              | demand_deposit | 31.00     | 2026-03-01   | 2026-03-11    | true
                3              | term_deposit   | 500.00    | 2026-03-31   | 2026-04-01    | false
                4              | wealth         | 7.00      | 2026-01-01   | 2026-03-05    | true
                5              | loan           | -900.00   | 2026-01-01   | 2026-04-01    | true
            """,
            "shares": """
                account_id:str | customer_id:str | share_ppm:int | first:bool
                1              | A               | 500000        | true
                1              | B               | 500000        | false
                2              | A               | 1000000       | true
                3              | C               | 1000000       | true
                4              | C               | 1000000       | true
                5              | A               | 1000000       | true
            """,
            "gaps": """
                account_id:str | family:str | from_on:date | until_on:date | reason:str
                4              | wealth     | 2026-03-05   | 2026-03-09    | between_snapshots
            """,
        },
        when=lambda s: points_of(book(s), TWO_DAYS),
        then="""
            customer_id:str | point_on:date | aum_minor:fen | month_average_minor:fen | deposit_average_minor:fen
            A               | 2026-03-10    | 186.01        | 91.51                   | 31.00
            A               | 2026-03-31    | 155.01        | 134.52                  | 10.00
            B               | 2026-03-10    | 155.00        | 60.51                   | 0
            B               | 2026-03-31    | 155.00        | 124.52                  | 0
            C               | 2026-03-10    | 0             |                         | 0
            C               | 2026-03-31    | 500.00        |                         |
            D               | 2026-03-31    | 0             | 0                       | 0
        """,
    )
