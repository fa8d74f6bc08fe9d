"""The days that an assessment looks at, as a small table that balances are joined with."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from hengke.engine.portable import day, days_between
from hengke.kernel.periods import Period
from hengke.policies.tiering import Measure

SATURDAY = 5


@dataclass(frozen=True)
class Window:
    """Days from `start` to `assessed_on`, both counted.

    `insurance_on`: the day whose insurance values stand for all days of the window; None: they are
    averaged like everything else.
    """

    assessed_on: date
    start: date
    insurance_on: date | None = None

    @property
    def days(self) -> int:
        return (self.assessed_on - self.start).days + 1


def assessment_windows(
    measure: Measure, dates: Sequence[date], *, holidays: Collection[date] = ()
) -> list[Window]:
    """The window of each date; a date named twice is assessed once."""
    return [
        _window(measure, measure.window(on), seen_until=on, holidays=holidays)
        for on in sorted(set(dates))
    ]


def running_window(
    measure: Measure, period: Period, *, ends_on: date, holidays: Collection[date] = ()
) -> Window:
    """The part of a window that has passed; `ends_on` is where the whole window ends.

    Until the day for insurance has come, the last day passed stands in for it.
    """
    whole = Period(period.start, max(ends_on, period.end))
    return _window(measure, whole, seen_until=period.end, holidays=holidays)


def _window(
    measure: Measure, whole: Period, *, seen_until: date, holidays: Collection[date]
) -> Window:
    """Calendars of holidays are the bank's to give; without them only weekends are free days."""
    if not measure.insurance_on_workday_from_end:
        return Window(seen_until, whole.start)
    on = workday_from_end(whole.end, measure.insurance_on_workday_from_end, holidays=holidays)
    return Window(seen_until, whole.start, max(min(on, seen_until), whole.start))


def workday_from_end(end: date, number: int, *, holidays: Collection[date] = ()) -> date:
    """The n-th last working day up to `end`: 1 is the last one."""
    on = end + timedelta(days=1)
    while number:
        on -= timedelta(days=1)
        if on.weekday() < SATURDAY and on not in holidays:
            number -= 1
    return on


def table(windows: Sequence[Window]) -> ir.Table:
    """assessed_on, start, until (out), insurance_on, days; one row per window."""
    rows = [
        ibis.struct(
            {
                "assessed_on": day(one.assessed_on),
                "start": day(one.start),
                "until": day(one.assessed_on + timedelta(days=1)),
                "insurance_on": day(one.insurance_on or one.assessed_on),
            }
        )
        for one in windows
    ]
    found = ibis.array(rows).unnest().name("window").as_table()
    spans = found.select(**{name: found.window[name] for name in found.window.type().names})
    return spans.mutate(days=days_between(spans.until, spans.start))
