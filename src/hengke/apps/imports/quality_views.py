"""Data quality, for the owners of the data: every field against its thresholds, and one field."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hengke.apps.imports import quality_page
from hengke.web.access import needs
from hengke.web.requests import StaffRequest


@needs("imports.read_quality")
@require_GET
def quality(request: StaffRequest) -> HttpResponse:
    asked = quality_page.Asked.of(request.GET)
    return render(request, "imports/quality.html", quality_page.context(asked))


@needs("imports.read_quality")
@require_GET
def quality_field(request: StaffRequest) -> HttpResponse:
    place = [request.GET.get(part, "") for part in ("source", "table", "column")]
    course = quality_page.found(*place)
    if course is None:
        raise Http404
    return render(request, "imports/quality_field.html", quality_page.field_context(course))
