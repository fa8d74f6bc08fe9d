"""All tags of a book in one pass: what holds, what is unknown, tags that name tags."""

from __future__ import annotations

from datetime import date

import ibis.expr.types as ir

from hengke.engine.tagging import flags
from hengke.engine.tagging.library import CheckedLibrary, checked
from hengke.policies.tagging import Library, parse

ON = date(2026, 10, 23)
TEXT = """
source = "test"
family = "value"
owner = "business"
zh = "资产"
en = "assets"
exclusive = true
[[tags]]
code = "idle"
zh = "闲置"
en = "idle"
rule = "tag('rich') and not has('fund')"
[[tags]]
code = "rich"
zh = "富裕"
en = "rich"
rule = "aum >= 500000"
[[tags]]
code = "vip"
zh = "贵宾"
en = "vip"
by_hand = true
"""
BOOK = """
    customer_id:str | aum:fen   | has_fund:bool
    A               | 500000.00 | false
    B               | 499999.99 | true
    C               |           | false
    D               | 900000.00 |
"""


def library() -> CheckedLibrary:
    return checked(Library(parse(TEXT, name="assets", since=ON)))


def codes() -> list[str]:
    return [one.tag.code for one in library().tags]


def flagged(table: ir.Table) -> ir.Table:
    return flags.flags(table, library())


def dotted(table: ir.Table) -> ir.Table:
    """Spaces that can be seen."""
    return table.mutate(
        codes=table.codes.replace(" ", "."), unknown=table.unknown.replace(" ", ".")
    )


def test_codes_stand_between_spaces_and_unknown_is_kept_apart(spec):
    spec(
        given=BOOK,
        when=lambda table: dotted(flags.tags(flagged(table), codes())),
        then="""
            customer_id:str | codes:str   | unknown:str
            A               | .idle.rich. | ''
            B               | ''          | ''
            C               | ''          | .idle.rich.
            D               | .rich.      | .idle.
        """,
    )


def test_numbers_of_customers_per_tag(spec):
    spec(
        given=BOOK,
        when=lambda table: flags.counts(flagged(table), codes()),
        then="""
            true_idle:int | null_idle:int | true_rich:int | null_rich:int
            1             | 2             | 2             | 1
        """,
    )


def test_customers_with_two_tags_of_a_group_that_excludes_are_counted(spec):
    spec(
        given=BOOK,
        when=lambda table: flags.doubled(flagged(table), [codes()]),
        then="""
            group_0:int
            1
        """,
    )
