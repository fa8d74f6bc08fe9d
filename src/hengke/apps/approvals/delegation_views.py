"""Who stands in for me, and for whom I stand in."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hengke.apps.approvals import delegations, kinds, policy, queries
from hengke.apps.approvals.forms import DelegationForm
from hengke.apps.approvals.models import Delegation
from hengke.kernel import clock
from hengke.kernel.errors import Refused
from hengke.web.access import signed_in
from hengke.web.answers import go_to
from hengke.web.requests import StaffRequest


@signed_in
@require_GET
def page(request: StaffRequest) -> HttpResponse:
    now = clock.now()
    context = {
        "delegations": [
            (one, [kinds.title_of(name) for name in one.kinds])
            for one in queries.delegations_of(request.user, now)
        ],
        "people": queries.stand_ins(request.user, now),
        "kinds": delegations.deciding_kinds(request.user),
        "today": policy.today(now),
        "longest": policy.in_force(now).longest_delegation_days,
    }
    return render(request, "approvals/delegations.html", context)


@signed_in
@require_POST
def give(request: StaffRequest) -> HttpResponse:
    now, form = clock.now(), DelegationForm(request.POST)
    if not form.is_valid():
        raise Refused(
            _("A day is not a date, or the reason is too long."),
            next_step=_("Correct it and send it again."),
        )
    said = form.cleaned_data
    person = queries.stand_ins(request.user, now).filter(username=said["to"]).first()
    if person is None:
        raise Refused(
            _("This colleague cannot stand in for you."), next_step=_("Choose one of the list.")
        )
    delegations.delegate(
        to=person, starts_on=said["starts_on"], ends_on=said["ends_on"], reason=said["reason"],
        only=[said["kind"]] if said["kind"] else [], by=request.user, now=now,
    )  # fmt: skip
    messages.success(request, _("%(name)s decides in your name.") % {"name": person.name})
    return go_to(request, reverse("approvals:delegations"))


@signed_in
@require_POST
def end(request: StaffRequest, number: int) -> HttpResponse:
    mine = Delegation.objects.filter(Q(giver=request.user) | Q(taker=request.user))
    delegations.end(get_object_or_404(mine, pk=number), by=request.user, now=clock.now())
    messages.success(request, _("Ended, at once."))
    return go_to(request, reverse("approvals:delegations"))
