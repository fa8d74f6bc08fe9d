"""End-of-day balances from bookings that state the balance after them, in no known order."""

from __future__ import annotations

from tests.spec.bank import bank

from hengke.engine.features.running import check_drift, check_order, daily_balances


def test_the_sum_of_the_bookings_says_which_balance_closes_the_day(spec):
    """Numbers do not follow time: on the 5th 500, 100, 300 is the only way through the day."""
    spec(
        given={
            "transactions": """
                transaction_id:str | account_id:str | booked_on:date | amount_minor:fen | balance_minor:fen
                1                  | new            | 2026-01-05     | 200.00           | 300.00
                2                  | new            | 2026-01-05     | -400.00          | 100.00
                3                  | new            | 2026-01-05     | 500.00           | 500.00
                4                  | new            | 2026-01-20     | -50.00           | 250.00
                5                  | old            | 2026-01-10     | 25.00            | 125.00
                6                  | old            | 2026-01-10     | -125.00          | 0.00
            """
        },
        when=lambda s: daily_balances(bank(s).transactions),
        then="""
            account_id:str | on:date    | minor:fen | opening:fen | off_minor:fen | certain:bool
            new            | 2026-01-05 | 300.00    | 0.00        | 0.00          | true
            new            | 2026-01-20 | 250.00    | 0.00        | 0.00          | true
            old            | 2026-01-10 | 0.00      | 100.00      | 0.00          | true
        """,
    )


def test_interest_that_is_rounded_differently_drifts_and_the_stated_balance_is_believed(spec):
    spec(
        given={
            "transactions": """
                account_id:str | booked_on:date | amount_minor:fen | balance_minor:fen
                one            | 2026-01-01     | 100.00           | 100.00
                one            | 2026-01-31     | 0.50             | 100.54
                one            | 2026-02-28     | 0.50             | 101.08
            """
        },
        when=lambda s: daily_balances(bank(s).transactions),
        then="""
            account_id:str | on:date    | minor:fen | off_minor:fen | certain:bool
            one            | 2026-01-01 | 100.00    | 0.00          | true
            one            | 2026-01-31 | 100.54    | 0.04          | true
            one            | 2026-02-28 | 101.08    | 0.08          | true
        """,
    )


DAILY = """
    account_id:str | on:date    | minor:fen | off_minor:fen | certain:bool
    drifts         | 2026-01-01 | 100.00    | 0.00          | true
    drifts         | 2026-01-31 | 100.54    | 0.04          | true
    unclear        | 2026-01-05 | 1.00      | 0.00          | false
    unclear        | 2026-01-09 | 1.00      | 0.00          | true
    unclear        | 2026-01-20 | 1.00      | 0.00          | false
"""


def test_drifts_are_reported_per_account(spec):
    spec(
        given=DAILY,
        when=check_drift,
        then="""
            account_id:str | rule:str               | detail:str
            drifts         | running_balance_drifts | 4
        """,
    )


def test_days_that_cannot_be_told_are_reported_until_the_next_day_with_bookings(spec):
    spec(
        given=DAILY,
        when=check_order,
        then="""
            account_id:str | rule:str                | from_on:date | until_on:date
            unclear        | running_balance_unclear | 2026-01-05   | 2026-01-09
            unclear        | running_balance_unclear | 2026-01-20   | 9999-12-31
        """,
    )
