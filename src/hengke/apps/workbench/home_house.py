"""Homes of those without a book: the engineer's data, the auditor's log, a desk's own pages."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hengke.apps.audit import api as audit
from hengke.apps.imports import api as imports
from hengke.apps.workbench import home_sentence
from hengke.apps.workbench.reader import Reader

ROWS = 8
DAYS = 7


def for_data(reader: Reader, *, now: datetime) -> dict[str, Any]:
    """What workbench/home_data.html accepts: the run that is shown, and how fresh each table is."""
    return {
        "greeting": home_sentence.greeting(now, reader.user.name),
        "run": imports.current_run(),
        "runs": list(imports.Run.objects.order_by("-created_at")[:ROWS]),
        "batches": list(imports.Batch.objects.order_by("-created_at")[:ROWS]),
    }


def for_auditor(reader: Reader, *, now: datetime) -> dict[str, Any]:
    """What workbench/home_auditor.html accepts: what was done lately, by kind and one by one."""
    return {
        "greeting": home_sentence.greeting(now, reader.user.name),
        "entries": audit.latest(reader.user, most=2 * ROWS),
        "kinds": audit.counted(reader.user, since=now - timedelta(days=DAYS)),
        "days": DAYS,
    }


def for_desk(reader: Reader, *, now: datetime) -> dict[str, Any]:
    """What workbench/home_pages.html accepts: administrators and desks begin from their pages."""
    return {"greeting": home_sentence.greeting(now, reader.user.name), "today": reader.today}
