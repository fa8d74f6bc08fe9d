"""How far forecasts miss."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hengke.apps.customers.api import business_date
from hengke.apps.forecast import permissions, report
from hengke.web.access import needs
from hengke.web.requests import StaffRequest


@needs(permissions.REPORT)
@require_GET
def errors(request: StaffRequest) -> HttpResponse:
    """Every method tried: it tells of no customer, so of no book either."""
    context = {"reports": report.reports(), "as_of": business_date()}
    return render(request, "forecast/errors.html", context)
