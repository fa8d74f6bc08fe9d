"""Adding the first factor at the door, and everything about the own factors afterwards."""

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

from hengke.apps.identity import queries
from hengke.apps.identity.factors import actions, enrolment
from hengke.apps.identity.factors.models import Passkey
from hengke.apps.identity.sessions import door
from hengke.apps.identity.sessions.recent import recent
from hengke.kernel.errors import Refused
from hengke.web.access import anybody, signed_in
from hengke.web.requests import StaffRequest
from hengke.web.sentences import said


@anybody
@never_cache
@sensitive_post_parameters("code", "answer")
@require_http_methods(["GET", "POST"])
def enrol(request: StaffRequest) -> HttpResponse:
    """The only page besides this door's that a person without a needed factor reaches."""
    found = door.waiting(request)
    if found is None or door.next_step(*found) != "identity:enrol":
        return door.go_on(request)
    return _enrol(request, found[1], at_the_door=True)


@signed_in
@recent
@never_cache
@sensitive_post_parameters("code", "answer")
@require_http_methods(["GET", "POST"])
def add(request: StaffRequest) -> HttpResponse:
    return _enrol(request, request.user, at_the_door=False)


@signed_in
@recent
@never_cache
@require_POST
def renew_codes(request: StaffRequest) -> HttpResponse:
    codes = actions.renew_recovery_codes(request.user)
    return _shown_once(request, codes, at_the_door=False)


@signed_in
@require_POST
def rename(request: StaffRequest, pk: int) -> HttpResponse:
    key = get_object_or_404(Passkey, pk=pk, user=request.user)
    actions.rename_passkey(key, name=request.POST.get("name", ""))
    return _done(request, _("Saved."))


@signed_in
@recent
@require_POST
def remove_key(request: StaffRequest, pk: int) -> HttpResponse:
    actions.remove_passkey(get_object_or_404(Passkey, pk=pk, user=request.user))
    return _done(request, _("The key was removed."))


@signed_in
@recent
@require_POST
def remove_app(request: StaffRequest) -> HttpResponse:
    actions.remove_totp(request.user)
    return _done(request, _("The app was removed."))


def _enrol(request: StaffRequest, user: Any, *, at_the_door: bool) -> HttpResponse:
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            kind, codes = enrolment.taken(request, user)
        except Refused as error:
            refusal = error
        else:
            if at_the_door:
                door.proved(request, kind)
            if codes:
                return _shown_once(request, codes, at_the_door=at_the_door)
            return door.go_on(request) if at_the_door else _done(request, _("Saved."))
    context = {
        **enrolment.offered(request, user),
        "base": _base(at_the_door),
        "who": user,
        "bank": queries.bank_name(),
        "at_the_door": at_the_door,
        "error": f"{said(refusal.message)} {said(refusal.next_step)}" if refusal else "",
    }
    return render(request, "identity/enrol.html", context, status=422 if refusal else 200)


def _shown_once(request: StaffRequest, codes: list[str], *, at_the_door: bool) -> HttpResponse:
    context = {
        "codes": codes,
        "base": _base(at_the_door),
        "bank": queries.bank_name(),
        "at_the_door": at_the_door,
    }
    return render(request, "identity/recovery_codes.html", context)


def _base(at_the_door: bool) -> str:
    return "identity/door.html" if at_the_door else "base.html"


def _done(request: StaffRequest, message: str) -> HttpResponse:
    messages.success(request, message)
    return HttpResponseRedirect(reverse("identity:security"))
