"""Changes to log-ins. Each is one transaction with one audit row."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt
from axes.utils import reset
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from hengke.apps.audit.api import names_person, record
from hengke.apps.identity.limits import limits
from hengke.apps.identity.models import Role, User
from hengke.apps.identity.sessions.actions import PASSWORD, end_all
from hengke.kernel import clock
from hengke.kernel.errors import Refused
from hengke.web.preferences import CHOICES


@transaction.atomic
def create_user(
    username: str, *, password: str, role: str, by: User | None, once: bool = False, **fields: Any
) -> User:
    """A new log-in. `fields`: display_name, org_id, branch_id, reports_to. With `once` the password
    opens once and for some days, to choose an own one."""
    if role not in Role.values:
        raise Refused(
            f"There is no role {role!r}.", next_step=f"Use one of {', '.join(Role.values)}."
        )
    _check_name(username)
    if User.objects.filter(username=username).exists():
        raise Refused(f"There is a log-in {username!r} already.", next_step="Choose another name.")
    if once:
        fields["once_until"] = clock.now() + timedelta(hours=limits().door_once_hours)
    user = User.objects.create_user(username, password, role=role, **fields)
    record("identity.user_created", by=by, target=username, role=role)
    return user


@transaction.atomic
def change_password(user: User, *, password: str, session: int | None = None) -> None:
    """The own one; every other session of the person ends."""
    user.set_password(password)
    user.once_until = None
    user.save(update_fields=["password", "once_until"])
    end_all(user, why=PASSWORD, but=session)
    record("identity.password_changed", by=user, target=user.username)


def log_in_failed(username: str) -> None:
    """A name that nobody has is not kept: people type passwords into the wrong field."""
    known = User.objects.filter(username=username).exists()
    record("identity.log_in_failed", by=None, target=username if known else "", known=known)


def locked(sender: Any, username: str | None = None, **_: Any) -> None:
    """Called by axes when a log-in is closed, and for every try while it is."""
    known = User.objects.filter(username=username or "").exists()
    record("identity.locked", by=None, target=(username or "") if known else "", known=known)


@transaction.atomic
def reset_password(username: str, *, password: str, by: User | None) -> User:
    """A new one given by somebody else: it opens once, to choose an own one, and not for long.
    Every session of the person ends, and so does every token."""
    from hengke.apps.identity.tokens.actions import revoke_all

    user = _known(username)
    user.set_password(password)
    user.once_until = clock.now() + timedelta(hours=limits().door_once_hours)
    user.save(update_fields=["password", "once_until"])
    end_all(user, why=PASSWORD)
    revoke_all(user, by=by)
    record("identity.password_reset", by=by, target=username)
    return user


@transaction.atomic
def unlock(username: str, *, by: User | None) -> int:
    """Forget the failed attempts at a log-in; how many there were."""
    _known(username)
    attempts = AccessAttempt.objects.filter(username=username)
    forgotten = attempts.aggregate(failures=Sum("failures_since_start"))["failures"] or 0
    reset(username=username)
    record("identity.unlocked", by=by, target=username, attempts=forgotten)
    return int(forgotten)


@transaction.atomic
def set_preferences(user: User, **values: str) -> User:
    """How pages look for this person; a value that is not offered is refused."""
    for name, value in values.items():
        if value not in CHOICES.get(name, ()):
            raise Refused(
                _("%(name)s cannot be “%(value)s”.") % {"name": name, "value": value},
                next_step=_("Choose one that is offered."),
            )
        setattr(user, name, value)
    user.save(update_fields=list(values))
    record("identity.preferences_set", by=user, target=user.username, **values)
    return user


def _known(username: str) -> User:
    user = User.objects.filter(username=username).first()
    if user is None:
        raise Refused(
            f"There is no log-in {username!r}.", next_step="hengke people list shows all."
        )
    return user


def _check_name(username: str) -> None:
    try:
        User._meta.get_field("username").clean(username, None)
    except ValidationError:
        raise Refused(
            f"{username!r} cannot be a log-in.",
            next_step="Use up to 60 letters, digits and @ . + - _",
        ) from None
    if names_person(username.partition("@")[0]):
        raise Refused(
            _(
                "A log-in's name stays in the audit log for ever: it must not be a telephone "
                "number or an identity number."
            ),
            next_step=_("Choose a staff number, or letters of the name."),
        )
