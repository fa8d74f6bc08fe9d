"""Log-in, log-out, preferences, the own password."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout as end_session
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hengke.apps.audit.api import record
from hengke.apps.identity import actions, queries
from hengke.apps.identity.forms import LoginForm, PasswordForm, PreferencesForm, groups
from hengke.apps.identity.limits import is_demo
from hengke.apps.identity.sessions import door
from hengke.apps.identity.sessions.queries import KEY as SESSION_KEY
from hengke.apps.identity.sso import providers
from hengke.web.access import anybody, signed_in
from hengke.web.preferences import COOKIE_PREFIX, COOKIE_SECONDS
from hengke.web.requests import StaffRequest, safe_next


@anybody
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def login(request: StaffRequest) -> HttpResponse:
    target = safe_next(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(target)
    form = LoginForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        return door.arrive(request, form.user, way=door.PASSWORD, target=target)
    if form.has_been_tried and not getattr(request, "axes_locked_out", False):
        actions.log_in_failed(form.cleaned_data["username"])
    status = 422 if form.is_bound else 200
    context = {
        "form": form,
        "next": target,
        "bank": queries.bank_name(),
        "providers": providers.all_known(),
        "left": providers.known(request.GET.get("left", "")),
        "demo": is_demo(),
        "people": queries.demo_people(),
    }
    return render(request, "identity/login.html", context, status=status)


@anybody
def locked_out(
    request: StaffRequest, credentials: dict[str, Any] | None = None, **_: Any
) -> HttpResponse:
    """Too many failures: the same page, closed for a while."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    context = {"bank": queries.bank_name(), "locked": minutes}
    return render(request, "identity/login.html", context, status=429)


@signed_in
@require_POST
def logout(request: StaffRequest) -> HttpResponse:
    record("identity.logged_out", by=request.user, target=request.user.get_username())
    way = getattr(getattr(request, "login_session", None), "way", "")
    end_session(request)
    left = f"?left={way.removeprefix(door.PROVIDER)}" if way.startswith(door.PROVIDER) else ""
    return HttpResponseRedirect(reverse("identity:login") + left)


@signed_in
@require_GET
def preferences(request: StaffRequest) -> HttpResponse:
    return _preferences(request, PasswordForm(request=request))


@signed_in
@sensitive_post_parameters("old", "new", "again")
@require_POST
def change_password(request: StaffRequest) -> HttpResponse:
    """This session goes on; every other one of the person ends."""
    form = PasswordForm(request.POST, request=request)
    if not form.is_valid():
        return _preferences(request, form)
    session = request.session.get(SESSION_KEY)
    actions.change_password(request.user, password=form.cleaned_data["new"], session=session)
    update_session_auth_hash(request, request.user)
    messages.success(request, gettext("Your password was changed."))
    return HttpResponseRedirect(reverse("identity:preferences"))


def _preferences(request: StaffRequest, form: PasswordForm) -> HttpResponse:
    context = {
        "groups": groups(request.preferences),
        "branch": queries.unit_name(request.user.branch_id),
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "identity/preferences.html", context, status=status)


@anybody
@require_POST
def set_preferences(request: StaffRequest) -> HttpResponse:
    """Keeps the choice in the user's row and in cookies, then goes back to where it was made."""
    form = PreferencesForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    if request.user.is_authenticated:
        actions.set_preferences(request.user, **form.sent())
    if request.htmx:
        response = HttpResponse(status=204)
    else:
        if len(form.sent()) > 1:
            _say_saved(request, form.sent().get("language"))
        response = HttpResponseRedirect(safe_next(request))
    for name, value in form.sent().items():
        response.set_cookie(
            COOKIE_PREFIX + name, value, max_age=COOKIE_SECONDS, samesite="Lax", httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    return response


def _say_saved(request: StaffRequest, language: str | None) -> None:
    """Told where a whole form was sent; of a single switch the new look says it all."""
    if request.user.is_authenticated:
        with translation.override(language or translation.get_language()):
            messages.success(request, gettext("Saved."))
