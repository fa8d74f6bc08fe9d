"""The months of a table in the periods that its columns stand for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hengke.kernel.periods import add_months

SIZES = (1, 3, 6, 12)
MOST = 6
MONTHS, TOGETHER = "month", "period"


@dataclass(frozen=True)
class Period:
    """Consecutive months, by their first days."""

    firsts: tuple[date, ...]

    @property
    def label(self) -> str:
        """2026-07, or 2026-07 – 2026-09: months alone would read like a day."""
        first, last = self.firsts[0], self.firsts[-1]
        return f"{first:%Y-%m}" if first == last else f"{first:%Y-%m} – {last:%Y-%m}"


def months_between(first: date, last: date) -> list[date]:
    """First days of months, both ends among them."""
    count = (last.year - first.year) * 12 + last.month - first.month
    return [add_months(first, number) for number in range(count + 1)]


def periods(firsts: Sequence[date], by: str) -> list[Period]:
    """The newest last. Of equal length counted back from the newest month, so that they can be
    compared; the oldest may be shorter."""
    size = 1 if by == MONTHS else _size(len(firsts))
    found = []
    for end in range(len(firsts), 0, -size):
        found.append(Period(tuple(firsts[max(0, end - size) : end])))
    return found[::-1]


def _size(count: int) -> int:
    return next((size for size in SIZES if count <= size * MOST), SIZES[-1])
