"""The door of /api/v1/: who calls, how often, and every error as a problem.

It stands before the middleware that sends people to the log-in and asks for rights, so that those
see the caller; what they and Django answer to a browser is turned into a problem on the way out.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from hengke.apps.api import callers, limits, problems
from hengke.kernel import clock

PREFIX = "/api/v1/"


class Door:
    """Middleware; everything outside the prefix passes untouched."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        caller = callers.of(request)
        if caller is None:
            return problems.answer(401)
        request.user = caller
        request.api_caller = caller  # type: ignore[attr-defined]
        allowance = limits.take(caller, now=clock.now())
        if allowance.left < 0:
            return allowance.refusal()
        return allowance.say(_plain(self.get_response(request)))


def _plain(response: HttpResponse) -> HttpResponse:
    fine = response.status_code < 300 or response.status_code == 304
    if fine or response.headers.get("Content-Type") == problems.CONTENT_TYPE:
        return response
    return problems.from_page(response)
