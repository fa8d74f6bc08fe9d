"""Every request of somebody logged in: does the session still stand?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from hengke.apps.identity.sessions import actions, queries
from hengke.kernel import clock
from hengke.web.preferences import chosen

Next = Callable[[HttpRequest], HttpResponse]
WHY = {
    "idle": _("You were away for a while, so the session was closed."),
    "long": _("The session had lasted as long as one may."),
    "most": _("You logged in elsewhere; the oldest session was closed."),
    "admin": _("An administrator closed the session."),
    "password": _("The password was changed; log in with the new one."),
    "reset": _("Your second factor was reset; log in again."),
    "role": _("Your log-in was changed; log in again."),
}


def _say(request: HttpRequest, why: Any) -> None:
    """In the language of the log-in page, where it is read: the person's is not asked for yet."""
    with translation.override(chosen(user=None, cookies=request.COOKIES).language):
        messages.warning(request, str(why))


def session_limits(get_response: Next) -> Next:
    """`request.login_session`, or a stranger with the reason on the log-in page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now, found = clock.now(), queries.current(request)
            why = queries.over(found, now=now)
            if why:
                if found is not None:
                    actions.end(found, why=why)
                logout(request)
                if why in WHY:
                    _say(request, WHY[why])
            elif found is not None:
                actions.touch(found, now=now)
                request.login_session = found  # type: ignore[attr-defined]
        return get_response(request)

    return middleware
