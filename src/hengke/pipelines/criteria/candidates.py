"""Other floors, back-tested beside those in force: on the same customers and the same months."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

from hengke.engine.criteria.columns import BAND, IN_FORCE
from hengke.learning import criteria
from hengke.learning.criteria import Wholes
from hengke.pipelines.criteria.seen import Seen
from hengke.policies.tiering import Tier

Floors = Mapping[int, int]
"""Floor by rank, for tiers that the main measure opens."""


def candidates(seen: Seen) -> Iterator[dict[str, Any]]:
    """Rows of CRITERIA_FLOORS: the floors in force, those that bring shares back into their bounds
    where one is outside, and every shift of the policy."""
    if not len(seen.rank[0]):
        return
    now = {tier.rank: tier.floor_minor for tier in seen.floored}
    found: dict[str, Floors] = {IN_FORCE: now}
    if (band := _within_bounds(seen, now)) != now:
        found[BAND] = band
    for shift in seen.rules.shifts:
        found[_signed(shift)] = _shifted(seen, now, shift)
    for name, floors in found.items():
        yield from _rows(seen, name, floors, now)


def _signed(shift: Fraction) -> str:
    """+0.1 or -0.1, as people write a shift."""
    return f"{float(shift):+.4f}".rstrip("0")


def _shifted(seen: Seen, now: Floors, shift: Fraction) -> Floors:
    digits = seen.rules.round_digits
    return {
        rank: criteria.in_few_digits(floor * (1 + shift), digits=digits, upwards=shift > 0)
        for rank, floor in now.items()
    }


def _within_bounds(seen: Seen, now: Floors) -> Floors:
    """Each floor whose share of customers lies outside its bounds is moved to the nearer bound;
    one that no floor can bring there stays."""
    moved = dict(now)
    for tier in seen.floored:
        bounds = seen.rules.bounds(seen.tiers.name, tier.name, "customers")
        floor = None if bounds is None else _moved(seen, tier, bounds.low, bounds.high)
        if floor is not None:
            moved[tier.rank] = floor
    return moved


def _moved(seen: Seen, tier: Tier, low: Fraction, high: Fraction) -> int | None:
    rank, there = seen.rank
    placed, above = int(there.sum()), int((there & (rank >= tier.rank)).sum())
    if not placed or low <= Fraction(above, placed) <= high:
        return None
    rises = Fraction(above, placed) > high
    wanted = int(high * placed) if rises else -int(-low * placed // 1)
    anyway = there & seen.by_other_way & (rank >= tier.rank)
    values, known = seen.value
    free = values[known & there & ~anyway]
    return criteria.floor_for(
        free, wanted - int(anyway.sum()), digits=seen.rules.round_digits, upwards=rises
    )


def _rows(seen: Seen, name: str, floors: Floors, now: Floors) -> Iterator[dict[str, Any]]:
    ranks, there = seen.rank
    ordered = [floors[rank] for rank in sorted(floors)]
    broken = any(low >= high for low, high in pairwise([0, *ordered]))
    after = ranks if name == IN_FORCE else _ranked(seen, floors)
    moved = int((there & (after != ranks)).sum())
    held, told = seen.assets
    for tier in seen.floored:
        reached = there & (after >= tier.rank)
        yield {
            "candidate": name, "rank": tier.rank, "tier": tier.name,
            "floor_minor": floors[tier.rank],
            "changed": int(floors[tier.rank] != now[tier.rank]),
            "customers": int(reached.sum()), "aum_minor": int(held[reached & told].sum()),
            "moved": moved, "covered": int(there.sum()), "broken": int(broken),
            **_back_tested(seen, floors[tier.rank]),
        }  # fmt: skip


def _back_tested(seen: Seen, floor: int) -> dict[str, int | None]:
    """How many stand near the floor, and how many crossed it and came back in the months seen."""
    values, known = seen.value
    near, near_of = criteria.near(values, known, floor, part=seen.rules.near)
    crossed = back = None
    if any(seen.ahead[1:]):
        crossed, back = criteria.crossings(
            seen.course, floor * seen.tiers.measure.scale, seen.ahead
        )
    return {"near": near, "near_of": near_of, "back": back, "crossings": crossed}


def _ranked(seen: Seen, floors: Floors) -> Wholes:
    """Tiers at the last assessment under other floors. Who qualified by another way keeps at least
    the tier it opened; the floors of other ways are not moved."""
    course, last = seen.course, len(seen.dues) - 1
    scale, days = seen.tiers.measure.scale, max(course.days[last], 1)
    found = np.where(seen.by_other_way, seen.rank[0], 0)
    for rank, floor in sorted(floors.items()):
        reached = course.known[:, last] & (course.sums[:, last] >= floor * scale * days)
        found = np.where(reached, np.maximum(found, rank), found)
    return np.asarray(found, dtype=np.int64)
