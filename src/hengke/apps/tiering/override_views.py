"""Overrides: asked for on the customer's tier page, decided by a second person in the inbox."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hengke.apps.customers.api import opened
from hengke.apps.tiering import actions, overrides_list, permissions, queries
from hengke.apps.tiering.forms import DecisionForm, OverrideForm
from hengke.kernel import clock
from hengke.kernel.errors import Refused
from hengke.web import paging
from hengke.web.access import needs
from hengke.web.answers import go_to
from hengke.web.requests import StaffRequest


@needs("tiering.read")
@require_GET
def inbox(request: StaffRequest) -> HttpResponse:
    waiting = request.GET.get("show") != "all"
    found = queries.overrides(request.user)
    found = overrides_list.only_waiting(found) if waiting else found
    page = paging.page(found, sort="-id", key="id", cursor=request.GET.get("after"))
    context = {
        "page": page,
        "rows": overrides_list.rows(page.rows, user=request.user),
        "waiting": waiting,
        "can_decide": permissions.can_decide_overrides(request.user),
    }
    return render(request, "tiering/overrides.html", context)


@needs("tiering.request_override")
@require_POST
def ask(request: StaffRequest, customer_id: str) -> HttpResponse:
    """A request from the tier page of a customer."""
    customer = opened(request.user, customer_id, page="tier", action="tiering.request_override")
    form = OverrideForm(request.POST)
    if not form.is_valid():
        raise Refused(
            _("The last day is not a date, or the reason is too long."),
            next_step=_("Correct it and send the request again."),
        )
    ladder = queries.ladder_of(request.POST.get("policy"))
    actions.request_override(
        customer,
        ladder_policy=ladder.policy,
        by=request.user,
        now=clock.now(),
        **form.cleaned_data,
    )
    messages.success(request, _("The override waits for a second person."))
    return go_to(
        request, f"{reverse('tiering:customer', args=[customer_id])}?policy={ladder.policy}"
    )


@needs("tiering.decide_override")
@require_POST
def decide(request: StaffRequest, number: int) -> HttpResponse:
    """Approve or reject one that the person may see."""
    override = get_object_or_404(queries.overrides(request.user), pk=number)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        raise Refused(
            _("The decision was not understood."), next_step=_("Approve it, or reject it.")
        )
    note, now = form.cleaned_data["note"], clock.now()
    if form.cleaned_data["decision"] == "approve":
        actions.approve_override(override, note=note, by=request.user, now=now)
        messages.success(request, _("Approved. The next run applies it."))
    else:
        actions.reject_override(override, note=note, by=request.user, now=now)
        messages.success(request, _("Rejected. The person who asked can see why."))
    return go_to(request, reverse("tiering:overrides"))
