"""Two writers meet at one row on PostgreSQL: who came second tries once more.

Under repeatable read a request that has waited for a row which somebody else has changed is broken
off by the database, with nothing written. What the person asked for is done again as a whole.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib import auth
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import ResolverMatch
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from hengke.kernel.errors import Busy, Refused
from hengke.web import errors
from hengke.web.middleware import Next

CLASHES = frozenset({"40001", "40P01"})
"""SQLSTATE of a serialization failure and of a deadlock."""


class SecondTries:
    """Runs a view again whose transaction met another one; who fails twice is told so."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        if request.resolver_match is None or not _clashed(error):
            return None
        try:
            return _again(request, request.resolver_match)
        except Refused as refusal:
            return errors.refused(request, refusal)
        except OperationalError as second:
            if not _clashed(second):
                raise
            busy = Busy(
                _("Somebody else is changing the same at this moment."),
                next_step=_("Nothing of yours was written: try again."),
            )
            return errors.refused(request, busy)


def _again(request: HttpRequest, match: ResolverMatch) -> HttpResponseBase:
    """The view once more, in a transaction of its own."""
    _as_it_came(request)
    for _name, files in request.FILES.lists():
        for file in files:
            file.seek(0)
    return transaction.atomic(match.func)(request, *match.args, **match.kwargs)


def _as_it_came(request: HttpRequest) -> None:
    """Session and person as the request named them: what the first try did to them was not written.

    Without it, who logs in from two places at once would have a session that does not exist.
    """
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    request.session = type(request.session)(key)
    vars(request).pop("_cached_user", None)
    vars(request)["user"] = SimpleLazyObject(lambda: auth.get_user(request))


def _clashed(error: BaseException) -> bool:
    return isinstance(error, OperationalError) and (
        getattr(error.__cause__, "sqlstate", None) in CLASHES
    )
