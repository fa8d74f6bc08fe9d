"""Counting for the review of tier floors: who crosses a floor and comes back, how unequal assets
are, which floor gives which share. Whole numbers where a threshold is tested.

Gini: G = 2 sum(i x_i) / (n sum(x)) - (n + 1) / n over x sorted upwards (Lorenz 1905, Gini 1912).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from hengke.learning.evaluation import Flags

Wholes = NDArray[np.int64]
POINTS = 20


@dataclass(frozen=True)
class Course:
    """Customers by assessments, oldest first: `sums` are what is compared with floor x `days`,
    `known` says where there is one."""

    sums: Wholes
    known: Flags
    days: Sequence[int]

    def above(self, floor: int) -> Flags:
        """Who reaches a floor (in the sums' unit per day), by assessment; unknown is not above."""
        steps = np.array([floor * max(days, 1) for days in self.days], dtype=np.int64)
        return np.asarray((self.sums >= steps) & self.known)


def crossings(course: Course, floor: int, ahead: Sequence[Sequence[int] | None]) -> tuple[int, int]:
    """Crossings of a floor, upwards or downwards, and how many of them were undone soon.

    `ahead[j]` are the assessments in which one who crossed at j may be back; None where they are
    not all over yet. A crossing counts where it was undone, or where all of them are known.
    """
    above, crossed, undone = course.above(floor), 0, 0
    for at, later in enumerate(ahead):
        if later is None or not later or at == 0:
            continue
        moved = np.flatnonzero(
            course.known[:, at] & course.known[:, at - 1] & (above[:, at] != above[:, at - 1])
        )
        side, known = above[moved, at], course.known[moved]
        back, told = np.zeros(len(moved), bool), np.ones(len(moved), bool)
        for step in later:
            back |= known[:, step] & (above[moved, step] != side)
            told &= known[:, step]
        crossed += int((back | told).sum())
        undone += int(back.sum())
    return crossed, undone


def gini(values: Wholes) -> float | None:
    """0: all alike, towards 1: one has all. None where nobody has anything."""
    ordered = np.sort(np.maximum(values, 0)).astype(np.float64)
    total, count = ordered.sum(), len(ordered)
    if not total:
        return None
    places = np.arange(1, count + 1)
    return float(2 * (places @ ordered) / (count * total) - (count + 1) / count)


def richest(values: Wholes, share: float) -> float:
    """What the richest part of the customers holds; of a customer cut through, the part of it."""
    ordered = np.sort(np.maximum(values, 0))[::-1]
    count = len(ordered) * share
    whole = int(count)
    rest = (count - whole) * float(ordered[whole]) if whole < len(ordered) else 0.0
    return float(ordered[:whole].sum()) + rest


def curve(values: Wholes) -> list[float]:
    """What the first twentieths of the customers hold, the richest first, from none to all."""
    return [richest(values, at / POINTS) for at in range(POINTS + 1)]


def floor_for(values: Wholes, count: int, *, digits: int, upwards: bool) -> int | None:
    """The floor that so many of these values reach, in few digits, rounded up or down.

    None where fewer are there, or where it would be nothing: no floor gives that share.
    """
    if not 0 < count <= len(values):
        return None
    edge = int(np.partition(values, len(values) - count)[len(values) - count])
    found = in_few_digits(Fraction(edge), digits=digits, upwards=upwards)
    return found if found > 0 else None


def in_few_digits(amount: Fraction, *, digits: int, upwards: bool) -> int:
    """A whole number with so many digits that are not nought, at or beyond the amount."""
    if amount <= 0:
        return 0
    step = 10 ** max(len(str(int(amount))) - digits, 0)
    exact = Decimal(amount.numerator) / Decimal(amount.denominator) / step
    rounding = ROUND_CEILING if upwards else ROUND_FLOOR
    return int(exact.to_integral_value(rounding)) * step


def near(values: Wholes, known: Flags, floor: int, *, part: Fraction) -> tuple[int, int]:
    """Values within `part` of a floor on either side, of all from just below it upwards."""
    low, high = floor * (1 - part), floor * (1 + part)
    from_low = known & (values >= -(-low.numerator // low.denominator))
    within = from_low & (values <= high.numerator // high.denominator)
    return int(within.sum()), int(from_low.sum())
