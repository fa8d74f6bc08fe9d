"""The model register."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hengke.apps.customers.api import business_date
from hengke.apps.register import cards, forms, permissions, promotion, slices
from hengke.kernel import clock
from hengke.web.access import needs
from hengke.web.requests import StaffRequest


@needs(permissions.READ)
@require_GET
def models(request: StaffRequest) -> HttpResponse:
    """Every model of the current run: it tells of no customer, so of no book either."""
    found = cards.cards()
    context = {
        "cards": found,
        "as_of": business_date(),
        "can_propose": permissions.can_propose(request.user),
        "version": cards.policy_version(found[0].model.as_of) if found else "",
    }
    return render(request, "register/models.html", context)


@needs(permissions.PROPOSE)
@require_POST
def propose(request: StaffRequest) -> HttpResponse:
    """Ask for a challenger as champion: asked for here, decided in the inbox."""
    version, reason = forms.typed(request.POST)
    promotion.ask(version, reason=reason, by=request.user, now=clock.now())
    messages.success(
        request, _("The request waits for a second person; then the next run follows.")
    )
    return redirect("register:models")


@needs("register.read")
@require_GET
def fairness(request: StaffRequest) -> HttpResponse:
    """How groups of persons fare in decisions: it tells of groups of the whole bank, of nobody."""
    context = {**slices.context(), "as_of": business_date()}
    return render(request, "register/fairness.html", context)
