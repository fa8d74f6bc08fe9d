"""Instead of a page about tiers before any was computed: what is missing, and who brings it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from hengke.apps.identity import api as identity
from hengke.web.requests import StaffRequest


def page(request: StaffRequest, heading: Any) -> HttpResponse:
    context = {"heading": heading, "imports": identity.may(request.user, "imports.write")}
    return render(request, "tiering/nothing.html", context)
