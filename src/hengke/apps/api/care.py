"""Tasks and contacts: the day's work read and done by a program."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Body, Field, Query, Router, Schema

from hengke.apps.api import customers, etags, paging, taking
from hengke.apps.api.amounts import Money, money
from hengke.apps.api.operations import JSON, reads, writes
from hengke.apps.api.paging import Asked, Listed
from hengke.apps.api.words import Key, Number, Sent, Text, Word
from hengke.apps.audit.api import seen
from hengke.apps.care import api as care
from hengke.apps.customers.api import is_responsible, shown_text
from hengke.kernel import clock
from hengke.web.paging import page

router = Router(tags=["Tasks and contacts"])
WORK, READ = "care.work", "customers.read"
Outcome = Literal["reached", "not_reached", "appointment", "taken_up", "declined"]
Channel = Literal["phone", "visit", "message"]


class TaskOut(Schema):
    """One thing to do for a customer."""

    task_key: str = Field(..., examples=["maturity:C10200000:2026-10-28"])
    customer_id: str
    kind: str = Field(..., examples=["maturity"])
    sentence: str = Field(..., description="Why, in the caller's language.")
    due_on: date | None = None
    amount: Money
    status: str = Field(..., description="open, done or snoozed.", examples=["open"])
    snoozed_until: date | None = None
    done_at: datetime | None = None
    done_by: str | None = None
    origin: str = Field(..., description="run or person.", examples=["run"])


class ContactOut(Schema):
    """One contact with a customer. A mistake is withdrawn, never deleted."""

    contact_id: int = Field(..., examples=[1])
    customer_id: str
    outcome: str = Field(..., examples=["reached"])
    channel: str = Field(..., examples=["phone"])
    purpose: str = Field(..., examples=["service"])
    note: str = ""
    happened_on: date
    made_at: datetime
    made_by: str
    task_key: str = Field("", description="The task that it closed.")
    follow_up_key: str = Field("", description="The task that it set.")
    withdrawn_at: datetime | None = None


class ContactIn(Sent):
    """What came of a contact. Recorded today, by the caller."""

    outcome: Outcome
    channel: Channel = "phone"
    purpose: Word = Field("service", description="One of the privacy policy's.")
    note: Text = ""
    task_key: Word | None = Field(None, description="A task that the contact closes.")
    follow_up_days: Literal[1, 3, 7] | None = Field(None, description="When to come back.")


class SnoozeIn(Sent):
    """Until when a task waits."""

    until: date
    reason: Word = ""


class Tasks(Asked):
    """Which tasks, in which order."""

    state: Literal["waiting", "late", "snoozed", "done"] = "waiting"
    kind: Word = ""
    manager: Word = ""
    sort: Literal["urgency", "due", "amount"] = "urgency"


@reads(router, "/tasks", Listed[TaskOut], right=WORK, name="tasks")
def tasks(
    request: HttpRequest, response: HttpResponse, asked: Tasks = Query(...)
) -> dict[str, Any]:
    """Tasks of the caller's book."""
    after = paging.place(request, asked)
    filters = care.TaskFilters(
        state=asked.state, kind=asked.kind, manager=asked.manager, sort=asked.sort
    )
    rows = care.filtered(request.user, filters, day=care.today(clock.now()))
    return _tasks(request, response, rows, filters.order, asked.limit, after)


@reads(router, "/customers/{path:customer_id}/tasks", Listed[TaskOut], right=READ,
       name="customer-tasks")  # fmt: skip
def tasks_of(
    request: HttpRequest, response: HttpResponse, customer_id: Key, asked: Asked = paging.Paged
) -> dict[str, Any]:
    """What waits for a customer, most urgent first."""
    customer = customers.found(request, customer_id)
    after = paging.place(request, asked)
    rows = care.tasks_of(*customer.shown_numbers, day=care.today(clock.now()))
    return _tasks(request, response, rows, "-score", asked.limit, after)


@reads(router, "/customers/{path:customer_id}/contacts", Listed[ContactOut], right=READ,
       name="customer-contacts")  # fmt: skip
def contacts(
    request: HttpRequest, response: HttpResponse, customer_id: Key, asked: Asked = paging.Paged
) -> dict[str, Any]:
    """A customer's contacts, the last recorded first."""
    customer = customers.found(request, customer_id)
    after = paging.place(request, asked)
    rows = care.contacts_of(*customer.shown_numbers)
    turned = page(rows, sort="-id", key="id", size=asked.limit, cursor=after)
    told = [_contact(row, request.user) for row in turned.rows]
    return paging.answered(request, response, told, turned.next_cursor)


