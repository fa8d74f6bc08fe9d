"""The privacy policy of the day, deadlines, and what is due when."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings

from hengke.kernel import clock
from hengke.kernel.periods import add_months
from hengke.policies.privacy import PROSPECT, PrivacyPolicy, load, load_prospects
from hengke.policies.privacy.scheme import ProspectRetention

SATURDAY = 5


def in_force(day: date) -> PrivacyPolicy:
    return load(on=day, own=_own())


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
    if category == PROSPECT:
        return add_months(requested_on, _of_prospects(requested_on).months)
    rule = in_force(requested_on).retention[category]
    start = ended_on if rule.counted_from == "relation_end" else requested_on
    return add_months(start, rule.months) if start else None


def rule_of(category: str, day: date) -> str:
    """The rule as the log names it."""
    if category == PROSPECT:
        rule = _of_prospects(day)
        return f"{rule.version} · {rule.months} months · {rule.law}"
    policy = in_force(day)
    kept = policy.retention[category]
    return f"{policy.version} · {kept.months} months · {kept.law}"


def _of_prospects(day: date) -> ProspectRetention:
    return load_prospects(on=day, own=_own())


def _own() -> Path:
    return Path(settings.HENGKE_HOME.path) / "policies" / "privacy"
