"""How a delivery stands once its job has ended: the one place that turns answers into states."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.db import transaction

from hengke.apps.audit.api import record
from hengke.apps.imports import jobs, policy, queries
from hengke.apps.imports.jobs import Job
from hengke.apps.imports.models import Delivery, DeliveryStatus
from hengke.apps.webhooks.api import emit
from hengke.kernel import clock, sentences
from hengke.pipelines.intake import uploads
from hengke.pipelines.intake.report import ERRORS_OF_A_CHECK, in_chinese

ERRORS = ".errors"
"""A hidden folder of the inbox: row errors of checks, which are kept outside the lake."""
AFTER_FAILURE = {
    DeliveryStatus.CHECKING: DeliveryStatus.FAILED,
    DeliveryStatus.IMPORTING: DeliveryStatus.FAILED,
    DeliveryStatus.UNDOING: DeliveryStatus.IMPORTED,
}
AFTER_CANCELLING = {
    DeliveryStatus.CHECKING: DeliveryStatus.UPLOADED,
    DeliveryStatus.IMPORTING: DeliveryStatus.UPLOADED,
    DeliveryStatus.UNDOING: DeliveryStatus.IMPORTED,
}


@transaction.atomic
def settle(delivery: Delivery) -> Delivery:
    """Write down how the job ended; while it runs, and when it was settled, nothing changes."""
    locked = Delivery.objects.select_for_update().get(pk=delivery.pk)
    job = jobs.find(locked.job_id) if policy.is_under_way(locked) else None
    if job is None or job.is_running:
        return locked
    locked.message, locked.next_step = job.message, job.next_step
    locked.sentences = sentences.record(job.message, job.next_step)
    before, locked.status = locked.status, _status(locked, job)
    locked.save()
    if locked.status == DeliveryStatus.IMPORTED:  # the lake keeps what was read, sealed
        transaction.on_commit(lambda: _forget(locked.folder))
    batch = {"batch": locked.batch_id} if locked.batch_id else {}
    record(
        f"delivery.{locked.status}", by=None, target=str(locked.pk), folder=locked.folder,
        job=job.id, **batch,
    )  # fmt: skip
    if locked.status == DeliveryStatus.IMPORTED and before == DeliveryStatus.IMPORTING:
        emit("delivery.imported", delivery=locked.pk, batch=locked.batch_id)
    elif locked.status == DeliveryStatus.FAILED:
        emit("delivery.failed", delivery=locked.pk)
    return locked


def _forget(folder: str) -> None:
    uploads.forget(queries.home(), folder, now=clock.now())


def _status(delivery: Delivery, job: Job) -> str:
    before = DeliveryStatus(delivery.status)
    if job.state == jobs.CANCELLED:
        return AFTER_CANCELLING[before]
    if job.state == jobs.FAILED:
        waits = before == DeliveryStatus.IMPORTING and job.kind == "NeedsConfirmation"
        return DeliveryStatus.WAITING if waits else AFTER_FAILURE[before]
    if before == DeliveryStatus.UNDOING:
        return DeliveryStatus.UNDONE
    delivery.report = _kept(job)
    if before == DeliveryStatus.CHECKING:
        return DeliveryStatus.CHECKED
    delivery.batch_id = str(job.result.get("batch", ""))
    return DeliveryStatus.IMPORTED


def _kept(job: Job) -> dict[str, Any]:
    """The report; the error file of a check is moved from the worker's temporary place to ours."""
    report = dict(job.result)
    errors = Path(report.get("errors") or "")
    if errors.name and report.get("checked_only"):
        place = queries.home().inbox / ERRORS
        place.mkdir(parents=True, mode=0o700, exist_ok=True)
        target = place / f"{job.id}.csv"
        report["errors"] = str(target) if errors.is_file() else None
        for kept, goes in ((errors, target), (in_chinese(errors), in_chinese(target))):
            if kept.is_file():
                shutil.move(kept, goes)
        if errors.parent.name.startswith(ERRORS_OF_A_CHECK):
            with suppress(OSError):  # gone already, or somebody put a file there
                errors.parent.rmdir()
    return report


def errors_of(delivery: Delivery, *, chinese: bool = False) -> Path | None:
    """The file of row errors, only from the two places where such files lie. A batch of an older
    release has an English one only."""
    named = delivery.report.get("errors")
    path = Path(named).resolve() if named else None
    if path and chinese and in_chinese(path).is_file():
        path = in_chinese(path)
    home = queries.home()
    known = (home.inbox / ERRORS, home.lake)
    if path is None or not path.is_file() or path.suffix != ".csv":
        return None
    return path if any(path.is_relative_to(place.resolve()) for place in known) else None
