"""The sheet in which a contact is written down, and the way back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hengke.apps.care import actions, forms, listing, queries, reaching
from hengke.apps.care.answers import changed, sheet_closed
from hengke.apps.care.models import Outcome, Task
from hengke.apps.customers.api import can_unmask, opened
from hengke.kernel import clock
from hengke.web.access import needs

FOUND_AT_ONCE = 8
OFFERED_AT_ONCE = 3


@needs("care.work")
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """Without a customer the sheet asks for one; with a task it says why the call is made."""
    sent = request.POST if request.method == "POST" else request.GET
    task = _task(request, sent.get("task", ""))
    number = task.customer_id if task else sent.get("customer", "")
    if not number:
        return render(request, "care/choose_customer.html")
    customer = opened(request.user, number, page="contact", action=queries.WORK)
    form = forms.ContactForm(request.POST or None)
    if not form.is_valid():
        return _sheet(request, customer, task, form)
    recorded = actions.record_contact(
        customer,
        result=form.result(),
        today=queries.today(clock.now()),
        task=task,
        by=request.user,
        now=clock.now(),
    )
    return sheet_closed(request, message=_("Contact recorded"), undo=("care:withdraw", recorded.pk))


@needs("care.work")
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """Customers of the person's book that begin with what was typed."""
    found = queries.findable(request.user, request.GET.get("q", ""), most=FOUND_AT_ONCE)
    refused = reaching.not_for_marketing([row.pk for row in found], clock.now())
    rows = [
        {**listing.customer_row(row, request.user, None), "refused": refused.get(row.pk, "")}
        for row in found
    ]
    return render(request, "care/chosen.html", {"rows": rows, "text": request.GET.get("q", "")})


@needs("care.withdraw")
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.contacts(request.user, queries.WITHDRAW), pk=pk)
    actions.withdraw(found, by=request.user, now=clock.now())
    return changed(request, message=_("Contact withdrawn"))


def _task(request: HttpRequest, key: str) -> Task | None:
    rows = queries.tasks(request.user, queries.WORK)
    return get_object_or_404(rows, pk=key) if key else None


def _sheet(
    request: HttpRequest, customer: Any, task: Task | None, form: forms.ContactForm
) -> HttpResponse:
    ladder, today = listing.first_ladder(), queries.today(clock.now())
    context = {
        **listing.customer_row(customer, request.user, ladder),
        "task": task,
        "offered": _offered(request, customer, task),
        "sentence": listing.sentences.of(task, whole=True) if task else "",
        "form": form,
        "outcome": _outcome(request, form),
        "outcomes": Outcome.choices,
        "purposes": reaching.purposes(customer.pk, clock.now()),
        "follow_ups": forms.FOLLOW_UP_DAYS,
        "today": today,
        "can_unmask": can_unmask(request.user),
    }
    status = 422 if form.is_bound else 200
    return render(request, "care/contact.html", context, status=status)


def _offered(request: HttpRequest, customer: Any, task: Task | None) -> list[listing.Row]:
    """Waiting tasks that this contact may close; nothing to choose where one was named already."""
    today = queries.today(clock.now())
    found = list(queries.tasks_of(*customer.shown_numbers, day=today)[:OFFERED_AT_ONCE])
    if task and (request.method == "GET" or task not in found):
        return []
    return listing.rows(found, user=request.user, today=today, ladder=None)


def _outcome(request: HttpRequest, form: forms.ContactForm) -> str:
    """The chip that is chosen when the sheet opens: what was sent, what was asked for, reached."""
    asked = form.data.get("outcome") if form.is_bound else request.GET.get("outcome")
    return asked if asked in Outcome.values else Outcome.REACHED
