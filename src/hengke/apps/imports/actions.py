"""Changes to deliveries and runs. Each is one transaction with one audit row.

A job is started last, inside the transaction: when the worker refuses it, nothing was written.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from hengke.apps.audit.api import record
from hengke.apps.imports import inbox, mappings, permissions, policy, queries
from hengke.apps.imports.models import Delivery, DeliveryStatus
from hengke.kernel import clock
from hengke.kernel.errors import Refused
from hengke.pipelines import api
from hengke.pipelines.intake import uploads
from hengke.pipelines.intake.uploads import UPLOADED
from hengke.policies import retention


@transaction.atomic
def upload(sent: Sequence[UploadedFile], *, mapping: str, by: Any, now: datetime) -> Delivery:
    """Files from the browser become a delivery; nothing is read or loaded yet."""
    permissions.check_can_import(by)
    _check_mapping(mapping)
    folder, files = inbox.keep(queries.home(), sent, now=now)
    return _received(folder, files, mapping=mapping, by=by, now=now)


@transaction.atomic
def pick(folder: str, *, mapping: str, by: Any, now: datetime) -> Delivery:
    """A folder that lies in the inbox already becomes a delivery."""
    permissions.check_can_import(by)
    _check_mapping(mapping)
    files = inbox.listed(queries.home(), folder)
    return _received(folder, files, mapping=mapping, by=by, now=now)


@transaction.atomic
def change_mapping(delivery: Delivery, *, mapping: str, by: Any) -> None:
    """Read the same files in another way; what was checked before no longer counts."""
    permissions.check_can_import(by)
    _check_mapping(mapping)
    locked = _locked(delivery)
    policy.check_can_become(locked, DeliveryStatus.CHECKING)
    locked.mapping, locked.report, locked.status = mapping, {}, DeliveryStatus.UPLOADED
    locked.message = locked.next_step = ""
    locked.save()
    _record("delivery.mapping_changed", locked, by=by)


@transaction.atomic
def start_check(delivery: Delivery, *, by: Any) -> None:
    """Every row is examined and nothing is written to the lake."""
    _start(delivery, DeliveryStatus.CHECKING, by=by, job="check")


@transaction.atomic
def start_import(delivery: Delivery, *, add_source: bool = False, by: Any) -> None:
    _start(delivery, DeliveryStatus.IMPORTING, by=by, job="import", add_source=add_source)


@transaction.atomic
def confirm(delivery: Delivery, *, by: Any, now: datetime) -> None:
    """A person accepts a delivery that looks unlike the last one; the name stays with it."""
    if delivery.status != DeliveryStatus.WAITING:
        raise Refused(
            _("This delivery does not wait for a confirmation."),
            next_step=_("Load the page again."),
        )
    Delivery.objects.filter(pk=delivery.pk).update(confirmed_by=by, confirmed_at=now)
    _start(delivery, DeliveryStatus.IMPORTING, by=by, job="import", confirmed=True)


@transaction.atomic
def start_undo(delivery: Delivery, *, by: Any) -> None:
    """Take the batch back; the worker refuses once a run has used it."""
    permissions.check_can_import(by)
    locked = _locked(delivery)
    policy.check_can_become(locked, DeliveryStatus.UNDOING)
    locked.status = DeliveryStatus.UNDOING
    _record("delivery.undoing", locked, by=by, batch=locked.batch_id)
    locked.job_id = api.start(queries.home(), "undo", batch=locked.batch_id)
    locked.save()


@transaction.atomic
def discard(delivery: Delivery, *, by: Any) -> None:
    """Drop a delivery that was not imported; files we had stored are removed."""
    permissions.check_can_import(by)
    locked = _locked(delivery)
    policy.check_can_become(locked, DeliveryStatus.DISCARDED)
    _discarded(locked, by=by)


def expire(now: datetime) -> int:
    """Drop uploads whose time is over by the bank's retention policy, those that no delivery names
    among them. What the bank put into the inbox itself is the bank's. How many went."""
    rules = retention.load(on=clock.day(now), own=queries.home().retention_policies)
    before = now - timedelta(days=rules.upload_days)
    ours = Delivery.objects.filter(folder__startswith=UPLOADED)
    old = ours.filter(created_at__lt=before, status__in=policy.DISCARDABLE)
    gone = sum(_expired(delivery) for delivery in old)
    return gone + _strays_removed(now, before)


