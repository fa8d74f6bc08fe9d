"""How much a request may bring: refused by its announced size, before a byte of it is read.

A request without a size has no body for WSGI. Pages that take files say so with `takes_files`; they
keep limits of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

View = TypeVar("View", bound=Callable[..., Any])
TOO_LARGE = 413


def takes_files(view: View) -> View:
    view.takes_files = True  # type: ignore[attr-defined]
    return view


class BodyLimit:
    """Also for people without a log-in: Django would store a form's files before it asks who."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        from hengke.web.views import too_large

        length = request.META.get("CONTENT_LENGTH") or "0"
        announced = int(length) if length.isdigit() else 0
        if getattr(view, "takes_files", False) or announced <= settings.HENGKE_LARGEST_REQUEST:
            return None
        response = too_large(request)
        response.headers["Connection"] = "close"
        return response
