"""Reads of the audit log, newest first."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

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
