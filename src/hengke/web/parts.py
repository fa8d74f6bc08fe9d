"""Parts of pages that are opened by themselves: a new tab, a bookmark, a typed address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve

from hengke.web.access import may_open, rule_of

Next = Callable[[HttpRequest], HttpResponse]
NAVIGATION = "application/xhtml+xml"
"""Every browser accepts it when a person goes to a page, and none when a script asks for a part."""
HEAD = 400  # bytes among which a whole page names itself


def whole_pages(get_response: Next) -> Next:
    """Whoever goes to a part is led to the page above it, where it stands with style and script."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if _is_navigation(request) and _is_part(response):
            return HttpResponseRedirect(page_above(request))
        return response

    return middleware


def page_above(request: HttpRequest) -> str:
    """The nearest address above that is one, with the same filters; else the home."""
    path = next(pages_above(request), "/")
    query = request.META.get("QUERY_STRING", "")
    return f"{path}?{query}" if query and path != "/" else path


def pages_above(request: HttpRequest, *, may_be_opened_by: Any = None) -> Iterator[str]:
    """Addresses above this one, the nearest first; of a person only those open to the post."""
    steps = request.path.strip("/").split("/")
    for length in range(len(steps) - 1, 0, -1):
        path = f"/{'/'.join(steps[:length])}/"
        view = _view_at(path)
        if view and (may_be_opened_by is None or may_open(may_be_opened_by, rule_of(view))):
            yield path


def _view_at(path: str) -> Callable[..., Any] | None:
    try:
        return resolve(path).func
    except Resolver404:
        return None


def _is_navigation(request: HttpRequest) -> bool:
    asked_by_script = getattr(request, "htmx", False)
    return (
        request.method == "GET"
        and not asked_by_script
        and NAVIGATION in request.headers.get("Accept", "")
    )


def _is_part(response: HttpResponse) -> bool:
    html = response.headers.get("Content-Type", "").startswith("text/html")
    if not html or response.status_code != 200 or response.streaming:
        return False
    return b"<html" not in response.content[:HEAD]
