"""The inbox, one request, and the decisions about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from hengke.apps.approvals import actions, kinds, listing, queries, rights
from hengke.apps.approvals.forms import DecisionForm
from hengke.apps.approvals.models import Approval, State
from hengke.kernel import clock
from hengke.kernel.errors import Refused
from hengke.web import paging
from hengke.web.access import signed_in
from hengke.web.answers import go_to
from hengke.web.requests import StaffRequest

SHOWS = (
    ("mine", gettext_lazy("Waiting for me")),
    ("asked", gettext_lazy("Asked by me")),
    ("open", gettext_lazy("All that wait")),
    ("decided", gettext_lazy("Decided")),
)
SAID = {
    State.WAITING: gettext_lazy("Your yes is written down. It needs one more person."),
    State.APPROVED: gettext_lazy("Approved. Who asked, or a job, does the rest."),
    State.CARRIED_OUT: gettext_lazy("Approved and carried out."),
    State.REJECTED: gettext_lazy("Rejected. The person who asked can see why."),
}


@signed_in
@require_GET
def inbox(request: StaffRequest) -> HttpResponse:
    now, show, kind = clock.now(), request.GET.get("show", "mine"), request.GET.get("kind", "")
    found = _shown(request.user, show, now)
    if kind in kinds.registered():
        found = found.filter(kind=kind)
    page = paging.page(found, sort="-id", key="id", cursor=request.GET.get("after"))
    context = {
        "page": page,
        "rows": listing.rows(page.rows, user=request.user, now=now),
        "shows": SHOWS,
        "show": show,
        "kinds": sorted((one.name, one.title) for one in kinds.registered().values()),
        "kind": kind,
        "delegations": list(queries.delegations_of(request.user, now)),
    }
    return render(request, "approvals/inbox.html", context)


def _shown(user: Any, show: str, now: Any) -> Any:
    if show == "asked":
        return queries.asked_by(user)
    if show == "open":
        return queries.still_waiting(user, now)
    return queries.settled(user, now) if show == "decided" else queries.inbox(user, now)


@signed_in
@require_GET
def approval(request: StaffRequest, number: int) -> HttpResponse:
    now = clock.now()
    found = _one(request, number, now)
    row = listing.rows([found], user=request.user, now=now)[0]
    context = {"row": row, "voices": listing.voices(found), "own": found.asked_by == request.user}
    return render(request, "approvals/approval.html", context)


@signed_in
@require_POST
def decide(request: StaffRequest, number: int) -> HttpResponse:
    now = clock.now()
    found = _one(request, number, now)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        raise Refused(
            _("The decision was not understood."), next_step=_("Approve it, or reject it.")
        )
    decided = actions.decide(
        found,
        yes=form.cleaned_data["decision"] == "approve",
        reason=form.cleaned_data["note"],
        by=request.user,
        now=now,
    )
    messages.success(request, str(SAID[State(decided.state)]))  # it is kept after the language ends
    return go_to(request, reverse("approvals:inbox"))


@signed_in
@require_POST
def withdraw(request: StaffRequest, number: int) -> HttpResponse:
    now = clock.now()
    found = get_object_or_404(queries.visible_to(request.user, now), pk=number)
    actions.withdraw(found, by=request.user, now=now)
    messages.success(request, _("Taken back. Nothing was done."))
    return go_to(request, f"{reverse('approvals:inbox')}?show=asked")


def _one(request: StaffRequest, number: int, now: datetime) -> Approval:
    """Who could have decided and came second is told so, and no more: it is not theirs to read."""
    found = queries.visible_to(request.user, now).filter(pk=number).first()
    if found is None and rights.could_have_decided(request.user, now).filter(pk=number).exists():
        raise Refused(
            _(
                "Somebody else has decided this request, or it has ended. Nothing of yours was "
                "written."
            ),
            next_step=_("Go on with what else waits in the inbox."),
        )
    if found is None:
        raise Http404
    return found
