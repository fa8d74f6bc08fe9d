"""The features of a book: from the results of a run, one row per customer."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from hengke.engine.rules.books import expression
from hengke.engine.rules.checking import check
from hengke.engine.rules.feature_table import Moment, features, missing

AS_OF = date(2026, 10, 23)


def asked(*names: str):
    def when(gold) -> ir.Table:
        tables = dict(vars(gold))
        sets = {"tags": tables.pop("tags")} if "tags" in tables else None
        moment = Moment(AS_OF, "standard")
        return features(tables, names=names, moment=moment, sets=sets)

    return when


PEOPLE = """
    customer_id:str | kind:str    | birth_date:date | aum_minor:fen
    A               | person      | 1990-10-23      | 100.00
    B               | person      | 1990-10-24      |
    C               | institution | 1990-10-23      | 0.00
    D               | person      |                 | 5.00
"""


def test_age_is_in_full_years_and_only_persons_have_one(spec):
    spec(
        given={"customer_records": PEOPLE},
        when=asked("age", "aum"),
        then="""
            customer_id:str | as_of:date | age:int | aum:fen
            A               | 2026-10-23 | 36      | 100.00
            B               | 2026-10-23 | 35      |
            C               | 2026-10-23 |         | 0.00
            D               | 2026-10-23 |         | 5.00
        """,
    )


def test_a_score_is_in_points_as_on_pages_and_hundredths_as_exact_as_written(spec):
    def when(gold) -> ir.Table:
        table = features(
            dict(vars(gold)), names=("composite_score", "potential_score", "days_past_due"),
            moment=Moment(AS_OF, "standard"),
        )  # fmt: skip
        tree = check("composite_score = 51.23 and potential_score < 49.01").tree
        return table.mutate(chosen=expression(tree, table))

    spec(
        given={
            "customer_records": PEOPLE,
            "customer_values": """
                customer_id:str | composite_points:int | potential_points:int | days_past_due:int
                A               | 5123                 | 4900                 | 7
                B               | 5123                 | 4901                 | 0
                C               |                      | 0                    |
                D               | 10000                | 4901                 | 0
            """,
        },
        when=when,
        then="""
            customer_id:str | composite_score:float | potential_score:float | days_past_due:int | chosen:bool
            A               | 51.23                 | 49.0                  | 7                 | true
            B               | 51.23                 | 49.01                 | 0                 | false
            C               |                       | 0.0                   |                   |
            D               | 100.0                 | 49.01                 | 0                 | false
        """,
    )


def test_what_a_customer_brings_after_capital_and_of_their_volume(spec):
    spec(
        given={
            "customer_records": PEOPLE,
            "customer_values": """
                customer_id:str | eva_minor:fen | overall_yield_ppm:int
                A               | -12.50        | 12500
                B               |               |
                C               | 0.00          | -500000
            """,
        },
        when=asked("eva", "overall_yield"),
        then="""
            customer_id:str | eva:fen | overall_yield:float
            A               | -12.50  | 0.0125
            B               |         |
            C               | 0.00    | -0.5
            D               |         |
        """,
    )


def test_a_class_is_held_by_owners_and_unclear_where_a_class_is(spec):
    spec(
        given={
            "customer_records": PEOPLE,
            "holdings": """
                customer_id:str | family:str     | share_ppm:int | home_minor:fen
                A               | fund           | 1000000       | 10.00
                A               | fund           | 500000        | 2.50
                A               | demand_deposit | 1000000       | 0.00
                B               | fund           | 0             | 0.00
                C               | fund           | 1000000       |
                D               |                | 1000000       | 7.00
            """,
        },
        when=asked("has_fund", "balance_fund", "has_loan", "product_classes"),
        then="""
            customer_id:str | has_fund:bool | balance_fund:fen | has_loan:bool | product_classes:int
            A               | true          | 12.50            | false         | 2
            B               | false         | 0.00             | false         | 0
            C               | true          |                  | false         | 1
            D               |               |                  |               |
        """,
    )


def test_without_any_account_delivered_nobody_knows_what_is_held(spec):
    spec(
        given={
            "customer_records": PEOPLE,
            "holdings": "customer_id:str | family:str | share_ppm:int | home_minor:fen",
        },
        when=asked("has_fund"),
        then="""
            customer_id:str | has_fund:bool
            A               |
            B               |
            C               |
            D               |
        """,
    )


def test_a_change_is_a_part_of_what_was_there_at_that_month_end(spec):
    spec(
        given={
            "customer_records": PEOPLE,
            "asset_points": """
                customer_id:str | point_on:date | aum_minor:fen | month_average_minor:fen
                A               | 2026-10-23    | 80.00         | 90.00
                A               | 2026-04-30    | 100.00        | 1.00
                A               | 2026-09-30    | 1.00          | 1.00
                B               | 2026-10-23    | 80.00         |
                C               | 2026-10-23    | 80.00         | 0.00
                C               | 2026-04-30    | 0.00          | 0.00
            """,
        },
        when=asked("aum_month_avg", "aum_trend_6m", "aum_6m_ago"),
        then="""
            customer_id:str | aum_month_avg:fen | aum_trend_6m:float | aum_6m_ago:fen
            A               | 90.00             | -0.2               | 100.00
            B               |                   |                    |
            C               | 0.00              |                    | 0.00
            D               |                   |                    |
        """,
    )


def test_the_tier_is_that_of_the_policy_and_a_table_that_is_not_there_is_unknown(spec):
    spec(
        given={
            "customer_records": PEOPLE,
            "positions": """
                customer_id:str | policy:str | effective_tier:str
                A               | standard   | gold
                A               | other      | mass
                B               | other      | gold
            """,
        },
        when=asked("tier", "has_fund", "aum_trend_3m"),
        then="""
            customer_id:str | tier:str | has_fund:bool | aum_trend_3m:float
            A               | gold     |               |
            B               |          |               |
            C               |          |               |
            D               |          |               |
        """,
    )


def test_sets_of_codes_are_empty_for_who_is_in_none(spec):
    def when(gold) -> ir.Table:
        table = asked("tags")(gold)
        return table.mutate(a=table.tags.contains("a"), b=table.tags.contains("b"))

    spec(
        given={
            "customer_records": PEOPLE,
            "tags": """
                customer_id:str | code:str
                A               | a
                A               | b
                B               | b
            """,
        },
        when=when,
        then="""
            customer_id:str | a:bool | b:bool
            A               | true   | true
            B               | false  | true
            C               | false  | false
            D               | false  | false
        """,
    )


def test_what_a_run_has_not_is_told():
    assert missing(["customer_records"], names=["aum", "has_fund", "tags"]) == {
        "has_fund": "holdings"
    }


def test_no_column_is_made_that_nobody_asked_for():
    people = ibis.table({"customer_id": "string", "aum_minor": "int64"}, name="people")
    table = features({"customer_records": people}, names=["aum"], moment=Moment(AS_OF, "any"))
    assert table.columns == ("customer_id", "as_of", "aum")