@writes(
    router, "/customers/{path:customer_id}/contacts", ContactOut, status=201, body=JSON,
    right=WORK, name="customer-contacts", example={"outcome": "reached", "follow_up_days": 7},
)  # fmt: skip
def record(request: HttpRequest, customer_id: Key, sent: ContactIn = Body(...)) -> ContactOut:
    """Write down a contact.

    It closes the task that caused it and sets the next one: all or nothing.
    """
    customer = customers.found(request, customer_id, WORK)
    cause = _task(request, sent.task_key) if sent.task_key else None
    result = care.Outcomes(sent.outcome, sent.channel, sent.note, sent.follow_up_days, sent.purpose)
    now = clock.now()
    made = care.record_contact(
        customer, result=result, today=care.today(now), task=cause, by=request.user, now=now
    )
    return _contact(made, request.user)


@writes(router, "/contacts/{number}/withdraw", ContactOut, right="care.withdraw",
        name="contact-withdraw")  # fmt: skip
def withdraw(request: HttpRequest, number: Number) -> ContactOut:
    """Take back a contact that was a mistake, with everything it did."""
    found = get_object_or_404(care.contacts(request.user, "care.withdraw"), pk=number)
    return _contact(care.withdraw(found, by=request.user, now=clock.now()), request.user)


@writes(router, "/tasks/{path:key}/done", TaskOut, right=WORK, name="task-done", may_match=True)
def done(request: HttpRequest, key: Key) -> TaskOut:
    """Finish a task; one that is finished stays as it was."""
    found = _unchanged(request, key)
    return _told(care.complete(found, by=request.user, now=clock.now()), request)


@writes(
    router, "/tasks/{path:key}/snooze", TaskOut, body=JSON, right=WORK, name="task-snooze",
    may_match=True, example={"until": "2026-11-02", "reason": "On a journey."},
)  # fmt: skip
def snooze(request: HttpRequest, key: Key, sent: SnoozeIn = Body(...)) -> TaskOut:
    """Put a task off until a day, from one to ninety days ahead."""
    found, today = _unchanged(request, key), care.today(clock.now())
    put_off = care.snooze(found, until=sent.until, today=today, reason=sent.reason, by=request.user)
    return _told(put_off, request)


@writes(router, "/tasks/{path:key}/reopen", TaskOut, right=WORK, name="task-reopen",
        may_match=True)  # fmt: skip
def reopen(request: HttpRequest, key: Key) -> TaskOut:
    """Undo of done and of put off."""
    return _told(care.reopen(_unchanged(request, key), by=request.user), request)


last = Router(tags=["Tasks and contacts"])


@reads(last, "/tasks/{path:key}", TaskOut, right=WORK, name="task")
def task(request: HttpRequest, key: Key) -> TaskOut:
    """One task."""
    found = _task(request, key)
    seen(request.user, found.customer_id, page="called")
    return _told(found, request)


def _task(request: HttpRequest, key: str) -> care.Task:
    """A task of somebody else's book does not exist for the caller."""
    return get_object_or_404(care.tasks(request.user, WORK), pk=key)


def _unchanged(request: HttpRequest, key: str) -> care.Task:
    found = _task(request, key)
    etags.check(request, _told(found, request))
    return found


def _tasks(
    request: HttpRequest, response: HttpResponse, rows: Any, sort: str, size: int, after: Any
) -> dict[str, Any]:
    turned = page(rows, sort=sort, key="task_key", size=size, cursor=after)
    taking.told(request, [row.customer_id for row in turned.rows])
    told = [_told(row, request) for row in turned.rows]
    return paging.answered(request, response, told, turned.next_cursor)


def _told(row: care.Task, request: HttpRequest) -> TaskOut:
    amount = money(request.user, row.amount_minor, row.currency, unknown="none")
    told = care.sentence_of(row, whole=is_responsible(request.user))
    return TaskOut(
        task_key=row.pk, customer_id=row.customer_id, kind=row.kind, due_on=row.due_on,
        sentence=told if amount.reason in (None, "none") else "",
        amount=amount, status=row.status, snoozed_until=row.snoozed_until, done_at=row.done_at,
        done_by=row.done_by.username if row.done_by else None, origin=row.origin,
    )  # fmt: skip


def _contact(row: care.Contact, user: Any) -> ContactOut:
    return ContactOut(
        contact_id=row.pk, customer_id=row.customer_id, outcome=row.outcome, channel=row.channel,
        purpose=row.purpose, note=shown_text(row.note, user), happened_on=row.happened_on,
        made_at=row.made_at,
        made_by=row.made_by.username, task_key=row.task_key, follow_up_key=row.follow_up_key,
        withdrawn_at=row.withdrawn_at,
    )  # fmt: skip
