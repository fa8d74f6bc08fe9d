"""`@recent`: a sensitive action asks for a fresh proof of who is there.

Whoever has a second factor gives it again; whoever has none gives the password. A form that was
sent is not kept: nothing was done, and the person is told to send it once more.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from hengke.apps.identity.sessions.queries import is_fresh
from hengke.kernel import clock
from hengke.web.access import READING
from hengke.web.errors import page_of

View = TypeVar("View", bound=Callable[..., Any])


def recent(view: View) -> View:
    """The view runs only within some minutes (policies/identity) after the last proof."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        session = getattr(request, "login_session", None)
        if session is not None and is_fresh(session, now=clock.now()):
            return view(request, *args, **kwargs)
        return _to_confirm(request)

    return asked  # type: ignore[return-value]


def _to_confirm(request: HttpRequest) -> HttpResponse:
    reading = request.method in READING and not getattr(request, "htmx", False)
    if not reading:
        messages.warning(
            request, _("Nothing was done yet. Confirm that it is you, then do it again.")
        )
    target = request.get_full_path() if reading else page_of(request)
    address = f"{reverse('identity:confirm')}?{urlencode({'next': target})}"
    if getattr(request, "htmx", False):
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = address
        return answer
    return HttpResponseRedirect(address)
