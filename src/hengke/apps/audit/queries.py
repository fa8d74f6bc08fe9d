"""Reads of the audit log, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, QuerySet

from hengke.apps.audit import words
from hengke.apps.audit.models import Entry
from hengke.policies.access import Scope
from hengke.web.access import reach

READ = "audit.read"


def visible_to(user: Any) -> QuerySet[Entry]:
    """Everything for auditors, their own rows for everybody else."""
    if reach(user, READ) == Scope.ALL:
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
    return named(list(visible_to(user).order_by("-at", "-id")[:most]))


def named(entries: Sequence[Entry]) -> list[Entry]:
    """The same rows with what colleagues call the person today, by one query; `by_name` is empty
    where the log-in has no other name, or is gone."""
    people = get_user_model().objects.filter(username__in={row.by_username for row in entries})
    names = {person.get_username(): person.get_full_name() for person in people}
    for row in entries:
        name = names.get(row.by_username, "")
        row.by_name = name if name != row.by_username else ""
    return list(entries)


def counted(user: Any, *, since: datetime) -> list[tuple[str, Any, int]]:
    """How often each thing was done since an instant, most often first; code, words, times."""
    rows = visible_to(user).filter(at__gte=since).order_by().values("action")
    counts = rows.annotate(times=Count("pk")).order_by("-times", "action")
    return [(code, words.action(code), n) for code, n in counts.values_list("action", "times")]
