"""The page of what a person keeps safe: factors, sessions, tokens."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hengke.apps.identity.factors.queries import factors_of, needs_factor
from hengke.apps.identity.limits import is_demo
from hengke.apps.identity.sessions import queries as sessions
from hengke.apps.identity.tokens import queries as tokens
from hengke.kernel import clock
from hengke.web.access import signed_in
from hengke.web.requests import StaffRequest


@signed_in
@require_GET
def security(request: StaffRequest) -> HttpResponse:
    now = clock.now()
    context = {
        "factors": factors_of(request.user),
        "needed": needs_factor(request.user),
        "demo": is_demo(),
        "sessions": sessions.alive(request.user, now=now).order_by("-seen_at"),
        "current": sessions.current(request),
        "tokens": tokens.of(request.user),
        "now": now,
    }
    return render(request, "identity/security.html", context)
