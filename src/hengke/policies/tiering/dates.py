"""When a policy assesses and when its decision takes effect."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from hengke.kernel.periods import Period, add_months, month_end, month_ends, month_start
from hengke.policies.tiering.scheme import TierPolicy

MONTHS = {"monthly": 1, "quarterly": 3, "half_yearly": 6}


def assessment_dates(policy: TierPolicy, first: date, last: date) -> list[date]:
    """Every assessment date from `first` to `last`, both counted, oldest first."""
    return list(_dates(policy.calendar, first, last))


def _dates(calendar: str, first: date, last: date) -> Iterator[date]:
    if calendar == "daily":
        yield from (first + timedelta(days=step) for step in range((last - first).days + 1))
    else:
        yield from (day for day in month_ends(first, last) if day.month % MONTHS[calendar] == 0)


def next_assessment(policy: TierPolicy, after: date) -> date:
    """The first assessment date strictly later than `after`."""
    tomorrow = after + timedelta(days=1)
    return next(_dates(policy.calendar, tomorrow, month_end(add_months(tomorrow, 12))))


def running_assessment(policy: TierPolicy, on: date) -> date:
    """The assessment that `on` runs towards; `on` itself when it is an assessment date."""
    return next_assessment(policy, on - timedelta(days=1))


def running_period(policy: TierPolicy, on: date) -> Period:
    """The window of the running assessment, as far as it has come by `on`.

    A window that begins later than `on` (a month's average, assessed at the quarter's end) is
    shown as the same measure's window on `on`.
    """
    window = policy.measure.window(running_assessment(policy, on))
    if policy.measure.kind == "month_end" or window.start > on:
        return policy.measure.window(on)
    return Period(window.start, on)


def effective_date(policy: TierPolicy, assessed_on: date) -> date:
    """The day from which a decision of this assessment holds."""
    if policy.effective == "same_day":
        return assessed_on
    if policy.effective == "next_day":
        return assessed_on + timedelta(days=1)
    return add_months(month_start(assessed_on), 1)
