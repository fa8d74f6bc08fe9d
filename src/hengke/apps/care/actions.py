"""What people do about tasks and customers. Each is one transaction with one audit row."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from hengke.apps.audit.api import record
from hengke.apps.care import permissions, policy
from hengke.apps.care.models import (
    DONE,
    FROM_PERSON,
    OPEN,
    SERVICE,
    SNOOZED,
    Channel,
    Contact,
    Outcome,
    Task,
)
from hengke.apps.care.words import APPOINTMENT, FOLLOW_UP
from hengke.apps.customers.api import Customer
from hengke.apps.privacy import api as privacy
from hengke.apps.webhooks.api import emit
from hengke.web.sealed import Sealed

PROMISE_SCORE = 1e12
"""What a person promised comes before what a run found, whose scores count money."""
NOTE_ON_LIST = 80
"""So much of the note goes along to the day on which the promise falls due."""


@dataclass(frozen=True)
class Outcomes:
    """What came of a contact, and in how many days to come back (None = not at all)."""

    outcome: str = Outcome.REACHED
    channel: str = Channel.PHONE
    note: str = ""
    follow_up_days: int | None = None
    purpose: str = SERVICE


@transaction.atomic
def complete(task: Task, *, by: Any, now: datetime) -> Task:
    """The thing is done; asking again changes nothing and leaves no second audit row."""
    permissions.check_can_work(by)
    locked = _locked(task)
    if locked.status == DONE:
        return locked
    _close(locked, by=by, now=now)
    record("care.task_done", by=by, target=locked.customer_id, task=locked.pk)
    return locked


@transaction.atomic
def snooze(task: Task, *, until: date, today: date, by: Any, reason: str = "") -> Task:
    """The task waits until a day, and comes back by itself."""
    permissions.check_can_work(by)
    locked = _locked(task)
    policy.check_can_become(locked, SNOOZED)
    policy.check_snooze(until, today=today)
    locked.status, locked.snoozed_until = SNOOZED, until
    locked.save(update_fields=["status", "snoozed_until"])
    record(
        "care.task_snoozed",
        by=by,
        target=locked.customer_id,
        reason=reason,
        task=locked.pk,
        until=until.isoformat(),
    )
    return locked


@transaction.atomic
def reopen(task: Task, *, by: Any) -> Task:
    """Undo of done and of snoozed."""
    permissions.check_can_work(by)
    locked = _locked(task)
    if locked.status == OPEN:
        return locked
    policy.check_can_become(locked, OPEN)
    _open(locked)
    record("care.task_reopened", by=by, target=locked.customer_id, task=locked.pk)
    return locked


@transaction.atomic
def record_contact(
    customer: Customer,
    *,
    result: Outcomes,
    today: date,
    by: Any,
    now: datetime,
    task: Task | None = None,
) -> Contact:
    """Write down a contact, close the task that caused it and set the next one: all or nothing.
    Refused for a purpose for which the customer may not be contacted this way."""
    permissions.check_can_work(by)
    privacy.check_contact(customer.pk, purpose=result.purpose, channel=result.channel, now=now)
    note = result.note.strip()
    contact = Contact.objects.create(
        customer_id=customer.pk,
        branch_id=customer.branch_id,
        manager_id=customer.manager_id,
        task_key=task.pk if task else "",
        outcome=result.outcome,
        channel=result.channel,
        purpose=result.purpose,
        note=note,
        happened_on=today,
        made_at=now,
        made_by=by,
    )
    _close_cause(task, by=by, now=now)
    _set_follow_up(contact, customer, result=result, today=today)
    record(
        "care.contact_recorded",
        by=by,
        target=customer.pk,
        contact=contact.pk,
        outcome=contact.outcome,
        purpose=contact.purpose,
        task=contact.task_key,
        follow_up=contact.follow_up_key,
    )
    emit(
        "contact.recorded", contact=contact.pk, customer=customer.pk,
        branch_id=customer.branch_id, manager_id=customer.manager_id,
    )  # fmt: skip
    return contact


@transaction.atomic
def withdraw(contact: Contact, *, by: Any, now: datetime) -> Contact:
    """Take back a contact that was a mistake, with everything it did: the task it closed waits
    again, the follow-up it set is gone unless somebody has worked on it. The row stays."""
    permissions.check_can_withdraw(by, contact)
    locked = Contact.objects.select_for_update().get(pk=contact.pk)
    policy.check_can_withdraw(locked)
    locked.withdrawn_at = now
    locked.save(update_fields=["withdrawn_at"])
    closed = Task.objects.select_for_update().filter(
        pk=locked.task_key, status=DONE, done_at=locked.made_at
    )
    for task in closed:
        _open(task)
    Task.objects.filter(pk=locked.follow_up_key, status=OPEN).delete()
    record("care.contact_withdrawn", by=by, target=locked.customer_id, contact=locked.pk)
    return locked


def rescope(customer_ids: list[str], *, branch_id: str, manager_id: str) -> int:
    """Follow a hand-over: tasks carry who may see them; contacts stay with whom they were made.

    The action that moved the customers opens the transaction and writes the audit row.
    """
    rows = Task.objects.filter(customer_id__in=customer_ids)
    return rows.update(branch_id=branch_id, manager_id=manager_id)


def _locked(task: Task) -> Task:
    return Task.objects.select_for_update().get(pk=task.pk)


def _close(task: Task, *, by: Any, now: datetime) -> None:
    policy.check_can_become(task, DONE)
    task.status, task.snoozed_until, task.done_at, task.done_by = DONE, None, now, by
    task.save(update_fields=["status", "snoozed_until", "done_at", "done_by"])
    emit(
        "task.done", task=task.pk, customer=task.customer_id, branch_id=task.branch_id,
        manager_id=task.manager_id,
    )  # fmt: skip


def _open(task: Task) -> None:
    task.status, task.snoozed_until, task.done_at, task.done_by = OPEN, None, None, None
    task.save(update_fields=["status", "snoozed_until", "done_at", "done_by"])


def _close_cause(task: Task | None, *, by: Any, now: datetime) -> None:
    """A task that a colleague closed a moment ago stays closed by the colleague."""
    if task is None:
        return
    locked = _locked(task)
    if locked.status != DONE:
        _close(locked, by=by, now=now)


def _set_follow_up(contact: Contact, customer: Customer, *, result: Outcomes, today: date) -> None:
    if result.follow_up_days is None:
        return
    kind = APPOINTMENT if result.outcome == Outcome.APPOINTMENT else FOLLOW_UP
    task = Task.objects.create(
        task_key=f"{kind}:{customer.pk}:{contact.pk}",
        customer_id=customer.pk,
        branch_id=customer.branch_id,
        manager_id=customer.manager_id,
        kind=kind,
        origin=FROM_PERSON,
        due_on=today + timedelta(days=result.follow_up_days),
        params=json.dumps(
            {"recorded_on": today.isoformat(), "note": _shortened(contact.note)},
            ensure_ascii=False,
        ),
        score=PROMISE_SCORE,
    )
    contact.follow_up_key = task.pk
    contact.save(update_fields=["follow_up_key"])


def _shortened(note: Any) -> str:
    """The token of the note's beginning: what people wrote is sealed wherever it is kept."""
    return Sealed.of(note.plain()[:NOTE_ON_LIST], note.kind).token
