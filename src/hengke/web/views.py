"""Error pages, and the gallery that shows every part once."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hengke.web import errors
from hengke.web.access import anybody, signed_in
from hengke.web.gallery import EXAMPLES


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if getattr(request, "htmx", False):
        return errors.not_yours(request)
    return _error(request, "403.html", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, "404.html", 404)


def not_understood(
    request: HttpRequest, exception: Exception | None = None, *, status: int = 400
) -> HttpResponse:
    """Too many fields, a host or a name that nobody knows."""
    return _error(request, "400.html", status)


def not_by_this_method(request: HttpRequest, *, page: str) -> HttpResponse:
    """An address that only takes what a form sends was opened, or a page was sent something.

    `page` is where to go on; a part of a page that asked is told in a notice.
    """
    if getattr(request, "htmx", False):
        return errors.not_by_this_method(request)
    return _error(request, "405.html", 405, page=page)


def too_large(request: HttpRequest) -> HttpResponse:
    return _error(request, "413.html", 413)


def broken(request: HttpRequest) -> HttpResponse:
    return _error(request, "500.html", 500)


@anybody
def expired_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or came from elsewhere (CSRF)."""
    return _error(request, "403_form.html", 403)


@signed_in
def gallery(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/gallery.html", {"examples": EXAMPLES})


def _error(request: HttpRequest, template: str, status: int, **told: Any) -> HttpResponse:
    """Error pages stand alone: they must render when nothing else does."""
    preferences = getattr(request, "preferences", None)
    context = {"preferences": preferences, "bare": True, "status": status, **told}
    return render(request, template, context, status=status)
