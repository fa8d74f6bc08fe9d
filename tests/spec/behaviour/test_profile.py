"""A customer's behaviour over three months, worked out by hand. January to March 2026."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from tests.spec import ascii_table
from tests.spec.ascii_table import AsciiTable
from tests.spec.behaviour.bank import bookings, given, profile

YEAR = bookings("""
    a | 2026-01-05 | 100.00   | CNY | cash_deposit  | counter | true  | own
    a | 2026-01-06 | -50.00   | CNY | card_spending | card    | true  | company
    a | 2026-01-10 | -2000.00 | CNY | rent          | mobile  | true  | person
    a | 2026-02-03 | 300.00   | CNY | transfer_in   | mobile  | true  | other_bank
    a | 2026-02-04 | 6000.00  | CNY | salary        | system  | false | company
    a | 2026-02-10 | -2100.00 | CNY | rent          | mobile  | true  | person
    a | 2026-03-01 | 500.00   | CNY | transfer_in   | online  | true  | other_bank
    a | 2026-03-02 | 60.00    | CNY | transfer_in   |         | true  | person
    a | 2026-03-08 | -200.00  | CNY | card_spending | card    | true  | company
    a | 2026-03-09 | 40.00    | CNY | refund        | card    | false | company
    a | 2026-03-10 | -2200.00 | CNY | rent          | mobile  | true  | person
    a | 2026-03-20 | -900.00  | CNY | purchase      | mobile  | true  | own
    f | 2026-03-20 | 900.00   | CNY | purchase      | mobile  | true  | own
    a | 2025-12-31 | 9.00     | CNY | cash_deposit  | counter | true  | own
    a | 2026-04-01 | 9.00     | CNY | cash_deposit  | counter | true  | own
