"""What cannot be said of a customer's behaviour, and why."""

from __future__ import annotations

import pytest
from tests.spec.behaviour.bank import bookings, given, profile
from tests.spec.behaviour.policies import TEXT


@pytest.fixture
def engine(duckdb_engine):
    """The same expressions as in test_profile, which runs them on every engine: one is enough."""
    return duckdb_engine


CUSTOMERS = """
    customer_id:str | known_from:date
    old             | 2025-01-01
    new             | 2026-03-31
    late            | 2026-04-10
    indebted        | 2025-01-01
    quarantined     | 2025-01-01
    unpriced        | 2025-01-01
"""
ACCOUNTS = """
    account_id:str | product_id:str | opened_on:date | matures_on:date | closed_on:date
    o              | current        | 2025-01-01     |                 |
    n              | current        | 2026-03-31     |                 |
    l              | loan           | 2025-01-01     | 2026-02-01      |
    q              | current        | 2025-01-01     |                 |
    u              | current        | 2025-01-01     |                 |
"""
SHARES = """
    account_id:str | customer_id:str | share_ppm:int | first:bool
    o              | old             | 1000000       | true
    n              | new             | 1000000       | true
    l              | indebted        | 1000000       | true
    q              | quarantined     | 1000000       | true
    u              | unpriced        | 1000000       | true
"""
RECORDS = """
    customer_id:str | income_level:str
    old             |
    new             |
    late            |
    indebted        | middle
    quarantined     |
    unpriced        |
"""
HOLDINGS = """
    customer_id:str | account_id:str | family:str     | role:str  | home_minor:fen | balance_date:date | opened_on:date | matures_on:date
    old             | o              | demand_deposit | owner     | -70.00         | 2026-03-31        | 2025-01-01     |
    new             | n              | demand_deposit | owner     |                | 2026-03-31        | 2025-01-01     |
    indebted        | l              | loan           | owner     | -5000.00       | 2026-03-31        | 2025-01-01     | 2026-02-01
    indebted        | o              | demand_deposit | disponent | 0              | 2026-03-31        | 2025-01-01     |
    unpriced        | u              | demand_deposit | owner     | 10.00          | 2026-03-30        | 2025-01-01     |
"""
BANK = given(
    known=CUSTOMERS,
    accounts=ACCOUNTS,
    shares=SHARES,
    records=RECORDS,
    holdings=HOLDINGS,
    transactions=bookings("""
        o | 2025-06-01 | -5.00  | CNY | fee           | system | false | bank
        n | 2026-03-31 | 800.00 | CNY | cash_deposit  |        | true  | own
        l | 2026-02-01 | 100.00 | CNY | salary        | system | false | company
        q | 2026-03-01 | 100.00 | CNY | cash_deposit  | atm    | true  | own
        u | 2026-03-01 | 100.00 | USD | cash_deposit  | atm    | true  | own
    """),
    withheld="""
        table:str    | row_key:str | account_id:str | customer_id:str | from_on:date | through_on:date | observed:str
        transactions | x           | q              |                 | 2026-02-02   | 2026-02-02      |
        transactions | y           | o              |                 | 2025-12-31   | 2025-12-31      |
    """,
)


def test_one_day_of_history_none_only_debts_and_spoilt_rows(spec):
    """The old customer booked nothing in these months: zeros, not unknown. The new one has a day of
    history and brought 800 by an untold way. A row of last year in quarantine matters to nobody."""
    spec(
        given=BANK,
        when=profile,
        then="""
            customer_id:str | months:int | unknown_reason:str   | deposit_count:int | deposit_largest_minor:fen | channel_reason:str    | usual_reason:str  | season_reason:str | flow_direction:str | spending_total_minor:fen | habit_reason:str   | recurring_payments:int | recurring_reason:str
            old             | 3          |                      | 0                 |                           | no_deposits           |                   | no_deposits       | none               | 0                        | no_spending        | 0                      |
            new             | 1          |                      | 1                 | 800.00                    | channel_not_delivered | history_too_short | history_too_short | in                 | 0                        | no_spending        |                        | history_too_short
            late            |            | history_too_short    |                   |                           |                       |                   |                   |                    |                          | history_too_short  |                        |
            indebted        | 3          |                      | 0                 |                           | no_deposits           |                   | no_deposits       | none               | 0                        | no_spending        | 0                      |
            quarantined     | 3          | rows_in_quarantine   |                   |                           |                       |                   |                   |                    |                          | rows_in_quarantine |                        |
            unpriced        | 3          | no_exchange_rate     |                   |                           |                       |                   |                   |                    |                          | no_exchange_rate   |                        |
        """,
    )  # fmt: skip


