"""Which tier the figures of a period reach: sums against floors, in whole numbers only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from hengke.policies.tiering import TierPolicy
from hengke.policies.tiering.scheme import Alternative

Floors = Sequence[tuple[int, int]]
"""Pairs of rank and floor, the floor in hundredths of the measure's unit."""
MAIN = ""
"""Name of the main measure among the ways to qualify."""


def main_floors(policy: TierPolicy) -> Floors:
    """Floors of the main measure; a tier that only an alternative opens has none here."""
    return [(tier.rank, tier.floor_minor) for tier in policy.tiers if not tier.only_by]


def alternative_floors(policy: TierPolicy, alternative: Alternative) -> Floors:
    """Floors of another way to qualify, for the tiers it names, lowest first."""
    named = alternative.floors_minor
    return [(tier.rank, named[tier.name]) for tier in policy.tiers if tier.name in named]


def with_rank(
    table: ir.Table,
    *,
    floors: Floors,
    scale: int,
    sum_column: str = "sum_minor_days",
    days_column: str = "days",
    name: str = "assessed_rank",
) -> ir.Table:
    """Add the highest rank whose floor the average reaches; the floor belongs to the tier.

    Sums are compared with floor x days x scale: a rounded quotient would lift 499,999.995 over
    500,000.00. Below every floor, also below zero, is the lowest rank; an unknown sum has none.
    No days at all count as one: nothing held reaches no floor.
    """
    total, days = table[sum_column], ibis.greatest(table[days_column], 1)
    unknown = total.isnull() | table[days_column].isnull()
    steps = [
        (total >= ibis.literal(floor * scale, type="int64") * days, _rank(rank))
        for rank, floor in sorted(floors, reverse=True)
        if rank > 0
    ]
    return table.mutate({name: ibis.cases((unknown, _unknown()), *steps, else_=_rank(0))})


@dataclass(frozen=True)
class Way:
    """One way to qualify: the column of its rank, and the highest rank it can open."""

    name: str
    rank_column: str
    highest: int


def with_best_rank(table: ir.Table, *, ways: Sequence[Way]) -> ir.Table:
    """Add `assessed_rank`, the best of all ways, and `qualified_by`, the first way that opens it.

    A way that is unknown might open anything up to its highest rank: the whole is then unknown,
    unless another way has already reached that.
    """
    least = _best([table[way.rank_column].coalesce(0) for way in ways])
    most = _best([table[way.rank_column].coalesce(way.highest) for way in ways])
    table = table.mutate(assessed_rank=ibis.ifelse(least == most, least, _unknown()))
    opened = [(table[way.rank_column] == table.assessed_rank, way.name) for way in ways]
    return table.mutate(qualified_by=ibis.cases(*opened, else_=ibis.null("string")))


def _best(ranks: list[ir.IntegerValue]) -> ir.IntegerValue:
    return ibis.greatest(*ranks) if len(ranks) > 1 else ranks[0]


def _rank(rank: int) -> ir.IntegerScalar:
    return ibis.literal(rank, type="int64")


def _unknown() -> ir.IntegerScalar:
    return ibis.null("int64")
