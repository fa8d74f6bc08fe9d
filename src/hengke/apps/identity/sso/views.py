"""To the provider and back."""

from __future__ import annotations

import logging

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from hengke.apps.audit.api import record
from hengke.apps.identity import queries
from hengke.apps.identity.sessions import door
from hengke.apps.identity.sso import client, matching, providers
from hengke.apps.identity.sso.client import NotProved
from hengke.apps.identity.sso.providers import Provider
from hengke.web.access import anybody
from hengke.web.requests import StaffRequest, safe_next

log = logging.getLogger("hengke.identity")
TARGET = "sso_target"


@anybody
@never_cache
@require_GET
def begin(request: StaffRequest, name: str) -> HttpResponse:
    provider = _provider(name)
    request.session[TARGET] = safe_next(request)
    try:
        return client.to_provider(request, provider, back=_back(request, provider))
    except NotProved as problem:
        return _failed(request, provider, problem)


@anybody
@never_cache
@require_GET
def done(request: StaffRequest, name: str) -> HttpResponse:
    """Back from the provider, with a code or an error."""
    provider = _provider(name)
    try:
        claims = client.claims(request, provider)
        user = matching.person_of(provider, claims)
    except NotProved as problem:
        return _failed(request, provider, problem)
    target = request.session.pop(TARGET, "/")
    factor = "provider" if matching.is_second_factor(provider, claims) else ""
    return door.arrive(
        request, user, way=f"{door.PROVIDER}{provider.name}", target=target, factor=factor
    )


@anybody
@never_cache
@require_GET
def leave(request: StaffRequest, name: str) -> HttpResponse:
    """After the log-out here: end the session at the provider too."""
    back = request.build_absolute_uri(reverse("identity:login"))
    return HttpResponseRedirect(client.way_out(_provider(name), back=back) or back)


def _failed(request: StaffRequest, provider: Provider, problem: NotProved) -> HttpResponse:
    """Said plainly to the person, with the word that the log has for the administrator."""
    if problem.is_of_a_log_in:
        record("identity.sso_failed", by=None, provider=provider.name, problem=problem.reason)
    log.warning("single sign-on failed: %s", problem.reason)
    context = {"provider": provider, "problem": problem.reason, "bank": queries.bank_name()}
    return render(request, "identity/sso_failed.html", context, status=403)


def _back(request: StaffRequest, provider: Provider) -> str:
    return request.build_absolute_uri(reverse("identity:sso-done", args=[provider.name]))


def _provider(name: str) -> Provider:
    found = providers.known(name)
    if found is None:
        raise Http404
    return found
