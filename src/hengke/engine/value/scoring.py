"""Scores of the policy: indicators as 0 to 100 points, weighted; all in hundredths of points."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from hengke.engine.features.json_text import json_list
from hengke.engine.features.reasons import NOT_DELIVERED
from hengke.policies.value import Indicator, Score, ValuePolicy
from hengke.policies.value.scores import COMPOSITE, KINDS, LOWER, POTENTIAL, WORDS

WHOLE = 10_000
"""A hundred points, in hundredths."""
TOLD = (
    "kind", "occupation", "industry", "income_level", "household_id", "household_aum_minor",
)  # fmt: skip


def with_scores(values: ir.Table, records: ir.Table, policy: ValuePolicy) -> ir.Table:
    """Add potential_points, potential_parts, composite_points, composite_parts and score_reason.

    An indicator that is unknown makes its score unknown; its place in the parts is null. Who is of
    no household has no household assets; those of a household may be unknown. Customers
    of a kind for which the policy has no score have none, and no reason.
    """
    rows = values.left_join(records.select("customer_id", *TOLD), "customer_id")
    alone = rows.household_id.isnull() | (rows.household_id == "")
    rows = rows.drop("customer_id_right").mutate(
        household_aum_minor=ibis.ifelse(alone, 0, rows.household_aum_minor)
    )
    for name in (POTENTIAL, COMPOSITE):
        rows = _with_score(rows, name, [policy.score(name, kind) for kind in KINDS])
    wanting = ibis.or_(
        *((rows.kind == one.kind) & rows[f"{one.name}_points"].isnull() for one in policy.scores),
        ibis.literal(False),
    )
    reason = ibis.ifelse(wanting, NOT_DELIVERED, ibis.null("string"))
    return rows.mutate(score_reason=reason).drop(*TOLD)


def _with_score(rows: ir.Table, name: str, scores: Sequence[Score | None]) -> ir.Table:
    points, parts = [], []
    for score in scores:
        if score is None:
            continue
        each = [points_of(rows, one) for one in score.indicators]
        of_kind = rows.kind == score.kind
        points.append((of_kind, _weighted(each, score)))
        parts.append((of_kind, json_list(each)))
    nothing, unsaid = ibis.null("int64"), ibis.null("string")
    return rows.mutate(
        **{
            f"{name}_points": ibis.cases(*points, else_=nothing) if points else nothing,
            f"{name}_parts": ibis.cases(*parts, else_=unsaid) if parts else unsaid,
        }
    )


def points_of(rows: ir.Table, one: Indicator) -> ir.IntegerValue:
    """0 to 10,000 hundredths; null where the column is."""
    column = rows[one.column]
    if one.column in WORDS:
        cases = [(column == word, ibis.literal(points * 100, "int64")) for word, points in
                 one.words.items()]  # fmt: skip
        other = (
            ibis.null("int64")
            if one.otherwise is None
            else ibis.ifelse(
                column.notnull(), ibis.literal(one.otherwise * 100, "int64"), ibis.null("int64")
            )
        )
        return ibis.cases(*cases, else_=other)
    run = (column.cast("float64") - float(one.low)) / float(one.high - one.low) * WHOLE
    run = WHOLE - run if one.direction == LOWER else run
    cut = ibis.cases((run < 0, 0.0), (run > WHOLE, float(WHOLE)), else_=run)
    known = cut.round().cast("int64")
    return known if one.otherwise is None else known.coalesce(one.otherwise * 100).cast("int64")


def _weighted(points: Sequence[ir.IntegerValue], score: Score) -> ir.IntegerValue:
    total: ir.FloatingValue = ibis.literal(0.0)
    for one, indicator in zip(points, score.indicators, strict=True):
        total = total + one.cast("float64") * float(indicator.weight)
    return total.round().cast("int64")
