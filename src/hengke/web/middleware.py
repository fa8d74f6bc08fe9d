"""Middleware: security headers, preferences, who may write when, and refusals as pages."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from hengke.kernel.errors import Broken, Refused
from hengke.web import errors
from hengke.web.answers import Moved, moved
from hengke.web.preferences import chosen

Next = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger("hengke.web")

CONTENT_SECURITY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
NOT_ASKED_FOR = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
)
READING = ("GET", "HEAD", "OPTIONS")


def content_security(get_response: Next) -> Next:
    """Nothing but our own files: no inline script or style, no other host, no frame."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY)
        response.headers.setdefault("Permissions-Policy", NOT_ASKED_FOR)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        response.headers.setdefault("Cache-Control", "no-store")  # static files say otherwise
        return response

    return middleware


def preferences(get_response: Next) -> Next:
    """`request.preferences`, and the language for this request; `request.spoken` is another one
    that an answer to a program has."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.preferences = chosen(  # type: ignore[attr-defined]
            user=request.user, cookies=request.COOKIES
        )
        look = request.preferences  # type: ignore[attr-defined]
        with translation.override(getattr(request, "spoken", "") or look.language):
            request.LANGUAGE_CODE = translation.get_language()
            response = get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response

    return middleware


def write_transactions(get_response: Next) -> Next:
    """On SQLite a request that may write takes the write lock first, and waits for it.

    A transaction that reads and then writes is refused at once when somebody else (a publishing
    run) wrote in between; waiting at the start is the only order in which nobody loses.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if connection.vendor == "sqlite":
            connection.ensure_connection()
            mode = None if request.method in READING else "IMMEDIATE"
            connection.transaction_mode = mode  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


class Refusals:
    """Maps what the layers below refuse to a page or, for htmx, to a notice."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        return errors.at_the_door(request, response)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refused):
            return errors.refused(request, error)
        if isinstance(error, Moved):
            return moved(request, error)
        if isinstance(error, Broken):
            log.error("broken at %s", request.resolver_match and request.resolver_match.view_name)
        return None
