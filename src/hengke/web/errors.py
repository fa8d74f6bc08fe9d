"""What a person sees when something is refused: the reason, the way out, and the right status."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from hengke.kernel.errors import Busy, NeedsConfirmation, NotComputed, Refused
from hengke.web.access import READING
from hengke.web.sentences import said

UNSENT = "unsent"
"""Key of the session: something was sent after it had ended, and was not carried out."""

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


def not_by_this_method(request: HttpRequest) -> HttpResponse:
    """A part was asked for in a way that its address does not know: the page stays as it is."""
    details = {
        "message": _("This address does not take that. Nothing was changed."),
        "next_step": _("Load the page again."),
    }
    return _notice(request, details, status=405)


def _notice(request: HttpRequest, details: dict[str, Any], *, status: int) -> HttpResponse:
    response = render(request, "ui/notice.html", {**details, "kind": "crit"}, status=status)
    response["HX-Retarget"] = _place(request)
    response["HX-Reswap"] = "beforeend"
    return response


def at_the_door(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """After the session ended: the log-in, and from there back to a page.

    A part's redirect, followed quietly, would put the log-in page where the part stood, or nothing.
    What a form sent is not kept, and its address is no page: the way back is where it stood, and
    `UNSENT` in the session says so once the person is in.
    """
    door = reverse(settings.LOGIN_URL)
    is_part, sent = getattr(request, "htmx", False), request.method not in READING
    led_there = response.get("Location", "").startswith(f"{door}?next=")
    if not led_there or not (is_part or sent):
        return response
    if sent:
        request.session[UNSENT] = True
    address = f"{door}?{urlencode({'next': page_of(request)})}"
    if not is_part:
        return HttpResponseRedirect(address)
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = address
    return answer


def page_of(request: HttpRequest) -> str:
    """Path and query of the page on which a form or a part stood; the home where that is not told,
    or is another host's."""
    told = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    try:
        shown = urlsplit(told)
    except ValueError:
        return "/"
    if shown.netloc != request.get_host() or not shown.path.startswith("/"):
        return "/"
    return f"{shown.path}?{shown.query}" if shown.query else shown.path


def _place(request: HttpRequest) -> str:
    """A notice behind an open sheet would not be seen, so it is put into the sheet."""
    target = request.headers.get("HX-Target", "")
    return "#dialog-body" if "dialog-body" in target else "#notices"
