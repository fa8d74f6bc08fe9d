"""The request as a view gets it: what the middleware has put on it, with types."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from hengke.web.preferences import Preferences


class StaffRequest(HttpRequest):
    """`user` is whoever is logged in; `preferences` and `htmx` come from the middleware."""

    user: Any
    preferences: Preferences
    htmx: HtmxDetails