""")
HELD = given(
    transactions=YEAR,
    accounts="""
        account_id:str | product_id:str | opened_on:date | matures_on:date | closed_on:date
        a              | current        | 2025-01-01     |                 |
        f              | fund           | 2026-03-20     |                 |
        t1             | term           | 2025-02-01     | 2026-02-01      | 2026-02-01
        t2             | term           | 2026-02-05     | 2026-08-05      |
        t3             | term           | 2025-03-01     | 2026-03-01      |
        t4             | term           | 2025-01-15     | 2026-01-15      | 2025-12-01
    """,
    shares="""
        account_id:str | customer_id:str | share_ppm:int | first:bool
        a              | A               | 1000000       | true
        f              | A               | 1000000       | true
        t1             | A               | 1000000       | true
        t2             | A               | 1000000       | true
        t3             | A               | 1000000       | true
        t4             | A               | 1000000       | true
    """,
    holdings="""
        customer_id:str | account_id:str | family:str     | role:str | home_minor:fen | balance_date:date | opened_on:date | matures_on:date
        A               | a              | demand_deposit | owner    | 100.00         | 2026-03-31        | 2025-01-01     |
        A               | t2             | term_deposit   | owner    | 200.00         | 2026-03-31        | 2026-02-05     | 2026-08-05
        A               | t3             | term_deposit   | owner    | 100.00         | 2026-03-31        | 2025-03-01     | 2026-03-01
        A               | f              | fund           | owner    | 900.00         | 2026-03-31        | 2026-03-20     |
    """,
    digital_events="""
        customer_id:str | occurred_at:instant | kind:str
        A               | 2026-03-31T17:00:00 | login
        A               | 2026-03-31T02:00:00 | login
        A               | 2026-03-31T02:00:00 | query
    """,
    records="customer_id:str | income_level:str\nA | high",
)  # fmt: skip
NOTHING = "nothing:str"


@pytest.fixture
def worked(engine, computed):
    """The profile of HELD, computed once on each engine."""
    name = type(engine).__name__
    if name not in computed:
        tables = {name: ascii_table.parse(text) for name, text in HELD.items()}
        given_tables = SimpleNamespace(**{n: engine.table(one) for n, one in tables.items()})
        rows = profile(given_tables)
        found = engine.run(rows)
        computed[name] = AsciiTable(
            tuple(found.types), tuple(found.types.values()), tuple(found.rows)
        )
    return engine.table(computed[name])


@pytest.fixture(scope="module")
def computed():
    return {}


@pytest.mark.requirement("R007")
def test_deposits_how_large_how_often_when_and_for_how_long(spec, worked):
    """100 + 300 + 500 + 60 = 960, four deposits; March holds 560 of 960, 1.75 times the mean of 320.
    Of 400 held 300 are bound: 200 for 181 days and 100 for 365, 242 on average. t1 and t3 matured,
    and t2 was opened four days after t1; t4 was closed before its day."""
    spec(
        given=NOTHING,
        when=lambda _: worked,
        then="""
            customer_id:str | months:int | deposit_count:int | deposit_total_minor:fen | deposit_largest_minor:fen | deposit_mean_minor:fen | deposit_season_ppm:int | deposit_peak_month:int | deposit_term_ppm:int | deposit_term_days:int | deposits_matured:int | rollover_ppm:int | held_reason:str | rollover_reason:str | season_reason:str
            A               | 3          | 4                 | 960.00                  | 500.00                    | 240.00                 | 1750000                | 3                      | 750000               | 242                   | 2                    | 500000           |                 |                     |
        """,
    )  # fmt: skip


@pytest.mark.requirement("R008")
def test_the_way_of_depositing_over_all_months_and_lately(spec, worked):
    """Counter once, online twice, one without a channel. By month: [1 counter], [online], [online]."""
    spec(
        given=NOTHING,
        when=lambda _: worked,
        then="""
            customer_id:str | channel_counter_ppm:int | channel_self_service_ppm:int | channel_online_ppm:int | channel_untold:int | channel_dominant:str | channel_dominant_recent:str | channel_reason:str | by_month:str
            A               | 333333                  | 0                            | 666667                 | 1                  | online               | online                      |                    | {"2026-01": [10000, 1, 1, 0, 0, 10000, 205000, 205000, 2, 3], "2026-02": [30000, 1, 0, 0, 1, 630000, 210000, 210000, 1, 2], "2026-03": [56000, 2, 0, 0, 1, 60000, 240000, 236000, 2, 7]}
        """,
    )  # fmt: skip


@pytest.mark.requirement("R077")
def test_flows_by_counterparty_products_and_services_against_usual(spec, worked):
    """March: in 500 + 60 + 40, out 200 + 2200; the purchase moved between own accounts. Before: in
    100 of cash + 6300, out 50 + 4100, a net of 2250 in two months, 1125 a month. Services of March:
    bookings that the customer began, of both accounts, and one log-in (the other was in April at
    the bank); before 3 and 2."""
    spec(
        given=NOTHING,
        when=lambda _: worked,
        then="""
            customer_id:str | flow_in_recent_minor:fen | flow_out_recent_minor:fen | flow_net_recent_minor:fen | flow_net_usual_minor:fen | flow_direction:str | flow_direction_usual:str | flow_parties:str | product_preferred:str | product_preferred_usual:str | products_bought:str | services_recent:int | services_usual:int | services_change_ppm:int
            A               | 600.00                   | 2400.00                   | -1800.00                  | 1125.00                  | out                | in                       | {"cash": [0, 0, 10000, 0], "company": [4000, 20000, 600000, 5000], "other_bank": [50000, 0, 30000, 0], "person": [6000, 220000, 0, 410000]} | fund | | {"fund": [90000, 1, 0, 0]} | 7 | 3 | 1333333
        """,
    )  # fmt: skip


@pytest.mark.requirement("R079")
@pytest.mark.requirement("R036")
def test_spending_by_category_what_recurs_and_the_classes_that_follow(spec, worked):
    """Spent 50 + 2000 + 2100 + 200 + 2200 - 40 = 6510 in five payments of 1310; the rents of
    2000, 2100 and 2200 lie within a tenth of each other, 2100 a month. Rent is 97 % of it. Income
    of 6000 in three months is 2000 a month: low, whatever the record says."""
    spec(
        given=NOTHING,
        when=lambda _: worked,
        then="""
            customer_id:str | spending_total_minor:fen | spending_monthly_minor:fen | spending_count:int | spending_ticket_minor:fen | spending_change_ppm:int | spending_top:str | spending_categories:str | recurring_payments:int | recurring_monthly_minor:fen | recurring_kinds:str | income_monthly_minor:fen | income_level:str | income_source:str | habit_class:str
            A               | 6510.00                  | 2170.00                    | 5                  | 1310.00                   | 137349                  | housing          | {"housing": [630000, 3, 220000], "shopping": [21000, 2, 16000]} | 1 | 2100.00 | {"rent": [1, 210000]} | 2000.00 | low | bookings | home_bound
        """,
    )  # fmt: skip
