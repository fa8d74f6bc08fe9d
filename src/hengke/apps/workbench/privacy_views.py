"""Privacy of somebody whose record was opened here; requests of everybody with their deadlines, one
of them, and the file of the own data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hengke.apps.approvals import api as approvals
from hengke.apps.audit.api import taken
from hengke.apps.customers import api as customers
from hengke.apps.identity import api as identity
from hengke.apps.privacy import api as privacy
from hengke.apps.workbench import privacy_copy, privacy_tab
from hengke.kernel import clock
from hengke.kernel.errors import Refused
from hengke.web import amounts, paging
from hengke.web.access import needs
from hengke.web.answers import go_to
from hengke.web.requests import StaffRequest

TEXT = 2_000


@needs(privacy.READ)
@require_GET
def of(request: StaffRequest, customer_id: str) -> HttpResponse:
    """The privacy tab of somebody whose record was opened here; a customer's is on the own page."""
    whose = customers.record_reading.opened(request.user, customer_id, privacy.READ)
    if whose.core:
        return go_to(request, privacy_tab.address(whose))
    context = {
        **privacy_tab.context(whose.number, request.user),
        "name": customers.record_page.called(whose, request.user, now=clock.now()),
        "chips": privacy_tab.chips(whose.number),
    }
    return render(request, "workbench/privacy/prospect.html", context)


def _visible(user: Any) -> QuerySet[privacy.Request]:
    """Requests of whom the person may see, also under numbers that are theirs now."""
    return privacy.requests().filter(customers.answered_for(user, privacy.READ))


@needs(privacy.READ)
@require_GET
def requests(request: StaffRequest) -> HttpResponse:
    waiting, day = request.GET.get("show") != "all", privacy.today(clock.now())
    found = _visible(request.user)
    found = found.filter(state="open") if waiting else found
    sort = "due_on" if waiting else "-id"
    page = paging.page(found, sort=sort, key="id", cursor=request.GET.get("after"))
    names = _names(page.rows, request.user)
    context = {
        "page": page,
        "rows": [(one, names[one.pk], one.due_on < day) for one in page.rows if one.pk in names],
        "waiting": waiting,
        "today": day,
        "files": privacy.waiting_for(request.user, clock.now()),
    }
    return render(request, "workbench/privacy/requests.html", context)


def _names(rows: Sequence[privacy.Request], user: Any) -> dict[int, Any]:
    """By request what its customer or prospect is called; a fixed number of queries."""
    numbers = {one.customer_id for one in rows}
    survivors = customers.survivors_of(numbers)
    wanted = {survivors.get(one, one) for one in numbers}
    known = customers.visible_to(user, privacy.READ).in_bulk(wanted)
    opened = customers.prospects(user, privacy.READ).in_bulk(wanted)
    told = customers.record_page.names(opened.values(), user) if opened else {}
    named = {number: told.get(number) or number for number in opened}
    named |= {number: customers.shown_name(one, user) for number, one in known.items()}
    whose = {one.pk: survivors.get(one.customer_id, one.customer_id) for one in rows}
    return {request: named[number] for request, number in whose.items() if number in named}


@needs(privacy.READ)
@require_GET
def request_(request: StaffRequest, number: int) -> HttpResponse:
    found, now = get_object_or_404(_visible(request.user), pk=number), clock.now()
    whose = customers.record_reading.opened(request.user, privacy.survivor_of(found.customer_id))
    course = privacy.course_of(found, now)
    context = {
        "asked": found,
        "texts": _texts(found, request.user),
        "course": course,
        "approval": course.asked
        and approvals.visible_to(request.user, now).filter(pk=course.asked.pk).exists(),
        "deciders": privacy.deciders(),
        "name": customers.record_page.called(whose, request.user, now=now),
        "address": privacy_tab.address(whose),
        "whole": amounts.are_whole(),
        "can_review": privacy.can_review(request.user)
        and not identity.usernames_of(request.user) & set(found.barred),
        "can_record": privacy.can_record(request.user),
    }
    return render(request, "workbench/privacy/request.html", context)


def _texts(found: Any, user: Any) -> dict[str, str]:
    """What was said, answered and explained: open for who handles requests or serves customers."""
    opens = privacy.can_record(user) or privacy.can_review(user) or customers.is_responsible(user)
    texts = {"said": found.said, "answer": found.answer, "explanation": found.explanation}
    return {name: text.readable() if opens else str(text) for name, text in texts.items() if text}


@needs(privacy.RECORD)
@require_POST
def answer(request: StaffRequest, number: int) -> HttpResponse:
    found, now = get_object_or_404(_visible(request.user), pk=number), clock.now()
    text, outcome = request.POST.get("text", "")[:TEXT], request.POST.get("outcome", "answered")
    if outcome == "refused":
        privacy.refuse(found, text=text, by=request.user, now=now)
    else:
        privacy.answer(found, text=text, outcome=outcome, by=request.user, now=now)
    messages.success(request, _("Answered."))
    return go_to(request, reverse("workbench:privacy-requests"))


@needs(privacy.RECORD)
@require_POST
def ask(request: StaffRequest, number: int) -> HttpResponse:
    """What a request needs a second person for: the copy of the data, or the restriction."""
    found, now = get_object_or_404(_visible(request.user), pk=number), clock.now()
    reason = request.POST.get("reason", "")[:TEXT]
    if found.state != "open":
        raise Refused(_("This request was answered already."), next_step=_("Write down a new one."))
    if found.kind == privacy.Asked.COPY:
        privacy_copy.ask(found, reason=reason, by=request.user, now=now)
    elif found.kind == privacy.Asked.DELETION:
        privacy.ask_restriction(
            privacy.survivor_of(found.customer_id), request=found.pk,
            requested_on=found.received_on, reason=reason, by=request.user, now=now,
        )  # fmt: skip
    else:
        raise Refused(
            _("This kind of request is answered without a second person."),
            next_step=_("Write the answer."),
        )
    messages.success(request, _("It waits for a second person."))
    return go_to(request, reverse("workbench:privacy-request", args=[number]))


@needs("privacy.copy")
@require_POST
def take(request: StaffRequest, number: int) -> HttpResponse:
    """The file, once; a POST, because taking it leaves an audit row and nothing behind."""
    found = get_object_or_404(privacy.DataFile, pk=number, for_user=request.user)
    whose = privacy.survivor_of(found.customer_id)
    customers.subject(request.user, whose, privacy.READ)
    content = privacy.take(found, by=request.user, now=clock.now())
    taken(request.user, [found.customer_id])
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{found.name}"'
    response["Cache-Control"] = "no-store"
    return response
