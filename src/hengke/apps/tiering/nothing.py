"""Instead of a page about tiers before any was computed: what is missing, and who brings it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from hengke.web.requests import StaffRequest

IMPORTS = ("business",)
"""Roles that read customers and hand over the bank's files themselves."""


def page(request: StaffRequest, heading: Any) -> HttpResponse:
    context = {"heading": heading, "imports": request.user.role in IMPORTS}
    return render(request, "tiering/nothing.html", context)
