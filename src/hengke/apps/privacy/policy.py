"""The privacy policy of the day, deadlines, and what is due when."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings

from hengke.kernel import clock
from hengke.kernel.periods import add_months
from hengke.policies.privacy import PrivacyPolicy, load

SATURDAY = 5


def in_force(day: date) -> PrivacyPolicy:
    return load(on=day, own=settings.HENGKE_HOME.path / "policies" / "privacy")


def today(now: datetime) -> date:
    return clock.day(now)


def working_days_after(day: date, days: int) -> date:
    """Monday to Friday; public holidays count, so that a deadline is never later than the law's."""
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < SATURDAY
    return day


def due(kind: str, day: date) -> date:
    rules = in_force(day)
    days = rules.review_working_days if kind == "review" else rules.request_working_days
    return working_days_after(day, days)


def end_of_retention(category: str, *, requested_on: date, ended_on: date | None) -> date | None:
    """The day from which the category is destroyed; None while its time does not run."""
    rule = in_force(requested_on).retention[category]
    start = ended_on if rule.counted_from == "relation_end" else requested_on
    return add_months(start, rule.months) if start else None


def rule_of(category: str, day: date) -> str:
    """The rule as the log names it."""
    policy = in_force(day)
    rule = policy.retention[category]
    return f"{policy.version} · {rule.months} months · {rule.law}"
