"""Plans for customers: the list, one plan, and the steps from a draft to an answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hengke.apps.customers.api import opened
from hengke.apps.needs import (
    forms,
    permissions,
    plan_actions,
    plan_approval,
    plan_forms,
    plan_outcomes,
    plan_pages,
    plan_policy,
    plans,
)
from hengke.apps.needs.plan_models import Plan, PlanItem
from hengke.kernel import clock
from hengke.web import paging
from hengke.web.access import needs
from hengke.web.answers import go_to
from hengke.web.requests import StaffRequest


@needs(permissions.READ)
@require_GET
def page(request: StaffRequest) -> HttpResponse:
    """Plans of the person's book, what ends first on top, and how offers end."""
    now, filters = clock.now(), plan_forms.read(request.GET)
    found = filters.through(
        plans.reached(request.user), today=clock.day(now), rules=plan_policy.in_force(now)
    )
    rows = found.select_related("opened_by").prefetch_related(plans.ANSWERS)
    page = paging.page(rows, sort="valid_until", key="id", cursor=request.GET.get("after"))
    context = plan_pages.listing(request.user, filters, page)
    return render(request, "needs/plans.html", context)


@needs(permissions.RECORD)
@require_POST
def open_(request: StaffRequest, customer_id: str) -> HttpResponse:
    customer = opened(request.user, customer_id, page="needs", action=permissions.RECORD)
    form = plan_forms.TermsForm(request.POST)
    terms = form.terms(forms.said(form))
    made = plan_actions.open_plan(customer, terms, by=request.user, now=clock.now())
    messages.success(request, _("The plan is a draft. Write down its items next."))
    return _to(request, made)


@needs(permissions.READ, post=permissions.RECORD)
@require_http_methods(["GET", "POST"])
def plan(request: StaffRequest, number: int) -> HttpResponse:
    """One version; a POST changes the terms of a draft."""
    action = permissions.RECORD if request.method == "POST" else permissions.READ
    found = _found(request, number, action)
    customer = plans.customer_of(found, request.user, action)
    if request.method == "POST":
        form = plan_forms.TermsForm(request.POST)
        terms = form.terms(forms.said(form))
        plan_actions.change_plan(found, customer, terms, by=request.user, now=clock.now())
        messages.success(request, _("Changed."))
        return _to(request, found)
    return render(request, "needs/plan.html", plan_pages.one(found, customer, request.user))


@needs(permissions.RECORD)
@require_POST
def item(request: StaffRequest, number: int) -> HttpResponse:
    found = _found(request, number, permissions.RECORD)
    form = plan_forms.ItemForm(request.POST)
    said = form.item(forms.said(form))
    plan_actions.add_item(found, said, by=request.user, now=clock.now())
    messages.success(request, _("The item is written down."))
    return _to(request, found)


@needs(permissions.RECORD)
@require_POST
def remove_item(request: StaffRequest, number: int) -> HttpResponse:
    mine = plans.reached(request.user, permissions.RECORD)
    found = get_object_or_404(PlanItem.objects.select_related("plan"), pk=number, plan__in=mine)
    plan_actions.remove_item(found, by=request.user)
    messages.success(request, _("The item is gone."))
    return _to(request, found.plan)


@needs(permissions.RECORD)
@require_POST
def step(request: StaffRequest, number: int) -> HttpResponse:
    found = _found(request, number, permissions.RECORD)
    said = forms.said(plan_forms.StepForm(request.POST))
    changed, told = STEPS[said["step"]](found, said, {"by": request.user, "now": clock.now()})
    messages.success(request, told)
    return _to(request, changed)


Step = Callable[[Plan, dict[str, Any], dict[str, Any]], tuple[Plan, str]]


def _offer(found: Plan, said: dict[str, Any], who: dict[str, Any]) -> tuple[Plan, str]:
    return plan_actions.offer(found, revision=said["revision"] or 0, **who), _(
        "The plan is offered."
    )


def _ask(found: Plan, said: dict[str, Any], who: dict[str, Any]) -> tuple[Plan, str]:
    plan_approval.ask(found, revision=said["revision"] or 0, reason=said["reason"], **who)
    return found, _("A second person is asked.")


def _accept(found: Plan, said: dict[str, Any], who: dict[str, Any]) -> tuple[Plan, str]:
    return plan_outcomes.accept(found, needs=said["needs"], **who), _("The customer accepted.")


def _decline(found: Plan, said: dict[str, Any], who: dict[str, Any]) -> tuple[Plan, str]:
    return plan_outcomes.decline(found, reason=said["reason"], **who), _("The customer declined.")


def _withdraw(found: Plan, said: dict[str, Any], who: dict[str, Any]) -> tuple[Plan, str]:
    return plan_outcomes.withdraw(found, **who), _("Withdrawn.")


def _renew(found: Plan, said: dict[str, Any], who: dict[str, Any]) -> tuple[Plan, str]:
    return plan_actions.new_version(found, **who), _("A new version is a draft now.")


STEPS: dict[str, Step] = {
    "offer": _offer, "ask": _ask, "accept": _accept, "decline": _decline, "withdraw": _withdraw,
    "renew": _renew,
}  # fmt: skip


def _found(request: StaffRequest, number: int, action: str) -> Plan:
    rows = plans.reached(request.user, action).select_related("opened_by", "offered_by", "ended_by")
    return get_object_or_404(rows.prefetch_related(plans.ITEMS, plans.ANSWERS), pk=number)


def _to(request: StaffRequest, found: Plan) -> HttpResponse:
    return go_to(request, reverse("needs:plan", args=[found.pk]))
