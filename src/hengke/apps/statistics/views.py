"""What groups of customers are like, what was found, and both as files."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hengke.apps.customers.api import business_date
from hengke.apps.statistics import figures as figures_page
from hengke.apps.statistics import files, found, permissions
from hengke.web.access import needs
from hengke.web.requests import StaffRequest

TYPES = {files.CSV: "text/csv; charset=utf-8", files.JSON: "application/json"}


@needs(permissions.READ)
@require_GET
def figures(request: StaffRequest) -> HttpResponse:
    context = figures_page.context(request.user, request.GET.dict())
    return render(request, "statistics/figures.html", context | {"as_of": business_date()})


@needs(permissions.READ)
@require_GET
def findings(request: StaffRequest) -> HttpResponse:
    context = found.context(request.user, request.GET.dict())
    return render(request, "statistics/findings.html", context | {"as_of": business_date()})


@needs(permissions.READ)
@require_GET
def file(request: StaffRequest) -> HttpResponse:
    """`what`: figures, trends or findings; `form`: csv or json. It tells of groups, of nobody."""
    what, form = request.GET.get("what", "figures"), request.GET.get("form", files.CSV)
    if what not in files.TABLES or form not in TYPES:
        raise Http404
    content = files.written(what, form, request.user)
    name = f"statistics-{what}-{business_date() or 'none'}.{form}"
    response = HttpResponse(content, content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
