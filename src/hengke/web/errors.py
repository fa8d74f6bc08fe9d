"""What a person sees when something is refused: the reason, the way out, and the right status."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from hengke.kernel.errors import Busy, NeedsConfirmation, NotComputed, Refused
from hengke.web.sentences import said

STATUS: tuple[tuple[type[Refused], int], ...] = (
    (NotComputed, 404),
    (NeedsConfirmation, 409),
    (Busy, 409),
    (Refused, 422),
)


def status_of(error: Refused) -> int:
    return next(code for kind, code in STATUS if isinstance(error, kind))


def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """A whole page, or a notice that leaves the page as it is when htmx asked."""
    status = status_of(error)
    details = {"message": said(error.message), "next_step": said(error.next_step)}
    if getattr(request, "htmx", False):
        return _notice(request, details, status=status)
    return render(request, "refused.html", details, status=status)


def not_yours(request: HttpRequest) -> HttpResponse:
    """The right is missing, for a part of a page: a notice, and the page stays as it is."""
    details = {
        "message": _("This is not open to your post."),
        "next_step": _("Ask the security administrator if you need it for your work."),
    }
    return _notice(request, details, status=403)


def _notice(request: HttpRequest, details: dict[str, Any], *, status: int) -> HttpResponse:
    response = render(request, "ui/notice.html", {**details, "kind": "crit"}, status=status)
    response["HX-Retarget"] = _place(request)
    response["HX-Reswap"] = "beforeend"
    return response


def at_the_door(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A part asked for after the session ended: the whole page goes to the log-in and back.

    Followed quietly, the redirect would put the log-in page where the part stood, or nothing.
    """
    door = reverse(settings.LOGIN_URL)
    if not getattr(request, "htmx", False) or not response.get("Location", "").startswith(door):
        return response
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = f"{door}?{urlencode({'next': _page_of(request)})}"
    return answer


def _page_of(request: HttpRequest) -> str:
    """Path and query of the page that the part belongs to; the home where that is not told."""
    try:
        shown = urlsplit(request.headers.get("HX-Current-URL", ""))
    except ValueError:
        return "/"
    return f"{shown.path}?{shown.query}" if shown.query else shown.path or "/"


def _place(request: HttpRequest) -> str:
    """A notice behind an open sheet would not be seen, so it is put into the sheet."""
    target = request.headers.get("HX-Target", "")
    return "#dialog-body" if "dialog-body" in target else "#notices"
