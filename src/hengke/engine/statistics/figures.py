"""Descriptive figures, group by group: exact sums, quantiles and bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from hengke.engine.portable import whole_sum
from hengke.engine.statistics.columns import BANK, QUANTILES

WIDE = "decimal(38, 0)"
"""Sums of whole numbers, and of their squares, which 64 bits do not hold."""

COLUMNS = ("feature", "value", "strange", "bar", "square", "word")


@dataclass(frozen=True)
class Placement:
    """Groups of one grouping, of the whole bank or within every branch."""

    grouping: str
    in_branches: bool = False


def column(grouping: str) -> str:
    """Where the groups of a grouping stand in a table of customers."""
    return f"in_{grouping}"


def placed(rows: ir.Table, placements: Sequence[Placement]) -> ir.Table:
    """The rows once per placement, with branch, grouping and slice instead of the groups."""
    kept = [name for name in COLUMNS if name in rows.columns]
    parts = [
        rows.select(
            *kept,
            branch=rows.branch_id if one.in_branches else ibis.literal(BANK),
            grouping=ibis.literal(one.grouping),
            slice=rows[column(one.grouping)],
        )
        for one in placements
    ]
    return parts[0] if len(parts) == 1 else ibis.union(*parts)


def measured(rows: ir.Table, edges: Mapping[str, Sequence[int]]) -> ir.Table:
    """The values with what is summed of each, so that it is reckoned once for all groups: square,
    and bar (how many of the feature's edges it reaches)."""
    exact = rows.value.cast("decimal(19, 0)")
    return rows.mutate(bar=_bar(rows, edges), square=(exact * exact).cast(WIDE))


def described(wide: ir.Table, *, most: int) -> ir.Table:
    """One row per branch, grouping, slice and feature: customers, known, strange, total, squares,
    zeros, quantiles (interpolated), and in each bar those from its edge on up to the next.

    Of measured values, placed; `most` edges that a feature has. `b00` counts those below the first.
    """
    return wide.group_by("branch", "grouping", "slice", "feature").agg(
        customers=wide.count().cast("int64"),
        known=wide.value.count().cast("int64"),
        strange=whole_sum(wide.strange),
        total=wide.value.cast(WIDE).sum().cast("string"),
        squares=wide.square.sum().cast("string"),
        zeros=whole_sum((wide.value == 0).cast("int64")),
        quantiles=wide.value.cast("float64").quantile(list(QUANTILES)),
        **{
            f"b{place:02d}": whole_sum((wide.bar == place).cast("int64"))
            for place in range(most + 1)
        },
    )


def _bar(rows: ir.Table, edges: Mapping[str, Sequence[int]]) -> ir.IntegerValue:
    """The number of edges that the value reaches; features with the same edges share the cases."""
    same: dict[tuple[int, ...], list[str]] = {}
    for name, found in edges.items():
        same.setdefault(tuple(found), []).append(name)
    return ibis.cases(
        *((rows.feature.isin(names), _reached(rows.value, found)) for found, names in same.items()),
        else_=ibis.null("int64"),
    )


def _reached(value: ir.IntegerValue, found: Sequence[int]) -> ir.IntegerValue:
    steps = [(value >= edge, ibis.literal(place, "int64"))
             for place, edge in reversed(list(enumerate(found, 1)))]  # fmt: skip
    below = (value < found[0], ibis.literal(0, "int64"))
    return ibis.cases(*steps, below, else_=ibis.null("int64"))


def counted(rows: ir.Table) -> ir.Table:
    """One row per branch, grouping, slice, feature and word: customers; null is unknown."""
    found = rows.group_by("branch", "grouping", "slice", "feature", "word")
    return found.agg(customers=rows.count().cast("int64"))