def _strays_removed(now: datetime, before: datetime) -> int:
    """Uploads without a delivery: the process was killed before it was written down."""
    home = queries.home()
    uploads.sweep(home)
    lying = [one for one in uploads.lying(home) if uploads.received_at(home, one) < before]
    named = set(Delivery.objects.filter(folder__in=lying).values_list("folder", flat=True))
    strays = [folder for folder in lying if folder not in named]
    for folder in strays:
        uploads.forget(home, folder, now=now)
    return len(strays)


@transaction.atomic
def _expired(delivery: Delivery) -> bool:
    locked = _locked(delivery)
    if not policy.can_become(locked, DeliveryStatus.DISCARDED):
        return False
    _discarded(locked, by=None, reason="retention")
    return True


def cancel_job(job_id: str, *, by: Any) -> None:
    """Ask the worker to stop; how it ended is settled when the page asks next.

    The row is written first and for itself: the worker may take half a minute, and must not be
    waited for while the database is locked.
    """
    permissions.check_can_import(by)
    with transaction.atomic():
        record("job.cancelled", by=by, target=job_id)
    api.cancel(queries.home(), job_id)


@transaction.atomic
def record_row_errors(delivery: Delivery, *, by: Any) -> None:
    """Rows of the bank's files leave the workbench: who took those of which delivery."""
    _record("delivery.row_errors_taken", delivery, by=by)


@transaction.atomic
def start_run(*, as_of: date, by: Any) -> str:
    """The nightly run by hand, with the overrides that people have approved; its job number."""
    permissions.check_can_import(by)
    record("run.started", by=by, target=as_of.isoformat())
    return api.start(queries.home(), "run", as_of=as_of)


def _check_mapping(name: str) -> None:
    if name not in {choice.name for choice in mappings.choices(queries.home())}:
        raise Refused(
            _("There is no such mapping."),
            next_step=_("Choose one of the list, or propose one: hengke mapping new DIR"),
        )


def _received(
    folder: str, files: list[dict[str, object]], *, mapping: str, by: Any, now: datetime
) -> Delivery:
    if not files:
        raise Refused(_("The folder is empty."), next_step=_("Put the bank's files into it."))
    delivery = Delivery.objects.create(
        folder=folder, mapping=mapping, files=files, created_by=by, created_at=now
    )
    _record("delivery.received", delivery, by=by, files=len(files))
    return delivery


def _start(delivery: Delivery, status: str, *, by: Any, job: str, **options: Any) -> None:
    permissions.check_can_import(by)
    locked = _locked(delivery)
    policy.check_can_become(locked, status)
    home = queries.home()
    directory = inbox.place_of(home, locked.folder)
    locked.status, locked.message, locked.next_step = status, "", ""
    _record(f"delivery.{status}", locked, by=by, **options)
    locked.job_id = api.start(home, job, directory=directory, mapping=locked.mapping, **options)
    locked.save()


def _discarded(locked: Delivery, *, by: Any, **details: Any) -> None:
    locked.status = DeliveryStatus.DISCARDED
    locked.save()
    _record("delivery.discarded", locked, by=by, **details)
    transaction.on_commit(lambda: uploads.forget(queries.home(), locked.folder, now=clock.now()))


def _locked(delivery: Delivery) -> Delivery:
    return Delivery.objects.select_for_update().get(pk=delivery.pk)


def _record(action: str, delivery: Delivery, *, by: Any, **details: Any) -> None:
    record(
        action, by=by, target=str(delivery.pk), folder=delivery.folder, mapping=delivery.mapping,
        **details,
    )  # fmt: skip
