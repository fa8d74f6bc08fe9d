"""The request as a view gets it: what the middleware has put on it, with types."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from hengke.web.preferences import Preferences


class StaffRequest(HttpRequest):
    """`user` is whoever is logged in, `login_session` where; `preferences` and `htmx` come from
    the middleware."""

    user: Any
    preferences: Preferences
    htmx: HtmxDetails
    login_session: Any


def safe_next(request: HttpRequest) -> str:
    """Where to go on; never to another host."""
    target = request.POST.get("next") or request.GET.get("next") or "/"
    allowed = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if allowed else "/"
