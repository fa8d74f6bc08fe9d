"""The months that a value speaks of: complete ones, up to a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.features.points import days
from hengke.engine.portable import day
from hengke.kernel.periods import add_months, month_end, month_start


@dataclass(frozen=True)
class Months:
    """First days of consecutive complete months, the earliest first; at least one."""

    firsts: tuple[date, ...]

    @property
    def first(self) -> date:
        return self.firsts[0]

    @property
    def until(self) -> date:
        """The day after the last one."""
        return month_end(self.firsts[-1]) + timedelta(days=1)

    @property
    def days(self) -> int:
        return (self.until - self.first).days

    def table(self) -> ir.Table:
        """month_on and next_on, the first days of each month and of the one after."""
        following = (_.month_on + ibis.interval(months=1)).cast("timestamp").cast("date")
        return days(self.firsts).select(month_on=_.on).mutate(next_on=following)

    def covers(self, column: ir.DateValue) -> ir.BooleanValue:
        return (column >= day(self.first)) & (column < day(self.until))


def months_up_to(as_of: date, *, most: int, known_from: date) -> Months | None:
    """At most so many complete months up to a day, none that begins before anything is known."""
    last = month_start(as_of)
    if month_end(as_of) != as_of:
        last = add_months(last, -1)
    firsts = [add_months(last, -back) for back in range(most)]
    found: Sequence[date] = sorted(first for first in firsts if first >= known_from)
    return Months(tuple(found)) if found else None


def month_of(on: ir.DateValue) -> ir.DateValue:
    """The first day of a date's month; DuckDB answers a truncated date with a timestamp."""
    return on.truncate("M").cast("timestamp").cast("date")
