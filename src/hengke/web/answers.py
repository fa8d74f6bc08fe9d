"""Answers that lead to another page, for a plain form and for htmx alike."""

from __future__ import annotations

from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django_htmx.http import HttpResponseClientRedirect

from hengke.web.requests import StaffRequest


class Moved(Http404):
    """What is asked for answers under another number now; whoever does not know what to do with
    that says "not found"."""

    def __init__(self, old: str, new: str) -> None:
        super().__init__()
        self.old, self.new = old, new


def go_to(request: StaffRequest, address: str) -> HttpResponse:
    """A redirect. htmx would follow a plain one inside the part that it swaps."""
    if request.htmx:
        return HttpResponseClientRedirect(address)
    return HttpResponseRedirect(address)


def moved(request: HttpRequest, to: Moved) -> HttpResponse | None:
    """The same page under the new number; nothing that was sent is sent again."""
    old, new = (f"/{quote(number)}/" for number in (to.old, to.new))
    if request.method not in ("GET", "HEAD") or old not in request.path:
        return None
    return HttpResponseRedirect(request.get_full_path().replace(old, new, 1))
