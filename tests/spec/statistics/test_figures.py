"""Descriptive figures worked out by hand, on every engine."""

from __future__ import annotations

from datetime import date

import ibis.expr.types as ir
import pytest
from tests.spec.records.books import GAPS, SHARES, STRETCHES, book

from hengke.engine.rules.catalogue import Feature
from hengke.engine.rules.kinds import Kind
from hengke.engine.statistics.asked import enquiries_by_month, since
from hengke.engine.statistics.figures import Placement, counted, described, measured, placed
from hengke.engine.statistics.reasons import column, reasons
from hengke.engine.statistics.values import group, numbers, words
from hengke.policies.enquiries import load
from hengke.policies.statistics import Grouping

AUM = Feature("aum", Kind.MONEY, "资产", "assets", "customer_records")
CHANGE = Feature("change", Kind.RATIO, "变化", "change", "behaviour")
LOANS = Feature("has_loan", Kind.FLAG, "持有贷款", "holds a loan", "holdings")
EDGES = {"aum": (0, 1_000), "change": (0, 500_000)}
PEOPLE = """
    branch_id:str | in_tier:str | aum:fen  | change:float | has_loan:bool
    B1            | gold     | 10.00    | 0.5          | true
    B1            | gold     | 0.00     | -0.25        | false
    B1            | gold     | -4.00    | nan          |
    B2            | gold     | 14.00    | inf          | true
    B2            | mass     |          |              | true
"""


def figures(people: ir.Table) -> ir.Table:
    values = measured(numbers(people, [AUM, CHANGE], ["in_tier"]), EDGES)
    return described(placed(values, [Placement("tier")]), most=2)


@pytest.mark.requirement("R233")
def test_sums_quantiles_and_bars_by_hand(spec):
    """Gold has -4, 0, 10 and 14 yuan: together 20, squares 160,000 + 0 + 1,000,000 + 1,960,000 in
    hundredths; the middle is 5, the quarters -1 and 11. NaN and infinity are told apart."""

    def told(people: ir.Table) -> ir.Table:
        found = figures(people)
        return found.mutate(
            q1=found.quantiles[1], q2=found.quantiles[2], q3=found.quantiles[3]
        ).drop("quantiles")

    spec(
        given=PEOPLE,
        when=told,
        then="""
            slice:str | feature:str | customers:int | known:int | strange:int | total:str | squares:str | zeros:int | q1:float | q2:float | q3:float | b00:int | b01:int | b02:int
            gold      | aum         | 4             | 4         | 0           | 2000      | 3120000     | 1         | -100.0   | 500.0    | 1100.0   | 1       | 1       | 2
            gold      | change      | 4             | 2         | 2           | 250000    | 312500000000 | 0        | -62500.0 | 125000.0 | 312500.0 | 1       | 0       | 1
            mass      | aum         | 1             | 0         | 0           |           |             | 0         |          |          |          | 0       | 0       | 0
            mass      | change      | 1             | 0         | 0           |           |             | 0         |          |          |          | 0       | 0       | 0
        """,
    )  # fmt: skip


def test_groups_of_the_bank_and_within_branches(spec):
    spec(
        given=PEOPLE,
        when=lambda t: counted(
            placed(words(t, [LOANS], ["in_tier"]), [Placement("tier"), Placement("tier", True)])
        ),
        then="""
            branch:str | slice:str | word:str | customers:int
            ''         | gold      | yes      | 2
            ''         | gold      | no       | 1
            ''         | gold      |          | 1
            ''         | mass      | yes      | 1
            B1         | gold      | yes      | 1
            B1         | gold      | no       | 1
            B1         | gold      |          | 1
            B2         | gold      | yes      | 1
            B2         | mass      | yes      | 1
        """,
    )


def test_bands_begin_at_their_first_value_and_the_unknown_are_a_group(spec):
    bands = Grouping("age", (0, 30), in_branches=False, follows=())
    spec(
        given="""
            age:int
            29
            30
            -1
        """,
        when=lambda t: t.select("age", band=group(t.age, bands)),
        then="""
            age:int | band:str
            29      | 0
            30      | 30
            -1      | ''
        """,
    )


EVENTS = """
    customer_id:str | occurred_at:instant | kind:str | topic:str
    A               | 2026-01-05T02:00:00 | login    |
    A               | 2026-02-01T02:00:00 | query    | exchange_rates
    A               | 2026-03-31T15:59:59 | query    | exchange_rates
    A               | 2026-03-31T16:00:00 | query    | exchange_rates
    B               | 2026-03-02T02:00:00 | query    | insurance
    C               | 2026-03-02T02:00:00 | query    | insurance
"""
KNOWN = "customer_id:str | known_from:date\nA | 2025-01-01\nB | 2026-03-01\nC | 2025-01-01"
ENDS = (date(2026, 2, 28), date(2026, 3, 31))
GIVEN = {"gaps": GAPS, "stretches": STRETCHES, "shares": SHARES, "digital_events": EVENTS,
         "known": KNOWN, "people": "customer_id:str | row:int\nA | 0\nB | 1"}  # fmt: skip


def test_enquiries_month_by_month(spec):
    """16:00 UTC is April at the bank; C is not among the people."""
    spec(
        given=GIVEN,
        when=lambda t: enquiries_by_month(
            book(t, until=ENDS[-1]), t.people, ENDS, policy=load(on=ENDS[-1]),
            subjects=("fx", "insurance"),
        ),
        then="""
            row:int | subject:str | place:int | n:int
            0       | fx          | 0         | 1
            0       | fx          | 1         | 1
            1       | insurance   | 1         | 1
        """,
    )  # fmt: skip
    spec(
        given=GIVEN,
        when=lambda t: since(book(t, until=ENDS[-1]), t.people),
        then="""
            row:int | known_from:date | begins:date
            0       | 2025-01-01      | 2026-01-05
            1       | 2026-03-01      | 2026-01-05
        """,
    )


def test_reasons_of_the_people_by_the_result_they_come_from(spec):
    """The reason of a feature's own first word comes before that of the whole result."""
    spending = Feature("spending_change", Kind.RATIO, "", "", "behaviour")
    assert column(spending, ["unknown_reason", "spending_reason"]) == "spending_reason"
    assert column(spending, ["unknown_reason"]) == "unknown_reason"
    assert column(spending, ["policy_version"]) == ""
    spec(
        given={
            "people": "customer_id:str\nA\nB\nC",
            "behaviour": """
                customer_id:str | spending_reason:str | unknown_reason:str
                A               | no_spending         |
                B               | no_spending         | history_too_short
                C               |                     |
                Z               | no_spending         | history_too_short
            """,
        },
        when=lambda t: reasons(
            {"behaviour": (t.behaviour, ["spending_reason", "unknown_reason"])}, t.people
        ),
        then="""
            source:str | column:str      | reason:str        | customers:int
            behaviour  | spending_reason | no_spending       | 2
            behaviour  | unknown_reason  | history_too_short | 1
        """,
    )
