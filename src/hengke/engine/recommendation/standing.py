"""Which assessment of a customer counts, and what the gate reads of each customer."""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.portable import day, whole_sum
from hengke.engine.recommendation import gate
from hengke.policies.recommendation import Suitability

A_YEAR = 10_000
"""Between two days as numbers of the form 20261023."""


def assessments(table: ir.Table, customers: ir.Table) -> ir.Table:
    """customer_id, assessment_id, on, level, valid_through: every assessment that is delivered.

    What the customer record tells is one too, unless the table has one of its day.
    """
    listed = table.select(
        "customer_id", "assessment_id", "valid_through", on="assessed_on",
        level=_number(table.risk_level),
    )  # fmt: skip
    told = customers.filter(customers.risk_level.notnull()).select(
        "customer_id",
        assessment_id=ibis.literal(""),
        valid_through=ibis.null("date"),
        on="risk_assessed_on",
        level=_number(customers.risk_level),
    )
    more = told.anti_join(listed, ["customer_id", "on"])
    names = ("customer_id", "assessment_id", "on", "level", "valid_through")
    return ibis.union(listed.select(*names), more.select(*names))


def judged(rows: ir.Table, rules: Suitability, *, as_of: date) -> ir.Table:
    """The same with `state`, times_day and times_year: how many there were up to each."""
    rows = rows.mutate(number=_day_number(rows.on))
    counted = rows.left_join(_counted(rows), ["customer_id", "assessment_id"])
    over = counted.on <= day(rules.valid_after(as_of))
    ended = (counted.valid_through < day(as_of)).fill_null(False)
    many = (counted.times_day > rules.most_a_day) | (
        counted.times_year > rules.most_in_twelve_months
    )
    state = ibis.cases(
        (counted.on.isnull(), gate.UNDATED),
        (counted.on > day(as_of), gate.AHEAD),
        (many.fill_null(False), gate.TOO_OFTEN),
        (over | ended, gate.EXPIRED),
        else_=gate.VALID,
    )
    return counted.select(
        "customer_id", "assessment_id", "on", "level", "valid_through", "times_day", "times_year",
        state=state,
    )  # fmt: skip


def standing(people: ir.Table, found: ir.Table) -> ir.Table:
    """One row per customer of `people` (customer_id, kind, age, status, tier, tier_rank): columns
    of SUITABILITY without policy_version. `found` as `judged` gives it.

    The newest that counts decides, also when it has run out; where none counts, the newest says
    why. An unknown kind is taken for a person: that is the stricter way.
    """
    counts = found.state.isin((gate.VALID, gate.EXPIRED)).cast("int64")
    newest = [found.on.desc(), found.assessment_id.desc()]
    placed = found.mutate(
        counts=counts,
        turn=ibis.row_number().over(
            ibis.window(group_by=found.customer_id, order_by=[counts.desc(), *newest])
        ),
    )
    decides = placed.filter(_.turn == 0).drop("turn", "counts")
    before = placed.filter(_.turn == 1, _.counts == 1).select("customer_id", level_before="level")
    joined = people.left_join(decides, "customer_id").drop("customer_id_right")
    joined = joined.left_join(before, "customer_id").drop("customer_id_right")
    return joined.select(
        "customer_id", "level", "valid_through", "times_day", "times_year", "level_before", "age",
        "status", "tier", "tier_rank",
        state=joined.state.coalesce(gate.NONE),
        assessed_on=joined.on,
        person=ibis.ifelse((joined.kind == "institution").fill_null(False), 0, 1).cast("int64"),
    )  # fmt: skip


def _counted(rows: ir.Table) -> ir.Table:
    """How many assessments of the same day, and of twelve months, came up to each, it included."""
    other = rows.select("customer_id", other_id="assessment_id", other="number")
    pairs = rows.select("customer_id", "assessment_id", "number").inner_join(other, "customer_id")
    earlier = (pairs.other < pairs.number) | (
        (pairs.other == pairs.number) & (pairs.other_id <= pairs.assessment_id)
    )
    pairs = pairs.filter(earlier, pairs.other > pairs.number - A_YEAR)
    same = (pairs.other == pairs.number).cast("int64")
    return pairs.group_by("customer_id", "assessment_id").agg(
        times_day=whole_sum(same), times_year=pairs.count().cast("int64")
    )


def _number(level: Any) -> ir.IntegerValue:
    """C3 -> 3."""
    return level.substr(1, 1).cast("int64")


def _day_number(on: Any) -> ir.IntegerValue:
    year, month = on.year().cast("int64"), on.month().cast("int64")
    return year * A_YEAR + month * 100 + on.day().cast("int64")