def test_income_and_deposits_held_have_reasons_of_their_own(spec):
    """An overdraft holds nothing, a loan is no deposit, a balance of yesterday or in a currency
    without a rate is unknown. Income of the record stands in where none was booked."""
    spec(
        given=BANK,
        when=profile,
        then="""
            customer_id:str | deposit_term_ppm:int | held_reason:str       | rollover_reason:str | income_level:str | income_source:str | income_reason:str
            old             |                      | nothing_deposited_now | nothing_matured     |                  |                   | no_income_booked
            new             |                      | no_balances           | nothing_matured     |                  |                   | no_income_booked
            late            |                      | nothing_deposited_now | nothing_matured     |                  |                   | history_too_short
            indebted        |                      | nothing_deposited_now | nothing_matured     | low              | bookings          |
            quarantined     |                      | nothing_deposited_now | nothing_matured     |                  |                   | rows_in_quarantine
            unpriced        |                      | no_balances           | nothing_matured     |                  |                   | no_exchange_rate
        """,
    )  # fmt: skip


def test_a_bank_that_does_not_say_who_began_with_whom_and_how(spec):
    """Flows and services are unknown, deposits are known, their way is not."""
    spec(
        given=given(
            transactions=bookings("""
                a | 2025-12-01 | 20.00 | CNY | cash_deposit | | |
                a | 2026-03-01 | 30.00 | CNY | cash_deposit | | |
            """)
        ),
        when=profile,
        then="""
            customer_id:str | deposit_total_minor:fen | flow_net_recent_minor:fen | flow_direction:str | flow_reason:str            | services_recent:int | services_reason:str    | channel_reason:str
            A               | 30.00                   |                           |                    | counterparty_not_delivered |                     | beginner_not_delivered | channel_not_delivered
        """,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ("", "no_transactions"),
        ("a | 2026-04-01 | 1.00 | CNY | fee | system | false | bank", "no_transactions"),
        ("a | 2026-03-02 | 1.00 | CNY | fee | system | false | bank", "history_too_short"),
        ("a | 2025-12-02 | 1.00 | CNY | | system | false | bank\n"
         "a | 2026-01-02 | 1.00 | CNY | | system | false | bank", "kind_not_delivered"),
    ],
)  # fmt: skip
def test_bookings_that_are_not_there_begin_too_late_or_have_no_kind(spec, rows, reason):
    spec(
        given=given(transactions=bookings(rows)),
        when=profile,
        then=f"customer_id:str | unknown_reason:str | deposit_total_minor:fen\nA | {reason} |",
    )


def test_amounts_of_a_policy_in_another_currency_say_nothing(spec):
    spec(
        given=given(
            transactions=bookings("""
                a | 2025-12-01 | 1.00     | CNY | fee           | system | false | bank
                a | 2026-03-01 | 30000.00 | CNY | salary        | system | false | company
                a | 2026-03-02 | -30.00   | CNY | card_spending | card   | true  | company
            """)
        ),
        when=lambda s: profile(s, text=TEXT.replace('"CNY"', '"CZK"')),
        then="""
            customer_id:str | income_monthly_minor:fen | income_level:str | income_reason:str        | habit_class:str | habit_reason:str
            A               | 10000.00                 |                  | policy_in_other_currency |                 | policy_in_other_currency
        """,
    )  # fmt: skip


def test_a_joint_account_is_shared_out_and_every_owner_has_its_bookings(spec):
    spec(
        given=given(
            known="customer_id:str | known_from:date\nA | 2025-01-01\nB | 2025-01-01",
            records="customer_id:str | income_level:str\nA |\nB |",
            shares="""
                account_id:str | customer_id:str | share_ppm:int | first:bool
                a              | A               | 666667        | true
                a              | B               | 333333        | false
            """,
            transactions=bookings("""
                a | 2025-12-01 | 1.00    | CNY | fee          | system | false | bank
                a | 2026-03-01 | 100.00  | CNY | cash_deposit | atm    | true  | own
                a | 2026-03-02 | 200.00  | CNY | cash_deposit | atm    | true  | own
            """),
        ),
        when=profile,
        then="""
            customer_id:str | deposit_count:int | deposit_total_minor:fen | deposit_largest_minor:fen | services_recent:int
            A               | 2                 | 200.01                  | 133.34                    | 2
            B               | 2                 | 99.99                   | 66.66                     | 2
        """,
    )  # fmt: skip
