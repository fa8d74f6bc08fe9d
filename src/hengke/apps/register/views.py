"""The model register."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hengke.apps.customers.api import business_date
from hengke.apps.register import cards, slices
from hengke.web.access import needs
from hengke.web.requests import StaffRequest


@needs("register.read")
@require_GET
def models(request: StaffRequest) -> HttpResponse:
    """Every model of the current run: it tells of no customer, so of no book either."""
    found = cards.cards()
    context = {
        "cards": found,
        "as_of": business_date(),
        "version": cards.policy_version(found[0].model.as_of) if found else "",
    }
    return render(request, "register/models.html", context)


@needs("register.read")
@require_GET
def fairness(request: StaffRequest) -> HttpResponse:
    """How groups of persons fare in decisions: it tells of groups of the whole bank, of nobody."""
    context = {**slices.context(), "as_of": business_date()}
    return render(request, "register/fairness.html", context)
