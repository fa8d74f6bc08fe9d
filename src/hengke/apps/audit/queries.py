"""Reads of the audit log, newest first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from hengke.apps.audit.models import Entry

READERS = ("auditor",)


def visible_to(user: Any) -> QuerySet[Entry]:
    """Everything for auditors, their own rows for everybody else."""
    if getattr(user, "role", "") in READERS:
        return Entry.objects.all()
    return Entry.objects.filter(by_username=user.username)


def matching(user: Any, *, text: str) -> QuerySet[Entry]:
    """Rows whose action, person or target begins with the text."""
    rows = visible_to(user)
    if not text:
        return rows
    return (
        rows.filter(target__startswith=text)
        | rows.filter(by_username__startswith=text)
        | rows.filter(action__startswith=text)
    )


def latest(user: Any, *, most: int) -> list[Entry]:
    return list(visible_to(user).order_by("-at", "-id")[:most])


def counted(user: Any, *, since: datetime) -> list[tuple[str, int]]:
    """How often each thing was done since an instant, most often first."""
    rows = visible_to(user).filter(at__gte=since).order_by().values("action")
    counts = rows.annotate(times=Count("pk")).order_by("-times", "action")
    return list(counts.values_list("action", "times"))
