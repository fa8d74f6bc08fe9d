"""What the page of one delivery shows: files, counts, row errors, progress, possible steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from hengke.apps.imports import (
    jobs,
    mappings,
    permissions,
    policy,
    quality_words,
    queries,
    settling,
    words,
)
from hengke.apps.imports.jobs import Job
from hengke.apps.imports.models import Delivery, DeliveryStatus
from hengke.kernel.sentences import recalled
from hengke.web.composition import Chip
from hengke.web.sentences import said

S = DeliveryStatus


@dataclass(frozen=True)
class TableCount:
    """One table of a report: received = loaded + quarantined."""

    table: Any
    received: int
    loaded: int
    quarantined: int
    corrected: int
    removed: int


def context(delivery: Delivery, *, user: Any) -> dict[str, Any]:
    """Everything the page needs; the state of a running job is read from its file."""
    report = delivery.report
    return {
        "delivery": delivery,
        "status": words.status(delivery.status),
        "size": sum(int(file["bytes"]) for file in delivery.files),
        "counts": counts(report),
        **told(delivery),
        "has_errors": settling.errors_of(delivery) is not None,
        "mappings": mappings.choices(queries.home()),
        "can": _can(delivery, user),
        **progress(delivery),
    }


def told(delivery: Delivery) -> dict[str, Any]:
    """What the worker said about it, in the reader's language."""
    report = delivery.report
    made = {**delivery.sentences, **report.get("sentences", {})}

    def read(text: str) -> str:
        return said(recalled(text, made))

    return {
        "message": read(delivery.message),
        "next_step": read(delivery.next_step),
        "problems": [
            {**one, **_where(one), "reason": _reason(one)} for one in report.get("problems", [])
        ],
        "flawed": [
            {**one, **_where(one), "reason": quality_words.rule(one["rule"])}
            for one in report.get("flawed", [])
        ],
        "left_out": [{**one, "reason": read(one["reason"])} for one in report.get("left_out", [])],
        "deviations": [read(one["text"]) for one in report.get("deviations", [])],
        "notes": [read(note) for note in report.get("notes", [])],
    }


def _where(problem: dict[str, Any]) -> dict[str, Any]:
    """The column's title and its code, by which the bank's file is searched; its table's title."""
    return {
        "title": quality_words.column(problem["column"]),
        "code": problem["column"],
        "table": words.table(problem["table"]),
    }


def _reason(problem: dict[str, Any]) -> str:
    """Rows are judged in the database, which gives both languages."""
    english = (get_language() or "").startswith("en")
    return str(problem["reason"] if english else problem.get("reason_zh") or problem["reason"])


def progress(delivery: Delivery) -> dict[str, Any]:
    """The part that asks for itself again while a job is under way."""
    job = jobs.find(delivery.job_id) if policy.is_under_way(delivery) else None
    return {
        "delivery": delivery,
        "under_way": policy.is_under_way(delivery),
        "job": job,
        "stage": words.stage(job.stage) if job else "",
        "lost": policy.is_under_way(delivery) and job is None,
    }


def counts(report: dict[str, Any]) -> list[TableCount]:
    return [
        TableCount(
            table=words.table(row["table"]),
            received=row["received"],
            loaded=row["loaded"],
            quarantined=row["quarantined"],
            corrected=row.get("corrected", 0),
            removed=row.get("removed", 0),
        )
        for row in report.get("tables", [])
    ]


def _can(delivery: Delivery, user: Any) -> dict[str, bool]:
    """What this person may do now; the actions ask again."""
    if not permissions.can_import(user):
        return {}
    wanted = {
        "check": S.CHECKING, "import": S.IMPORTING, "discard": S.DISCARDED, "undo": S.UNDOING,
    }  # fmt: skip
    can = {name: policy.can_become(delivery, status) for name, status in wanted.items()}
    waits = delivery.status == S.WAITING
    return {**can, "import": can["import"] and not waits, "confirm": waits}


@dataclass(frozen=True)
class Row:
    """One delivery in the list."""

    delivery: Delivery
    status: Chip
    job: Job | None
    received: int
    quarantined: int


def rows(found: Any) -> list[Row]:
    return [
        Row(
            delivery=one,
            status=words.status(one.status),
            job=jobs.find(one.job_id) if policy.is_under_way(one) else None,
            received=sum(count.received for count in counts(one.report)),
            quarantined=sum(count.quarantined for count in counts(one.report)),
        )
        for one in found
    ]
