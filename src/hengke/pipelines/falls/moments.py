"""At which days one looks at earlier periods, and at the running one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from hengke.engine.features.fall_inputs import Moment
from hengke.kernel.periods import add_months, month_end
from hengke.pipelines.history import Span
from hengke.policies.tiering import TierPolicy
from hengke.policies.tiering.dates import MONTHS

MOST_PERIODS = 6
PASSED = (0, 350, 650, 900)
"""Thousandths of a period that have passed at its cut-offs, where balances are known every day."""


@dataclass(frozen=True)
class Period:
    """Two assessments, one after the other."""

    before: date
    assessed_on: date


def last_periods(dates: Sequence[date]) -> list[Period]:
    """The last periods between two assessments, oldest first."""
    return [Period(before, on) for before, on in pairwise(dates)][-MOST_PERIODS:]


@dataclass(frozen=True)
class Calendar:
    """A policy's step from one assessment to the next, and the days whose balances are known."""

    policy: TierPolicy
    reach: Span

    def now(self, period: Period, as_of: date) -> Moment | None:
        """The running period, seen from the business date; None without balances."""
        return self._moment(period, as_of, place=0)

    def past(self, period: Period) -> list[Moment]:
        """A period that is over, seen from several of its days; the model learns from each what one
        knows so many days before the assessment."""
        found = (
            self._moment(period, cut_off, place=place)
            for place, cut_off in enumerate(self._cut_offs(period))
        )
        return [one for one in found if one is not None]

    def _cut_offs(self, period: Period) -> list[date]:
        """Spread over the period; with month-end balances only, the days on which there are any."""
        if self.reach.daily_from is not None:
            days = (period.assessed_on - period.before).days
            return [period.before + timedelta(days=days * part // 1000) for part in PASSED]
        later = [on for on in self.reach.snapshots if period.before < on < period.assessed_on]
        return [period.before, *later]

    def _moment(self, period: Period, cut_off: date, *, place: int) -> Moment | None:
        seen = self.reach.seen_on(cut_off)
        if seen is None:
            return None
        step = MONTHS.get(self.policy.calendar, 1)
        return Moment(
            assessed_on=period.before,
            cut_off=cut_off,
            assessment_on=period.assessed_on,
            seen_on=seen,
            before_on=self._earlier(seen, step),
            long_ago_on=self._earlier(seen, 3 * step),
            place=place,
        )

    def _earlier(self, seen: date, months: int) -> date | None:
        back = add_months(seen, -months)
        found = self.reach.seen_on(month_end(back) if seen == month_end(seen) else back)
        return found if found is not None and found < seen else None
