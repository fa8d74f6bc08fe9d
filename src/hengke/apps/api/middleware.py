"""The door of /api/v1/: who calls, how often, and every error as a problem.

It stands before the middleware that sends people to the log-in and asks for rights, so that those
see the caller; what they and Django answer to a browser is turned into a problem on the way out.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from hengke.apps.api import callers, language, limits, problems
from hengke.kernel import clock
from hengke.web.access import rule_of

PREFIX = "/api/v1/"


class Door:
    """Middleware; everything outside the prefix passes untouched."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        spoken = language.of(request)
        request.spoken = spoken  # type: ignore[attr-defined]
        with translation.override(spoken):
            response = self._answered(request)
        response["Content-Language"] = spoken
        patch_vary_headers(response, ("Accept-Language",))
        return response

    def _answered(self, request: HttpRequest) -> HttpResponse:
        caller = callers.of(request)
        if caller is None:
            return problems.answer(401)
        request.user = caller
        request.api_caller = caller  # type: ignore[attr-defined]
        allowance = limits.take(caller, now=clock.now())
        if allowance.left < 0:
            return allowance.refusal()
        return allowance.say(_plain(request, self.get_response(request)))


def _plain(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    fine = response.status_code < 300 or response.status_code == 304
    if fine or response.headers.get("Content-Type") == problems.CONTENT_TYPE:
        return response
    return problems.from_page(response, right=_right(request))


def _right(request: HttpRequest) -> str:
    """The right that the address asks for."""
    found = request.resolver_match
    rule = rule_of(found.func) if found else None
    return rule.asked(request.method) if rule else ""
