"""Answers that lead to another page, for a plain form and for htmx alike."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django_htmx.http import HttpResponseClientRedirect

from hengke.web.requests import StaffRequest


def go_to(request: StaffRequest, address: str) -> HttpResponse:
    """A redirect. htmx would follow a plain one inside the part that it swaps."""
    if request.htmx:
        return HttpResponseClientRedirect(address)
    return HttpResponseRedirect(address)
