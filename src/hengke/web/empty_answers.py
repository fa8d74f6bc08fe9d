"""Errors that come without a body get a page of the house, with a way back.

Django answers a method that an address does not know with nothing at all, and a browser then shows
a page of its own.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from hengke.web import views
from hengke.web.parts import pages_above

Next = Callable[[HttpRequest], HttpResponse]
KEPT = ("Allow", "Retry-After", "Connection")
"""Headers that belong to the error and not to its body."""


def error_pages(get_response: Next) -> Next:
    """An empty 4xx or 5xx becomes a page or, for htmx, a notice; status and `Allow` stay."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code < 400 or response.streaming or response.content:
            return response
        return _with_a_page(request, response)

    return middleware


def _with_a_page(request: HttpRequest, empty: HttpResponse) -> HttpResponse:
    if empty.status_code == 405:
        made = views.not_by_this_method(request, page=_page_of(request, empty))
    else:
        made = views.not_understood(request, status=empty.status_code)
    for name in KEPT:
        if name in empty.headers:
            made[name] = empty[name]
    made.cookies = empty.cookies
    return made


def _page_of(request: HttpRequest, response: HttpResponse) -> str:
    """Where the form stands whose address this is; the address itself where it is a page."""
    if "GET" in response.headers.get("Allow", ""):
        return request.path
    return next(pages_above(request, may_be_opened_by=request.user), "/")
