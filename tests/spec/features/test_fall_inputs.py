"""What is known at a cut-off about who may fall: one row per customer above the lowest tier."""

from __future__ import annotations

from datetime import date

from tests.spec.bank import kept_book
from tests.spec.measures.policies import measure, policy

from hengke.engine.features.fall_inputs import Moment, fall_inputs

LADDER = policy(measure())
TWENTIETH = Moment(
    assessed_on=date(2026, 3, 31),
    cut_off=date(2026, 4, 20),
    assessment_on=date(2026, 4, 30),
    seen_on=date(2026, 4, 20),
    before_on=date(2026, 3, 20),
    long_ago_on=date(2026, 1, 20),
)
LAST = """
    customer_id:str | assessed_on:date | effective_rank:int | assessed_rank:int | fails_used:int
    Alice           | 2026-03-31       | 2                  | 1                 | 1
    Bo              | 2026-03-31       | 1                  |                   | 0
    low             | 2026-03-31       | 0                  | 0                 | 0
"""
BANK = {
    "last": LAST,
    "products": """
        product_id:str | family:str
        D              | demand_deposit
        T              | term_deposit
        L              | loan
    """,
    "customers": """
        customer_id:str | opened_on:date
        Alice           | 2026-01-10
        Bo              |
        low             | 2026-01-10
    """,
    "accounts": """
        account_id:str | customer_id:str | product_id:str | currency:str | opened_on:date | matures_on:date
        cash           | Alice           | D              | CNY          | 2026-01-10     |
        term           | Alice           | T              | CNY          | 2026-04-01     | 2026-04-25
        loan           | Alice           | L              | CNY          | 2026-01-10     | 2026-04-25
        bo             | Bo              | D              | CNY          |                |
    """,
    "account_holders": """
        account_id:str | customer_id:str | role:str | share_ppm:int
        cash           | Alice           | owner    | 750000
        cash           | Bo              | joint    | 250000
    """,
    "balances": """
        account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str
        cash           | 2026-01-10        | 400,000.00        | CNY          | change
        cash           | 2026-04-01        | 200,000.00        | CNY          | change
        cash           | 2026-05-01        | 0.00              | CNY          | change
        term           | 2026-04-01        | 290,000.00        | CNY          | change
        loan           | 2026-01-10        | -900.00           | CNY          | change
        bo             | 2026-03-01        | 10.00             | CNY          | change
    """,
    "transactions": """
        transaction_id:str | account_id:str | booked_on:date | amount_minor:fen | currency:str | counterparty_kind:str
        1                  | cash           | 2026-01-10     | -7.00            | CNY          | other_bank
        2                  | cash           | 2026-03-21     | -4,000.00        | CNY          | company
        3                  | cash           | 2026-03-31     | -4,000.00        | CNY          | other_bank
        4                  | cash           | 2026-04-20     | -4.00            | CNY          | other_bank
        5                  | cash           | 2026-04-21     | -4,000.00        | CNY          | other_bank
        6                  | cash           | 2026-04-02     | 4,000.00         | CNY          | other_bank
    """,
}


def inputs_at(moment, engine):
    """The book goes on to the end of May: nothing after the cut-off may be seen."""
    return lambda s: fall_inputs(
        kept_book(engine, s, until=date(2026, 5, 31)), policy=LADDER, moments=[moment], last=s.last
    )


def test_everything_is_as_of_the_cut_off_and_in_the_customers_share(spec, engine):
    """Alice: three quarters of 200,000 and 290,000 = 440,000 for twenty days; 620,000 are needed.

    Bo's own account is older than its first row: what lies before it is unknown.
    """
    spec(
        given=BANK,
        when=inputs_at(TWENTIETH, engine),
        then="""
            customer_id:str | effective_rank:float | keep_floor_minor:float | next_floor_minor:float | value_minor:float | needed_for_rest_minor:float | assets_minor:float | assets_before_minor:float | assets_long_ago_minor:float
            Alice           | 2                    | 50000000               |                        | 44000000          | 62000000                    | 44000000           | 30000000                  | 30000000
            Bo              | 1                    | 5000000                | 50000000               | 5001000           | 4998000                     | 5001000            | 10001000                  |
        """,
    )


def test_what_may_move_the_money_is_counted_and_the_unknown_stays_unknown(spec, engine):
    """No events are delivered, so log-ins are unknown; so is whether an unknown tier lay below.

    Bo has no date of his own: he is known since the joint account was opened.
    """
    spec(
        given=BANK,
        when=inputs_at(TWENTIETH, engine),
        then="""
            customer_id:str | items:float | items_before:float | demand_minor:float | maturing_minor:float | outflow_minor:float | logins:float | logins_before:float | fails_used:float | assessed_below:float | tenure_days:float
            Alice           | 2           | 1                  | 15000000           | 29000000             | 300300              |              |                     | 1                | 1                    | 100
            Bo              | 2           | 2                  | 5001000            | 0                    | 100100              |              |                     | 0                |                      | 100
        """,
    )


def test_log_ins_before_the_first_one_delivered_are_unknown(spec, engine):
    """The log of the last thirty days is whole, that of the sixty days before begins within."""
    events = """
        event_id:str | customer_id:str | occurred_at:instant | kind:str
        1            | low             | 2026-03-01 08:00:00   | login
        2            | Alice           | 2026-03-10 08:00:00   | login
        3            | Alice           | 2026-04-02 08:00:00   | login
        4            | Alice           | 2026-04-03 08:00:00   | transfer
        5            | Alice           | 2026-04-21 08:00:00   | login
    """
    spec(
        given=BANK | {"digital_events": events},
        when=inputs_at(TWENTIETH, engine),
        then="""
            customer_id:str | logins:float | logins_before:float
            Alice           | 1            |
            Bo              | 0            |
        """,
    )
