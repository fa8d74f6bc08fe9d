"""What a rule says of each customer: true, false, or unknown where a figure is."""

from __future__ import annotations

import ibis.expr.types as ir

from hengke.engine.rules import books
from hengke.engine.rules.checking import check


def answered(text: str):
    def when(table: ir.Table) -> ir.Table:
        return table.mutate(answer=books.expression(check(text).tree, table))

    return when


def test_amounts_in_a_rule_are_yuan(spec):
    spec(
        given="""
            customer_id:str | aum:fen
            A               | 500000.00
            B               | 499999.99
            C               |
        """,
        when=answered("aum >= 500000"),
        then="""
            customer_id:str | answer:bool
            A               | true
            B               | false
            C               |
        """,
    )


def test_what_is_unknown_leaves_a_rule_open_only_where_it_matters(spec):
    spec(
        given="""
            customer_id:str | aum:fen | has_fund:bool
            A               | 100.00  | true
            B               | 900.00  | true
            C               |         | true
            D               |         | false
            E               | 900.00  |
        """,
        when=answered("aum > 500 and not has('fund')"),
        then="""
            customer_id:str | answer:bool
            A               | false
            B               | false
            C               | false
            D               |
            E               |
        """,
    )


def test_a_comparison_with_null_is_unknown_and_is_null_is_not(spec):
    given = """
        customer_id:str | aum:fen
        A               | 1.00
        B               |
    """
    for text in ("aum = null", "aum <> null", "not (aum = null)", "aum in (null)"):
        spec(
            given=given,
            when=answered(text),
            then="""
                customer_id:str | answer:bool
                A               |
                B               |
            """,
        )
    spec(
        given=given,
        when=answered("(not (aum > 0)) is null or aum in (2, null) is true"),
        then="""
            customer_id:str | answer:bool
            A               | false
            B               | true
        """,
    )


def test_a_division_by_nothing_is_unknown_and_whole_numbers_divide_into_parts(spec):
    spec(
        given="""
            customer_id:str | aum:fen | debts:fen
            A               | 1.00    | 2.00
            B               | 1.00    | 0.00
            C               | 0.00    | 0.00
            D               | -1.00   | 3.00
        """,
        when=answered("aum / debts"),
        then="""
            customer_id:str | answer:float
            A               | 0.5
            B               |
            C               |
            D               | -0.333333333
        """,
    )


def test_money_stays_exact_where_it_is_only_added(spec):
    """A floating sum would say 90071992547409.92 for both."""
    spec(
        given="""
            customer_id:str | aum:fen       | debts:fen
            A               | 9999999999999.99 | 0.01
            B               | 9999999999999.99 | 0.02
        """,
        when=answered("aum + debts = 10000000000000"),
        then="""
            customer_id:str | answer:bool
            A               | true
            B               | false
        """,
    )


def test_dates_texts_and_days(spec):
    spec(
        given="""
            customer_id:str | as_of:date | opened_on:date | occupation:str
            A               | 2026-03-31 | 2026-03-01     | 中学教师
            B               | 2026-03-31 | 2026-02-28     | Teacher
            C               | 2026-03-31 |                | ''
        """,
        when=answered(
            "days_since(opened_on) <= 30 and opened_on >= '2026-03-01'"
            " or contains(lower(occupation), 'teach') and month(opened_on) = 2"
        ),
        then="""
            customer_id:str | answer:bool
            A               | true
            B               | true
            C               |
        """,
    )
