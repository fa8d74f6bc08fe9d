"""Sums by product and month: to the fen those of books, and with what stands apart the sources'."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import ibis
import pytest
from tests.spec.value.policies import policy

from hengke.engine.portable import as_int64
from hengke.engine.value import customers, products, totals
from hengke.engine.value.amounts import AMOUNTS
from hengke.engine.value.columns import STACK
from hengke.engine.value.months import Months

MONTHS = Months((date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)))
PEOPLE = """
    customer_id:str | known_from:date | branch_id:str | manager_id:str
    A               | 2020-01-01      | B1            | M1
    B               | 2020-01-01      | B1            | M1
    C               | 2020-01-01      | B1            | M2
    late            | 2026-04-01      | B1            | M2
"""
NAMES = """
    product_id:str | name:str
    D              | Demand deposit
    L              | Loan
"""
MONTHLY = """
    customer_id:str | product_id:str | family:str     | month_on:date | transfer:int | interest:int | fees:int | loss:int | why:int
    A               | D              | demand_deposit | 2026-01-01    | 101          | 34           | 7        | 0        |
    A               | D              | demand_deposit | 2026-02-01    | 103          | 33           | 0        | 0        |
    A               |                | relationship   | 2026-03-01    | 0            | 0            | 0        | 0        |
    B               | D              | demand_deposit | 2026-01-01    | 50           | 20           | 0        | 0        |
    B               | L              | loan           | 2026-01-01    | -20          | -90          | 5        | 11       |
    B               | L              | loan           | 2026-02-01    | -20          |              | 5        |          | 3
    C               | L              | loan           | 2026-02-01    | -10          | -40          | 1        | 2        |
    late            | D              | demand_deposit | 2026-03-01    | 9            | 1            | 2        | 0        |
"""  # fmt: skip


def made(s):
    """Monthly amounts, book, values and the result table, as the night makes them."""
    told = ("transfer", "interest", "fees", "loss")
    nothing = ibis.literal(0, type="int64")
    monthly = s.monthly.select(
        "customer_id", "product_id", "family", "month_on", "why",
        days_past_due=ibis.null("int64"),
        **{name: s.monthly[name] if name in told else nothing for name in AMOUNTS},
    ).mutate(product_id=lambda t: t.product_id.coalesce(""))  # fmt: skip
    book = SimpleNamespace(customers=s.people, home="CNY")
    values = customers.values(book, customers.by_month(monthly), MONTHS, policy())
    parts = customers.value_parts(monthly, s.names, MONTHS)
    placed = products.placed(book, values)
    found = products.of_managers(monthly, parts, placed, MONTHS.firsts[-1])
    return monthly, book, values, products.value_products(found, s.names)


def rows(s):
    found = made(s)[-1]
    return found.filter(found.level == "manager").select(
        "manager_id", "product_id", "product_name", "month_on", "standing", "customers",
        "unknown_rows", "deposit_margin_minor", "loan_margin_minor", "fees_minor", "profit_minor",
    )  # fmt: skip


@pytest.mark.requirement("R065")
def test_a_part_counts_where_it_is_known_as_a_whole_and_stands_apart_elsewhere(spec):
    """B owes at an unknown rate in February: the deposit and the fees count, the loan's margin of
    January and B's contribution stand apart. Who came after the months is nobody's book yet."""
    spec(
        given={"people": PEOPLE, "names": NAMES, "monthly": MONTHLY},
        when=rows,
        then="""
            manager_id:str | product_id:str | product_name:str | month_on:date | standing:str | customers:int | unknown_rows:int | deposit_margin_minor:int | loan_margin_minor:int | fees_minor:int | profit_minor:int
            M1             | ''             |                  | 2026-03-01    | counted      | 1             | 0                | 0                        | 0                     | 0              | 0
            M1             | D              | Demand deposit   | 2026-01-01    | counted      | 0             | 0                | 97                       | 0                     | 7              | 74
            M1             | D              | Demand deposit   | 2026-01-01    | apart        | 0             | 0                | 0                        | 0                     | 0              | 30
            M1             | D              | Demand deposit   | 2026-02-01    | counted      | 0             | 0                | 70                       | 0                     | 0              | 70
            M1             | D              | Demand deposit   | 2026-03-01    | counted      | 2             | 0                | 0                        | 0                     | 0              | 0
            M1             | L              | Loan             | 2026-01-01    | counted      | 0             | 0                | 0                        | 0                     | 5              | 0
            M1             | L              | Loan             | 2026-01-01    | apart        | 0             | 0                | 0                        | 70                    | 0              | 64
            M1             | L              | Loan             | 2026-02-01    | counted      | 0             | 0                | 0                        | 0                     | 5              | 0
            M1             | L              | Loan             | 2026-02-01    | apart        | 0             | 1                | 0                        | 0                     | 0              | 5
            M1             | L              | Loan             | 2026-03-01    | counted      | 1             | 0                | 0                        | 0                     | 0              | 0
            M2             | L              | Loan             | 2026-02-01    | counted      | 0             | 0                | 0                        | 30                    | 1              | 29
            M2             | L              | Loan             | 2026-03-01    | counted      | 1             | 0                | 0                        | 0                     | 0              | 0
            ''             | D              | Demand deposit   | 2026-03-01    | apart        | 0             | 0                | 8                        | 0                     | 2              | 10
        """,
    )  # fmt: skip


@pytest.mark.requirement("R065")
def test_counted_is_the_sum_of_books_and_with_what_stands_apart_that_of_customers(spec):
    """Both differences of every part, by level: nothing."""

    def differences(s):
        monthly, book, values, found = made(s)
        books = totals.value_books(book, values)
        proof = totals.value_totals(monthly, monthly.limit(0), monthly)
        proof = proof.filter(proof.level == "customers")
        held = books.agg(**{f"{name}_books": books[name].sum() for name in STACK})
        sums = found.group_by("level").agg(
            **{f"{name}_all": found[name].sum() for name in (*STACK, "unknown_rows")},
            **{f"{name}_in": found[name].sum(where=found.standing == "counted") for name in STACK},
        )
        both = sums.cross_join(held).cross_join(proof.drop("level"))
        missing = sum((both[f"{name}_in"] - both[f"{name}_books"]).abs() for name in STACK)
        lost = sum((both[f"{name}_all"] - both[name]).abs() for name in (*STACK, "unknown_rows"))
        return both.select("level", "profit_minor", missing=as_int64(missing), lost=as_int64(lost))

    spec(
        given={"people": PEOPLE, "names": NAMES, "monthly": MONTHLY},
        when=differences,
        then="""
            level:str | profit_minor:int | missing:int | lost:int
            manager   | 282              | 0           | 0
            branch    | 282              | 0           | 0
        """,
    )
