"""Log-in, log-out, preferences."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import login as start_session
from django.contrib.auth import logout as end_session
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hengke.apps.audit.api import record
from hengke.apps.identity import actions
from hengke.apps.identity.forms import LoginForm, PreferencesForm
from hengke.web.preferences import COOKIE_PREFIX, COOKIE_SECONDS


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    target = _safe_next(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(target)
    form = LoginForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        start_session(request, form.user)
        record("identity.logged_in", by=form.user, target=form.user.username)
        return HttpResponseRedirect(target)
    status = 422 if form.is_bound else 200
    return render(request, "identity/login.html", {"form": form, "next": target}, status=status)


@login_not_required
def locked_out(
    request: HttpRequest, credentials: dict[str, Any] | None = None, **_: Any
) -> HttpResponse:
    """Too many failures: the same page, closed for a while."""
    form = LoginForm(request=request)
    return render(request, "identity/login.html", {"form": form, "locked": True}, status=429)


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    record("identity.logged_out", by=request.user, target=request.user.get_username())
    end_session(request)
    return HttpResponseRedirect(reverse("identity:login"))


@require_GET
def preferences(request: HttpRequest) -> HttpResponse:
    return render(request, "identity/preferences.html")


@login_not_required
@require_POST
def set_preferences(request: HttpRequest) -> HttpResponse:
    """Keeps the choice in the user's row and in cookies, then goes back to where it was made."""
    form = PreferencesForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    if request.user.is_authenticated:
        actions.set_preferences(request.user, **form.sent())
    response = (
        HttpResponse(status=204) if request.htmx else HttpResponseRedirect(_safe_next(request))
    )
    for name, value in form.sent().items():
        response.set_cookie(
            COOKIE_PREFIX + name, value, max_age=COOKIE_SECONDS, samesite="Lax", httponly=True
        )
    return response


def _safe_next(request: HttpRequest) -> str:
    """Where to go on; never to another host."""
    target = request.POST.get("next") or request.GET.get("next") or "/"
    allowed = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if allowed else "/"
