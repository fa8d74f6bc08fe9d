"""The profit stack of accounts: worked figures, joint accounts, what is unknown."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from types import SimpleNamespace

import ibis
import pytest
from tests.spec.value.policies import policy

from hengke.engine.value import amounts, pricing, totals
from hengke.engine.value.facts import SUMS, WHYS
from hengke.engine.value.months import Months, months_up_to
from hengke.engine.value.pricing import Prices
from hengke.engine.value.reasons import word
from hengke.engine.value.stack import stacked, with_margins
from hengke.policies.value import Tax

YEAR = Months((date(2026, 1, 1),))
ACCOUNTS = """
    account_id:str | product_id:str | family:str     | currency:str | rate_e8:int | kind:str | termed:bool | matched_e8:int
    term           | T              | term_deposit   | CNY          | 1500000     | person   | true        | 2000000
    loan           | L              | loan           | CNY          | 6000000     | person   | true        | 3000000
    small          | L              | loan           | CNY          | 3000000     | person   | true        | 3000000
    free           | T              | term_deposit   | USD          | 1500000     | person   | true        |
    norate         | D              | demand_deposit | CNY          |             | person   | false       |
    late           | L              | loan           | CNY          | 3000000     | person   | true        | 3000000
    fund           | F              | fund           | CNY          |             | person   | false       |
"""
PROFILES = """
    family:str     | currency:str | month_on:date | profile_e8:int
    demand_deposit | CNY          | 2026-01-01    | 1000000
"""
STATUS = """
    account_id:str | status_date:date | days_past_due:int
    loan           | 2026-01-31       | 0
    loan           | 2026-02-28       | 99
    small          | 2025-12-31       | 0
