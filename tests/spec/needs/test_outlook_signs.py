"""By what a need is seen, within which days, and what was known before."""

from __future__ import annotations

from datetime import date

import pytest
from tests.spec.bank import keeper, kept_book

from hengke.engine.needs.outlook_inputs import Asked, need_inputs
from hengke.engine.needs.outlook_signs import balances, delivered, shown
from hengke.policies import enquiries, market
from hengke.policies.needs import outlook_scheme

LOOK, END = date(2026, 1, 10), date(2026, 1, 20)
POLICY = outlook_scheme.parse(
    """
source = "test"
horizon_days = 10
step_days = 10
learn_looks = 3
history_days = 5
most_rows = 1000
fewest = 2
least_gain = "0"
least_errors = "0"
[[needs]]
need = "saving"
families = ["term_deposit"]
grown = "100.00"
enquiries = ["deposits"]
market = ["deposit_1y"]
[[needs]]
need = "cross_border"
bookings = ["fx_purchase"]
[[needs]]
need = "house"
products = ["L9"]
[[needs]]
need = "car"
""",
    name="outlook",
    since=date(2026, 1, 1),
)
GIVEN = {
    "customers": """
        customer_id:str | kind:str    | opened_on:date | closed_on:date
        opens           | person      | 2025-01-01     |
        early           | person      | 2025-01-01     |
        grows           | person      | 2025-01-01     |
        little          | person      | 2025-01-01     |
        buys            | person      | 2025-01-01     |
        too_late        | person      | 2025-01-01     |
        unknown         | person      | 2025-01-01     |
        young           | person      | 2026-01-08     |
        gone            | institution | 2025-01-01     | 2026-01-05
    """,
    "products": """
        product_id:str | family:str
        T1             | term_deposit
        D1             | demand_deposit
    """,
    "accounts": """
        account_id:str | customer_id:str | product_id:str | currency:str | opened_on:date
        a1             | opens           | T1             | CNY          | 2026-01-20
        a2             | early           | T1             | CNY          | 2026-01-10
        a3             | grows           | T1             | CNY          | 2025-01-01
        a4             | little          | T1             | CNY          | 2025-01-01
        a5             | buys            | D1             | CNY          | 2025-01-01
        a6             | too_late        | T1             | CNY          | 2026-01-21
        a7             | unknown         | T1             | USD          | 2025-01-01
        a8             | young           | D1             | CNY          | 2026-01-08
        a9             | gone            | D1             | CNY          | 2025-01-01
    """,
    "balances": """
        account_id:str | balance_date:date | balance_minor:int | currency:str | observed:str
        a2             | 2026-01-10        | 5000              | CNY          | change
        a3             | 2025-12-01        | 1000              | CNY          | change
        a3             | 2026-01-15        | 11000             | CNY          | change
        a4             | 2025-12-01        | 1000              | CNY          | change
        a4             | 2026-01-15        | 10999             | CNY          | change
        a5             | 2025-12-01        | 700               | CNY          | change
        a7             | 2025-12-01        | 500               | USD          | change
        a8             | 2026-01-08        | 1                 | CNY          | change
        a9             | 2025-12-01        | 2                 | CNY          | change
    """,
    "transactions": """
        transaction_id:str | account_id:str | booked_on:date | amount_minor:int | currency:str | kind:str
        t1                 | a5             | 2026-01-20     | -100             | CNY          | fx_purchase
        t2                 | a5             | 2026-01-10     | -100             | CNY          | salary
    """,
    "digital_events": """
        event_id:str | customer_id:str | occurred_at:instant | kind:str | topic:str
        e0           | grows           | 2025-01-01T01:00:00   | query    | other
        e1           | grows           | 2026-01-10T01:00:00   | query    | deposit_rates
        e2           | grows           | 2026-01-11T01:00:00   | query    | deposit_rates
        e3           | little          | 2025-12-01T01:00:00   | query    | term_deposits
    """,
    "market_rates": """
        rate_date:date | kind:str | base:str | quote:str | rate_e8:int
        2025-09-30     | deposit  | 1Y       | CNY       | 1000000
        2025-12-31     | deposit  | 1Y       | CNY       | 900000
        2026-01-11     | deposit  | 1Y       | CNY       | 100000
    """,
}  # fmt: skip


