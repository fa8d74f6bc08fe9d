"""Wrong answers at the second factor are counted per person; too many close it for a while.

Only who knows the password gets so far, so nobody else can close it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F

from hengke.apps.audit.api import record
from hengke.apps.identity.factors.models import Guard
from hengke.apps.identity.limits import limits


def closed_until(user: Any, *, now: datetime) -> datetime | None:
    until = Guard.objects.filter(user=user).values_list("closed_until", flat=True).first()
    return until if until is not None and until > now else None


def wrong(user: Any, *, kind: str, now: datetime) -> None:
    """Count one; the last that is allowed closes the factor."""
    guard, _made = Guard.objects.get_or_create(user=user)
    Guard.objects.filter(pk=guard.pk).update(failures=F("failures") + 1)
    record("identity.factor_failed", by=user, target=user.username, kind=kind)
    guard.refresh_from_db()
    if guard.failures >= limits().factor_most_failures:
        until = now + timedelta(minutes=limits().factor_closed_minutes)
        Guard.objects.filter(pk=guard.pk).update(failures=0, closed_until=until)
        record("identity.factor_closed", by=user, target=user.username)


def right(user: Any) -> None:
    Guard.objects.filter(user=user).update(failures=0, closed_until=None)
