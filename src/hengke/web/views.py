"""Error pages, and the gallery that shows every part once."""

from __future__ import annotations

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


def not_understood(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Too many fields, a host or a name that nobody knows."""
    return _error(request, "400.html", 400)


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


def _error(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """Error pages stand alone: they must render when nothing else does."""
    preferences = getattr(request, "preferences", None)
    return render(request, template, {"preferences": preferences, "bare": True}, status=status)