"""


def facts(rows: str) -> str:
    """Balances over a whole year, counted to one month: the year is easier to reckon with."""
    header = "account_id:str | month_on:date | " + " | ".join(f"{name}:int" for name in SUMS)
    header += " | " + " | ".join(f"{name}:int" for name in WHYS)
    lines = [line.split("|") for line in rows.strip().splitlines()]
    filled = [
        f"{account} | 2026-01-01 | {int(balance) * 100 * 365} | {fees} | 0 | 0 | 0 | {cost} | 1 |"
        + f" {why} | | "
        for account, balance, fees, cost, why in lines
    ]
    return "\n".join([header, *filled])


def of_accounts(s, **changes):
    book = SimpleNamespace(silver=SimpleNamespace(loan_status=s.status))
    return amounts.of_accounts(
        book, s.accounts, s.facts, YEAR, Prices(None, s.profiles), policy(**changes)
    )


def stack_of(s, **changes):
    rows = with_margins(of_accounts(s, **changes))
    return rows.mutate(**stacked(rows), reason=rows.why)


GIVEN = {"accounts": ACCOUNTS, "profiles": PROFILES, "status": STATUS}


@pytest.mark.requirement("R065")
def test_a_deposit_of_ten_million_brings_fifty_thousand_a_loan_three_hundred_thousand(spec):
    """10m at 1.5 % against a transfer price of 2 %; 10m lent at 6 % against 3 %."""
    spec(
        given={**GIVEN, "facts": facts("""
            term | 10000000  | 0 | 0 |
            loan | -10000000 | 0 | 0 |
        """)},
        when=stack_of,
        then="""
            account_id:str | transfer:fen | interest:fen | deposit_margin_minor:fen | loan_margin_minor:fen
            term           | 200,000.00   | 150,000.00   | 50,000.00                | 0
            loan           | -300,000.00  | -600,000.00  | 0                        | 300,000.00
        """,
    )  # fmt: skip


@pytest.mark.requirement("R067")
def test_every_part_between_revenue_and_eva_is_shown(spec):
    """1m lent at 3 % against 3 %, PD 2 %, LGD 45 %: expected loss 9,000; capital 75 % x 10 %, hurdle
    10 %: 7,500. Fees of 1,000 with a tax of a tenth on them and on the interest of 30,000."""
    spec(
        given={**GIVEN, "facts": facts("small | -1000000 | 100000 | 5000 |")},
        when=lambda s: stack_of(s, tax=Tax(Fraction(1, 10), Fraction(0), included=False)),
        then="""
            revenue_minor:fen | tax_minor:fen | service_minor:fen | loss_minor:fen | profit_minor:fen | capital_minor:fen | eva_minor:fen
            1,000.00          | 3,100.00      | 50.00             | 9,000.00       | -11,150.00       | 7,500.00          | -18,650.00
        """,
    )  # fmt: skip


def test_what_cannot_be_computed_is_unknown_with_its_reason_and_the_rest_stays_known(spec):
    spec(
        given={**GIVEN, "facts": facts("""
            free   | 1000  | 300 | 7 |
            norate | 1000  | 0   | 0 |
            late   | -1000 | 0   | 0 |
            fund   | 1000  | 0   | 0 | 0
        """)},
        when=lambda s: stack_of(s).mutate(told=lambda t: word(t.why)),
        then="""
            account_id:str | fees:int | service:int | transfer:int | interest:int | loss:int | told:str
            free           | 300      | 7           |              | 1500         | 0        | no_transfer_price
            norate         | 0        | 0           | 1000         |              | 0        | no_customer_rate
            late           | 0        | 0           | -3000        | -3000        |          | no_loan_status
            fund           | 0        | 0           | 0            | 0            | 0        | rows_in_quarantine
        """,
    )  # fmt: skip


@pytest.mark.requirement("R065")
def test_customers_and_what_is_nobodys_add_up_to_the_source(spec):
    """A third each of what does not divide; and an account of which two fifths have no owner."""

    def proof(s):
        rows = of_accounts(s)
        book = SimpleNamespace(shares=s.shares)
        common = rows.filter(ibis.literal(False)).mutate(customer_id=ibis.literal(""))
        return totals.value_totals(rows, common, amounts.of_customers(book, rows, common))

    spec(
        given={
            **GIVEN,
            "facts": facts("""
                term | 1000  | 100 | 10 |
                small | -1000 | 0   | 3 |
            """),
            "shares": """
                account_id:str | customer_id:str | share_ppm:int | first:bool
                term           | A               | 333333        | true
                term           | B               | 333333        | false
                term           | C               | 333333        | false
                small          | A               | 600000        | true
            """,
        },
        when=proof,
        then="""
            level:str   | deposit_margin_minor:int | fees_minor:int | service_minor:int | loss_minor:int | profit_minor:int
            source      | 500                      | 100            | 13                | 900            | -313
            customers   | 500                      | 100            | 12                | 540            | 48
            unallocated | 0                        | 0              | 1                 | 360            | -361
        """,
    )  # fmt: skip


def test_a_term_keeps_the_price_of_its_first_day_between_two_points_of_the_curve(spec):
    """Half way between 1 day and 365 days; nothing is known before the first curve."""
    rows = pricing.segment_rows(policy().funds)
    pieces = "\n".join(
        ["currency:str | since:date | until:date | from_days:int | until_days:int | from_e8:int | until_e8:int"]
        + [" | ".join(str(value) for value in row.values()) for row in rows]
    )  # fmt: skip

    def priced(s):
        silver = SimpleNamespace(accounts=s.accounts, customers=s.customers, products=s.products)
        book = SimpleNamespace(silver=silver, until=date(2026, 3, 31))
        return pricing.accounts(book, Prices(s.pieces, None))

    spec(
        given={
            "pieces": pieces,
            "products": "product_id:str | family:str\nT | term_deposit",
            "customers": "customer_id:str | kind:str\nA | person",
            "accounts": """
                account_id:str | customer_id:str | product_id:str | currency:str | opened_on:date | closed_on:date | matures_on:date | rate_e8:int
                half           | A               | T              | CNY          | 2026-01-01     |                | 2026-07-03      | 1
                long           | A               | T              | CNY          | 2026-01-01     |                | 2036-01-01      | 1
                old            | A               | T              | CNY          | 2019-12-31     |                | 2026-12-31      | 1
                yen            | A               | T              | JPY          | 2026-01-01     |                | 2026-12-31      | 1
                open           | A               | T              | CNY          | 2026-01-01     |                |                 | 1
            """,
        },
        when=priced,
        then="""
            account_id:str | termed:bool | matched_e8:int | kind:str
            half           | true        | 1500000        | person
            long           | true        | 2000000        | person
            old            | true        |                | person
            yen            | true        |                | person
            open           | false       |                | person
        """,
    )  # fmt: skip


def test_only_complete_months_count_and_none_before_anything_is_known():
    whole = months_up_to(date(2026, 10, 23), most=12, known_from=date(2020, 1, 1))
    assert (whole.first, whole.until) == (date(2025, 10, 1), date(2026, 10, 1))
    ended = months_up_to(date(2026, 10, 31), most=2, known_from=date(2026, 9, 15))
    assert ended.firsts == (date(2026, 10, 1),)
    assert months_up_to(date(2026, 10, 23), most=12, known_from=date(2026, 9, 2)) is None
