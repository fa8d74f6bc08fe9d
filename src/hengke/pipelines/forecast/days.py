"""The months of a forecast: those that are over, and the ends that are foreseen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hengke.kernel.periods import add_months, month_end, month_ends, month_start


@dataclass(frozen=True)
class Days:
    """`ends` of the complete months, the oldest first; `ahead`: how many whole months after the
    last of them the next month that has not begun ends; `left`: the part of a month from the
    business date to the first month end that is foreseen."""

    ends: tuple[date, ...]
    ahead: int
    left: float

    def after(self, months: int) -> date:
        return month_end(add_months(month_start(self.ends[-1]), months))


def days_of(as_of: date, months: int) -> Days:
    """So many complete months; on a month end that month is one of them."""
    over = as_of == month_end(as_of)
    until = as_of if over else month_start(as_of) - timedelta(days=1)
    ends = tuple(month_ends(add_months(month_start(until), 1 - months), until))
    left = 1.0 if over else (month_end(as_of) - as_of).days / month_end(as_of).day
    return Days(ends, 1 if over else 2, left)
