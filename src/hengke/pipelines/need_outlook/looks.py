"""At which days of the past a night looks, and until when their outcome was known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hengke.pipelines.history import QUIET_DAYS, Span
from hengke.policies.needs.outlook_scheme import OutlookPolicy


@dataclass(frozen=True)
class Looks:
    """The days that are looked at, oldest first, a step apart; `known_until` is the last day of the
    horizon of the last."""

    days: tuple[date, ...]
    known_until: date

    def number(self, on: date, step_days: int) -> int:
        """Looks counted from the first."""
        return (on - self.days[0]).days // step_days


def looks(policy: OutlookPolicy, reach: Span, as_of: date) -> Looks | None:
    """The last looks with a known outcome after and a whole horizon before; None without any."""
    known_until = min(as_of, reach.last + timedelta(days=QUIET_DAYS))
    horizon = timedelta(days=policy.horizon_days)
    found = [
        known_until - horizon - timedelta(days=policy.step_days * back)
        for back in range(policy.learn_looks)
    ]
    days = [on for on in found if on - horizon >= reach.first]
    return Looks(tuple(reversed(days)), known_until) if days else None
