"""Needs to come: all classes, the customers of one, and onto the register with a click."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hengke.apps.customers.api import opened
from hengke.apps.needs import outlook, outlook_actions, permissions, policy
from hengke.kernel import clock
from hengke.web import paging
from hengke.web.access import needs
from hengke.web.answers import go_to
from hengke.web.requests import StaffRequest

ROWS = 25


@needs(permissions.READ)
@require_GET
def page(request: StaffRequest) -> HttpResponse:
    """What is expected of each class in the reader's books, and how far to rely on it."""
    found = outlook.kinds(request.user, policy.in_force(clock.now()))
    context = {
        "kinds": [one for one in found if one.predicted],
        "others": [one for one in found if not one.predicted],
        "can_feed": permissions.can_feed(request.user),
    }
    return render(request, "needs/outlook.html", context)


@needs(permissions.READ)
@require_GET
def kind(request: StaffRequest, need_class: str) -> HttpResponse:
    """The customers who show one need more probably than usual, the most probable first."""
    one = outlook.kind(need_class, policy.in_force(clock.now()))
    if one is None:
        raise Http404
    found = paging.page(
        outlook.listed(request.user, need_class), sort="-probability", key="customer_id",
        size=ROWS, cursor=request.GET.get("after"),
    )  # fmt: skip
    context = {
        "kind": one,
        "rows": outlook.rows(list(found.rows), one, request.user),
        "cuts": outlook.cuts(request.user, need_class) if one.predicted else [],
        "page": found,
        "can_record": permissions.can_record(request.user),
        "can_feed": permissions.can_feed(request.user),
    }
    return render(request, "needs/outlook_kind.html", context)


@needs(permissions.RECORD)
@require_POST
def take_up(request: StaffRequest, customer_id: str, need_class: str) -> HttpResponse:
    customer = opened(request.user, customer_id, page="needs", action=permissions.RECORD)
    outlook_actions.take_up(customer, need_class, by=request.user, now=clock.now())
    messages.success(request, _("The need is on the register."))
    return go_to(request, f"{reverse('workbench:customer', args=[customer.pk])}?tab=needs")
