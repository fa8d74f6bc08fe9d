"""The steps at the door, the fresh proof in the middle of a session, the end of one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from hengke.apps.identity import actions as logins
from hengke.apps.identity import queries as identity
from hengke.apps.identity.factors import proofs
from hengke.apps.identity.factors.queries import factors_of
from hengke.apps.identity.forms import NewPasswordForm
from hengke.apps.identity.sessions import actions, door
from hengke.apps.identity.sessions.models import LoginSession
from hengke.web.access import anybody, signed_in
from hengke.web.requests import StaffRequest, safe_next


@anybody
@never_cache
@sensitive_post_parameters("code", "answer")
@require_http_methods(["GET", "POST"])
def factor(request: StaffRequest) -> HttpResponse:
    """The second proof, after the password or the provider."""
    found = door.waiting(request)
    if found is None or door.next_step(*found) != "identity:factor":
        return door.go_on(request)
    user = found[1]
    kind = proofs.proved(request, user) if request.method == "POST" else ""
    if kind:
        door.proved(request, kind)
        return door.go_on(request)
    return _prove(request, "identity/factor.html", user)


@anybody
@never_cache
@sensitive_post_parameters("new", "again")
@require_http_methods(["GET", "POST"])
def new_password(request: StaffRequest) -> HttpResponse:
    """In place of one that somebody else has given."""
    found = door.waiting(request)
    if found is None or door.next_step(*found) != "identity:new-password":
        return door.go_on(request)
    user = found[1]
    form = NewPasswordForm(request.POST or None, user=user)
    if form.is_valid():
        logins.change_password(user, password=form.cleaned_data["new"])
        door.password_chosen(request, user)
        return door.go_on(request)
    context = {"form": form, "who": user, "bank": identity.bank_name()}
    status = 422 if form.is_bound else 200
    return render(request, "identity/new_password.html", context, status=status)


@anybody
@never_cache
@require_POST
def enter(request: StaffRequest) -> HttpResponse:
    """From the recovery codes onwards."""
    return door.go_on(request)


@signed_in
@never_cache
@sensitive_post_parameters("code", "answer", "password")
@require_http_methods(["GET", "POST"])
def confirm(request: StaffRequest) -> HttpResponse:
    """A fresh proof before a sensitive action (sessions/recent.py)."""
    user, kind = request.user, ""
    if request.method == "POST" and factors_of(user).any:
        kind = proofs.proved(request, user)
    elif request.method == "POST" and proofs.proved_password(request, user):
        kind = door.PASSWORD
    if kind:
        actions.prove_again(request.login_session, factor=kind)
        return HttpResponseRedirect(safe_next(request))
    return _prove(request, "identity/confirm.html", user)


@signed_in
@require_POST
def end(request: StaffRequest, pk: int) -> HttpResponse:
    """One of the own sessions, seen elsewhere."""
    found = get_object_or_404(LoginSession, pk=pk, user=request.user, ended_at=None)
    actions.end_by_hand(found, by=request.user)
    messages.success(request, _("The session was ended."))
    return HttpResponseRedirect(reverse("identity:security"))


def _prove(request: StaffRequest, template: str, user: Any) -> HttpResponse:
    context = {
        **proofs.asked(request, user),
        "who": user,
        "wrong": request.method == "POST",
        "wrong_key": bool(request.POST.get("answer")),
        "next": safe_next(request),
        "bank": identity.bank_name(),
    }
    return render(request, template, context, status=422 if request.method == "POST" else 200)
