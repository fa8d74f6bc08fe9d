"""From the password to the session, one step after the other.

Between them nobody is logged in: the session holds who is at the door and what was proved so far,
for some minutes. Every page but those of the door sees a stranger.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import timedelta

from django.contrib import messages
from django.contrib.auth import login as start_session
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from hengke.apps.audit.api import record
from hengke.apps.identity.factors.queries import factors_of, needs_factor
from hengke.apps.identity.limits import limits
from hengke.apps.identity.models import User
from hengke.kernel import clock
from hengke.web.errors import UNSENT
from hengke.web.preferences import chosen

KEY, BACKEND = "door", "hengke.apps.identity.backends.StaffBackend"
PASSWORD, PROVIDER = "password", "sso:"
"""The ways in: by password, or by the provider whose name follows."""


@dataclass(frozen=True)
class AtTheDoor:
    """`way` is "password" or "sso:NAME"; `factor` what was proved besides; `stamp` changes with
    the password, so that a half-opened door closes when it does."""

    user_id: int
    stamp: str
    way: str
    target: str
    began: float
    factor: str = ""


def arrive(
    request: HttpRequest, user: User, *, way: str, target: str, factor: str = ""
) -> HttpResponse:
    """The first proof was right. The session gets a new key: one that was planted opens nothing."""
    request.session.cycle_key()
    began = clock.now().timestamp()
    here = AtTheDoor(user.pk, user.get_session_auth_hash(), way, target, began, factor)
    request.session[KEY] = asdict(here)
    return go_on(request)


def waiting(request: HttpRequest) -> tuple[AtTheDoor, User] | None:
    """Who is at the door, unless too much time went by or the password or the log-in ended."""
    kept = request.session.get(KEY)
    if not kept:
        return None
    here = AtTheDoor(**kept)
    user = User.objects.filter(pk=here.user_id, is_active=True).first()
    passed = clock.now().timestamp() - here.began
    in_time = 0 <= passed <= timedelta(minutes=limits().door_minutes).total_seconds()
    if user is None or not in_time or user.get_session_auth_hash() != here.stamp:
        request.session.pop(KEY, None)
        return None
    return here, user


def proved(request: HttpRequest, factor: str) -> None:
    found = waiting(request)
    if found:
        request.session[KEY] = asdict(replace(found[0], factor=factor))


def password_chosen(request: HttpRequest, user: User) -> None:
    """The stamp follows the password that was chosen on the way in."""
    found = request.session[KEY]
    request.session[KEY] = {**found, "stamp": user.get_session_auth_hash()}


def go_on(request: HttpRequest) -> HttpResponse:
    """To the next step, or in."""
    found = waiting(request)
    if found is None:
        return HttpResponseRedirect(reverse("identity:login"))
    here, user = found
    step = next_step(here, user)
    if step:
        return HttpResponseRedirect(reverse(step))
    _enter(request, here, user)
    return HttpResponseRedirect(here.target)


def next_step(here: AtTheDoor, user: User) -> str:
    """The page of what is still to be proved or chosen; empty when nothing is."""
    if not here.factor and factors_of(user).any:
        return "identity:factor"
    if not here.factor and needs_factor(user):
        return "identity:enrol"
    if here.way == PASSWORD and user.once_until is not None:
        return "identity:new-password"
    return ""


def _enter(request: HttpRequest, here: AtTheDoor, user: User) -> None:
    request.session.pop(KEY, None)
    unsent = request.session.pop(UNSENT, False)
    request.entered = (here.way, here.factor)  # type: ignore[attr-defined]
    start_session(request, user, backend=BACKEND)
    record(
        "identity.logged_in", by=user, target=user.username, way=here.way, factor=here.factor or "-"
    )
    if unsent:
        with translation.override(chosen(user=user, cookies=request.COOKIES).language):
            messages.warning(
                request,
                _("The session had ended, so what you sent was not carried out. Send it again."),
            )
