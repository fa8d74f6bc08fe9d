"""What is missing to keep the tier and to reach the next one, exact to the last minor unit."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from hengke.engine.portable import not_negative, raised_quotient
from hengke.engine.tiering.assign import MAIN, main_floors
from hengke.engine.tiering.ladder import floor_of, looked_up
from hengke.policies.tiering import TierPolicy, running_assessment


def with_gaps(placed: ir.Table, *, policy: TierPolicy, as_of: date) -> ir.Table:
    """Add floors, gaps, the average needed for the rest, and the days left (domain: section 1.7).

    A tier that another way has opened (see assign.Way) is kept as long as nothing happens.
    """
    left = ibis.literal((running_assessment(policy, as_of) - as_of).days).cast("int64")
    placed = placed.mutate(
        keep_floor_minor=floor_of(placed.effective_rank, policy),
        next_floor_minor=_next_floor(placed.effective_rank, policy),
    )
    measure = policy.measure
    if measure.rolling or measure.kind == "month_end":
        placed = placed.mutate(needed_for_rest_minor=ibis.null("int64"), days_left=left)
    else:
        placed = placed.mutate(
            needed_for_rest_minor=_needed(placed, placed.keep_floor_minor, policy),
            days_left=_days_left(placed).coalesce(left),
        )
    gap = _gap(placed, placed.keep_floor_minor, policy)
    if policy.alternatives:
        kept = opened_otherwise(placed) & (placed.assessed_rank >= placed.effective_rank)
        gap = ibis.ifelse(kept.fill_null(False), ibis.literal(0, "int64"), gap)
    ahead = _gap(placed, placed.next_floor_minor, policy)
    return placed.mutate(gap_to_keep_minor=gap, gap_to_next_minor=ahead)


def opened_otherwise(placed: ir.Table) -> ir.BooleanValue:
    """Did another way than the main measure open the assessed tier at the last assessment?"""
    return (placed.qualified_by != MAIN).fill_null(False)


def _days_left(placed: ir.Table) -> ir.IntegerValue:
    """Days of the running window after today."""
    return placed.days_total - placed.days_so_far


def held_to_the_end(placed: ir.Table) -> ir.IntegerValue:
    """What today's balance adds to the window's sum when it is held; nothing without days left."""
    left = _days_left(placed)
    return ibis.ifelse(left > 0, placed.today_scaled * left, ibis.literal(0, "int64"))


def _missing(placed: ir.Table, floor: ir.IntegerValue, policy: TierPolicy) -> ir.IntegerValue:
    """Scaled minor units x days that the whole window still lacks for the floor."""
    return floor * policy.measure.scale * placed.days_total - placed.sum_so_far


def _needed(placed: ir.Table, floor: ir.IntegerValue, policy: TierPolicy) -> ir.IntegerValue:
    """The average needed over the days left; null when none is left."""
    left = _days_left(placed)
    each = ibis.greatest(left, 1) * policy.measure.scale
    needed = raised_quotient(not_negative(_missing(placed, floor, policy)), each)
    return ibis.ifelse(left > 0, needed, ibis.null("int64"))


def _gap(placed: ir.Table, floor: ir.IntegerValue, policy: TierPolicy) -> ir.IntegerValue:
    """Money to bring in tomorrow and to hold until the end of the window; never negative.

    Month-end measures: what the balance lacks. Points and scores: what the value lacks, in
    hundredths. No days left: what the average lacks.
    """
    scale = policy.measure.scale
    if policy.measure.rolling:
        return not_negative(floor - placed.average_so_far_minor)
    if policy.measure.kind == "month_end":
        lacks = not_negative(floor * scale - placed.today_scaled)
        return raised_quotient(lacks, ibis.literal(scale, "int64"))
    left = _days_left(placed)
    lacks = not_negative(_missing(placed, floor, policy) - held_to_the_end(placed))
    each = ibis.greatest(ibis.ifelse(left > 0, left, placed.days_total), 1)
    return raised_quotient(lacks, each * scale)


def _next_floor(rank: ir.IntegerValue, policy: TierPolicy) -> ir.IntegerValue:
    """The floor of the next tier above that the main measure opens; null at the highest."""
    floors = main_floors(policy)
    above = {
        tier.rank: min(floor for higher, floor in floors if higher > tier.rank)
        for tier in policy.tiers
        if any(higher > tier.rank for higher, _ in floors)
    }
    return looked_up(rank, above, type="int64")
