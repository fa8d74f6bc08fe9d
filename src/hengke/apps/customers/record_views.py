"""The record of one customer: reading it as of a day, editing it, one field with its history."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hengke.apps.customers import (
    queries,
    record_actions,
    record_fields,
    record_form,
    record_page,
    record_reading,
    staleness,
    twins,
)
from hengke.apps.customers import record_values as values
from hengke.apps.customers.record_models import Source
from hengke.apps.customers.record_reading import Line, Subject
from hengke.apps.customers.record_reading import opened as opened_subject
from hengke.kernel import clock
from hengke.kernel.errors import Refused
from hengke.web import paging
from hengke.web.access import needs
from hengke.web.answers import go_to
from hengke.web.requests import StaffRequest
from hengke.web.sentences import said

ANYWAY = "anyway"
"""Said by who was told of the same identifier elsewhere, and saves all the same."""


@require_GET
@needs("customers.read")
def record(request: StaffRequest, customer_id: str) -> HttpResponse:
    """`?on=` shows the values that were valid on a day."""
    of, now = opened_subject(request.user, customer_id), clock.now()
    on, wrong = _day(request.GET.get("on", ""), clock.day(now))
    page = record_page.page(of, request.user, on=on, now=now)
    return render(
        request, "customers/record.html", {**page, "wrong_day": wrong}, status=422 if wrong else 200
    )


@require_http_methods(["GET", "POST"])
@needs("customers.edit")
def edit(request: StaffRequest, customer_id: str) -> HttpResponse:
    of, now = opened_subject(request.user, customer_id, "customers.edit"), clock.now()
    found = record_reading.lines(of, on=clock.day(now), now=now)
    clear = record_page.names_clear(request.user)
    if request.method == "GET":
        sheet = record_form.blank(found, names_clear=clear, today=clock.day(now))
        return _sheet(request, of, found, sheet)
    rules = record_reading.policy(now)
    sheet = record_form.sent(found, request.POST.dict(), rules=rules, names_clear=clear)
    if not sheet.is_good:
        return _sheet(request, of, found, sheet, status=422)
    if ANYWAY not in request.POST and (told := twins.of(of.number, sheet.changes, request.user)):
        return _sheet(request, of, found, sheet, status=409, told=told)
    return _saved(request, of, found, sheet, now)


@require_POST
@needs("customers.create")
def create(request: StaffRequest) -> HttpResponse:
    made = record_actions.open_record(
        request.POST.get("kind", ""), by=request.user, now=clock.now()
    )
    return go_to(request, reverse("customers:edit", args=[made.pk]))


@require_GET
@needs("customers.create")
def opened(request: StaffRequest) -> HttpResponse:
    """Records opened here that the person may see."""
    page = paging.page(
        queries.prospects(request.user), sort="-customer_id", key="customer_id",
        cursor=request.GET.get("after"),
    )  # fmt: skip
    names = record_page.names(page.rows, request.user)
    known = twins.known_elsewhere([one.pk for one in page.rows], request.user)
    rows = [
        {"record": one, "title": names.get(one.pk, one.pk), "twins": known.get(one.pk, ())}
        for one in page.rows
    ]
    return render(request, "customers/opened.html", {"page": page, "rows": rows})


@require_GET
@needs("customers.read")
def stale(request: StaffRequest) -> HttpResponse:
    """How much of the record is overdue, per branch."""
    rows = staleness.rates(request.user, clock.now())
    return render(request, "customers/stale.html", {"rows": rows})


@require_GET
@needs("customers.read")
def field_page(request: StaffRequest, customer_id: str, field: str) -> HttpResponse:
    of, line, now = _asked_for(request, customer_id, field)
    return render(
        request, "customers/field.html", record_page.field_page(of, line, request.user, now=now)
    )


@require_POST
@needs("customers.edit")
def settle(request: StaffRequest, customer_id: str, field: str) -> HttpResponse:
    of, line, now = _asked_for(request, customer_id, field, "customers.edit")
    record_actions.settle(
        of, line, keep=request.POST.get("keep", ""), reason=request.POST.get("reason", ""),
        by=request.user, now=now,
    )  # fmt: skip
    messages.success(request, _("Decided. The other values ended today."))
    return go_to(request, reverse("customers:field", args=[customer_id, field]))


@require_POST
@needs("customers.correct")
def correct(request: StaffRequest, customer_id: str, field: str) -> HttpResponse:
    of, line, now = _asked_for(request, customer_id, field, "customers.correct")
    try:
        id_type = values.plain(getattr(of.core, "id_type", None))
        text = values.read(line.field, request.POST.get("value", ""), id_type=id_type)
    except values.Wrong as wrong:
        raise Refused(str(wrong), next_step=_("Correct the value and ask again.")) from None
    record_actions.ask_correction(
        of, line.field, text, reason=request.POST.get("reason", ""), by=request.user, now=now
    )
    messages.success(request, _("Asked for. A second person decides whether it is passed on."))
    return go_to(request, reverse("customers:field", args=[customer_id, field]))


def _asked_for(
    request: StaffRequest, customer_id: str, field: str, action: str = "customers.read"
) -> tuple[Subject, Line, datetime]:
    of, now = opened_subject(request.user, customer_id, action), clock.now()
    if record_fields.named(field, of.kind) is None:
        raise Http404
    found = record_reading.lines(of, on=clock.day(now), now=now)
    return of, next(line for line in found if line.field.name == field), now


def _saved(
    request: StaffRequest, of: Subject, found: list[Line], sheet: Any, now: datetime
) -> HttpResponse:
    address = reverse("customers:record", args=[of.number])
    if not sheet.changes:
        messages.info(request, _("Nothing was changed."))
        return go_to(request, address)
    try:
        version = int(request.POST.get("version", ""))
    except ValueError:
        version = -1
    try:
        record_actions.save(
            of, sheet.changes, source=sheet.source, collected_on=sheet.day, version=version,
            by=request.user, now=now, reason=sheet.reason,
        )  # fmt: skip
    except Refused as refusal:
        sheet.error = f"{said(refusal.message)} {said(refusal.next_step)}"
        overtaken = isinstance(refusal, record_actions.Overtaken)
        return _sheet(request, of, found, sheet, status=409 if overtaken else 422)
    messages.success(request, _("Saved."))
    return go_to(request, address)


def _sheet(
    request: StaffRequest,
    of: Subject,
    found: list[Line],
    sheet: Any,
    *,
    status: int = 200,
    told: twins.Twins | None = None,
) -> HttpResponse:
    known, wanted, missing = record_reading.completeness(found)
    context = {
        "subject": of,
        "title": record_page.title(of, found, request.user),
        "sheet": sheet,
        "groups": record_page.groups(sheet.inputs),
        "sources": Source.choices,
        "known": known,
        "wanted": wanted,
        "missing": [line.field.label for line in missing],
        "version": of.version,
        "typed": request.method == "POST",
        "twins": record_page.twins_told(told) if told else None,
    }
    return render(request, "customers/record_edit.html", context, status=status)


def _day(asked: str, today: date) -> tuple[date, str]:
    """The day that is asked for, or today and why it is not the one asked for."""
    if not asked:
        return today, ""
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        return today, _("This is no day. Write it as 2026-10-23; shown are the values of today.")
    if day > today:
        return today, _("Nothing is known of the future; shown are the values of today.")
    return day, ""
