"""The tier page of one customer: history, gap, explanation, overrides."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hengke.apps.customers.api import opened
from hengke.apps.tiering import customer_page
from hengke.web.access import needs
from hengke.web.requests import StaffRequest


@needs("tiering.read")
@require_GET
def customer(request: StaffRequest, customer_id: str) -> HttpResponse:
    record = opened(request.user, customer_id, page="tier")
    context = customer_page.context(
        record,
        user=request.user,
        policy=request.GET.get("policy"),
        on=request.GET.get("on"),
    )
    return render(request, "tiering/customer.html", context)