ON_DUCKDB = pytest.mark.parametrize("engine", ["duckdb"], indirect=True)
"""What the last test says of both engines, in detail."""


def asked(*, growth: bool = True) -> Asked:
    on = date(2026, 1, 1)
    return Asked(POLICY, enquiries.load(on=on), market.load(on=on), (), growth)


@ON_DUCKDB
@pytest.mark.requirement("R086")
def test_a_need_is_shown_by_an_account_opened_a_balance_grown_or_a_booking_made(spec, engine):
    """Within the ten days up to the end: the day of the look is not among them, the end is. Growth
    of 99.99 is none; of a balance without a rate nobody knows."""

    def when(s):
        book = kept_book(engine, s, until=date(2026, 1, 31))
        held = balances(book, [LOOK, END], POLICY)
        rows = shown(book, held, [END], POLICY, growth=True, keep=keeper(engine))
        return rows.select("customer_id", "shown_0", "shown_1", "shown_2")

    spec(
        given=GIVEN,
        when=when,
        then="""
            customer_id:str | shown_0:int | shown_1:int | shown_2:int
            opens           | 1           | 0           | 0
            early           | 0           | 0           | 0
            grows           | 1           | 0           | 0
            little          | 0           | 0           | 0
            buys            | 0           | 1           | 0
            too_late        | 0           | 0           | 0
            unknown         |             | 0           | 0
            young           | 0           | 0           | 0
            gone            | 0           | 0           | 0
        """,
    )


@ON_DUCKDB
def test_without_daily_balances_growth_shows_nothing(spec, engine):
    def when(s):
        book = kept_book(engine, s, until=date(2026, 1, 31))
        held = balances(book, [LOOK, END], POLICY)
        rows = shown(book, held, [END], POLICY, growth=False)
        return rows.filter(rows.shown_0 == 1).select("customer_id")

    spec(given=GIVEN, when=when, then="customer_id:str\n opens")


@ON_DUCKDB
def test_a_need_that_the_policy_names_and_nothing_delivered_can_show_is_told(spec, engine):
    """L9 is not among the products; of `car` the policy names no sign at all."""
    spec(
        given=GIVEN,
        when=lambda s: delivered(kept_book(engine, s, until=date(2026, 1, 31)), POLICY).select(
            "need_class", "told"
        ),
        then="""
            need_class:str | told:int
            saving         | 1
            cross_border   | 1
            house          | 0
        """,
    )


@pytest.mark.requirement("R086")
def test_what_is_known_on_a_day_is_of_that_day_or_before_and_the_label_of_what_came_after(
    spec, engine
):
    """The enquiry and the rate of the day after the look do not count, what was opened on the day
    does; of who is new or gone nothing is said."""

    def when(s):
        book = kept_book(engine, s, until=date(2026, 1, 31))
        rows = need_inputs(book, [LOOK], asked(), decided=[LOOK], keep=keeper(engine))
        return rows.select(
            "customer_id", "unknown_reason", "assets_minor", "lately_0", "enquiries_deposits_30d",
            "enquiries_deposits_90d", "deposit_1y_level", "deposit_1y_before", "label_0",
        )  # fmt: skip

    spec(
        given=GIVEN,
        when=when,
        then="""
            customer_id:str | unknown_reason:str | assets_minor:int | lately_0:int | enquiries_deposits_30d:int | enquiries_deposits_90d:int | deposit_1y_level:int | deposit_1y_before:int | label_0:int
            opens           |                    | 0                | 0            | 0                          | 0                          | 900000               | 1000000               | 1
            early           |                    | 5000             | 1            | 0                          | 0                          | 900000               | 1000000               | 0
            grows           |                    | 1000             | 0            | 1                          | 1                          | 900000               | 1000000               | 1
            little          |                    | 1000             | 0            | 0                          | 1                          | 900000               | 1000000               | 0
            buys            |                    | 700              | 0            | 0                          | 0                          | 900000               | 1000000               | 0
            too_late        |                    | 0                | 0            | 0                          | 0                          | 900000               | 1000000               | 0
            unknown         |                    |                  |              | 0                          | 0                          | 900000               | 1000000               |
            young           | short_history      | 1                | 0            | 0                          | 0                          | 900000               | 1000000               | 0
            gone            | ended              | 2                | 0            | 0                          | 0                          | 900000               | 1000000               | 0
        """,
    )  # fmt: skip
