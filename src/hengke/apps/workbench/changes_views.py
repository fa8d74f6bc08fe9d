"""The report of a customer between two days."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hengke.apps.customers.api import opened, shown_name
from hengke.apps.workbench import changes
from hengke.apps.workbench.reader import reader_of
from hengke.web.access import needs


@needs("customers.read")
@require_GET
def report(request: HttpRequest, customer_id: str) -> HttpResponse:
    """`?from=` and `?to=`; without them the last ninety days of data."""
    customer = opened(request.user, customer_id, page="changes")
    reader = reader_of(request, policy=request.GET.get("policy", ""))
    days = changes.span(request.GET, on=customer.as_of or reader.today)
    context = {
        "customer": customer,
        "name": shown_name(customer, request.user),
        "days": days,
        "last_possible": customer.as_of or reader.today,
        "sections": changes.sections(customer, reader, days),
    }
    return render(request, "workbench/changes.html", context)
