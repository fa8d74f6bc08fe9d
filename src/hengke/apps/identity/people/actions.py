"""Changes that administrators make to log-ins. Each is one transaction with one audit row.

The work is split so that one alone opens nobody's log-in: the system administrator makes log-ins
and gives passwords, the security administrator has the factors, sessions and locks, and a role is
asked for by the one and given by the other.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hengke.apps.audit.api import record
from hengke.apps.identity import actions as logins
from hengke.apps.identity import rights
from hengke.apps.identity.factors import actions as factors
from hengke.apps.identity.models import ADMINISTRATORS, Role, User
from hengke.apps.identity.queries import usernames_of
from hengke.apps.identity.sessions.actions import ADMIN, end_all
from hengke.apps.identity.tokens import actions as tokens
from hengke.kernel.errors import Refused

CHANGE, SECURE = "identity.change_people", "identity.secure_people"
PLACES = ("display_name", "org_id", "branch_id", "reports_to")
PASSWORD_BYTES = 12


@transaction.atomic
def create(username: str, *, role: str, by: User, **places: Any) -> tuple[User, str]:
    """A log-in and its password, which opens once. Roles that can do harm are asked for afterwards,
    so that a second person gives them."""
    rights.check(by, CHANGE)
    if role not in plain_roles():
        raise Refused(
            _("This role is given by a second person."),
            next_step=_("Make the log-in with another role, then ask for this one on its page."),
        )
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    check_place(role, **places)
    user = logins.create_user(username, password=password, role=role, by=by, once=True, **places)
    return user, password


@transaction.atomic
def change(user: User, *, by: User, **places: Any) -> User:
    """Name, staff number, branch, reporting line. A new reach asks for a new log-in."""
    rights.check(by, CHANGE)
    _check_not_own(user, by)
    changed = {name: value for name, value in places.items() if getattr(user, name) != value}
    if not changed:
        return user
    check_place(user.role, user=user, **{**_places_of(user), **places})
    for name, value in changed.items():
        setattr(user, name, value)
    _saved(user, list(changed))
    if {"org_id", "branch_id"} & set(changed):
        end_all(user, why="role")
    told = {name: str(value or "") for name, value in changed.items() if name != "display_name"}
    record("identity.user_changed", by=by, target=user.username, fields=sorted(changed), **told)
    return user


@transaction.atomic
def set_active(user: User, *, active: bool, by: User | None) -> None:
    """Who leaves is out at once: sessions end, tokens are revoked; the row stays on record."""
    if by is not None:
        rights.check(by, CHANGE)
        _check_not_own(user, by)
    user.is_active = active
    _saved(user, ["is_active"])
    if not active:
        end_all(user, why=ADMIN)
        tokens.revoke_all(user, by=by)
    if active:
        record("identity.user_reactivated", by=by, target=user.username)
    else:
        record("identity.user_deactivated", by=by, target=user.username)


@transaction.atomic
def give_password(user: User, *, by: User) -> tuple[User, str]:
    """The log-in as it is now, and a password that opens once, to choose an own one."""
    rights.check(by, CHANGE)
    _check_not_own(user, by)
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    return logins.reset_password(user.username, password=password, by=by), password


@transaction.atomic
def unlock(user: User, *, by: User) -> int:
    rights.check(by, SECURE)
    return logins.unlock(user.username, by=by)


@transaction.atomic
def require_factor(user: User, *, required: bool, by: User) -> None:
    """Whatever the role says; where it is lifted, the role still decides."""
    rights.check(by, SECURE)
    _check_not_own(user, by)
    user.factor_required = required
    user.save(update_fields=["factor_required"])
    record("identity.factor_required", by=by, target=user.username, required=required)


@transaction.atomic
def reset_factors(user: User, *, by: User) -> None:
    rights.check(by, SECURE)
    _check_not_own(user, by)
    factors.reset_factors(user, by=by)
    tokens.revoke_all(user, by=by)


@transaction.atomic
def end_sessions(user: User, *, by: User) -> None:
    """Whoever is in with this log-in is out, programs as well."""
    rights.check(by, SECURE)
    end_all(user, why=ADMIN)
    tokens.revoke_all(user, by=by)
    record("identity.sessions_ended", by=by, target=user.username)


@transaction.atomic
def set_role(user: User, *, role: str, by: User | None, asked_by: str = "") -> None:
    """Carried out once a second person agreed (or by the operator's command, `by` None)."""
    if role not in Role.values:
        raise Refused(_("There is no such role."), next_step=", ".join(Role.values))
    if by is not None:
        _check_not_own(user, by)
    check_place(role, user=user, **_places_of(user))
    before, user.role = user.role, role
    _saved(user, ["role"])
    end_all(user, why="role")
    record(
        "identity.role_changed", by=by, target=user.username, before=before, role=role,
        asked_by=asked_by,
    )  # fmt: skip


def check_role_request(user: User, *, role: str, by: User) -> None:
    """Nobody asks for another role of their own, by whatever log-in of theirs."""
    if user.username in usernames_of(by):
        raise Refused(
            _("Nobody asks for their own role."),
            next_step=_("Another system administrator asks for it."),
        )
    check_place(role, user=user, **_places_of(user))


def check_place(role: str, *, user: User | None = None, **places: Any) -> None:
    """A manager carries a staff number, a head has a branch, an administrator is one person."""
    org_id, branch_id = places.get("org_id") or "", places.get("branch_id") or ""
    if role == Role.RM and not org_id:
        raise Refused(
            _("A relationship manager needs the staff number that customers carry."),
            next_step=_("Enter it."),
        )
    if role in (Role.RM, Role.BRANCH_HEAD) and not branch_id:
        raise Refused(_("The branch of this log-in is missing."), next_step=_("Enter it."))
    if role in ADMINISTRATORS and not org_id:
        raise Refused(
            _("An administrator needs a staff number: it shows that the three are three people."),
            next_step=_("Enter it."),
        )
    if org_id:
        _check_apart(role, org_id, user)
    _check_line(user, places.get("reports_to"))


def plain_roles() -> list[str]:
    """Roles that need no second person to give."""
    return [name for name, role in rights.policy().roles.items() if not role.privileged]


def _check_apart(role: str, org_id: str, user: User | None) -> None:
    """What policies/access holds apart, one staff number never holds together."""
    others = User.objects.filter(org_id=org_id, is_active=True)
    for other in others.exclude(pk=user.pk if user and user.pk else 0):
        same_administrator = role == other.role and role in ADMINISTRATORS
        if same_administrator or rights.are_apart(role, other.role):
            raise Refused(
                _("Staff number %(number)s already holds the log-in %(name)s as %(role)s.")
                % {"number": org_id, "name": other.username, "role": other.get_role_display()},
                next_step=_("These roles belong to different people."),
            )


def _check_line(user: User | None, above: User | None) -> None:
    """A reporting line in a circle would give everybody everybody's customers."""
    seen = {user.pk} if user else set()
    while above is not None:
        if above.pk in seen:
            raise Refused(
                _("The reporting line would come back to this person."),
                next_step=_("Choose somebody who does not report to this person."),
            )
        seen.add(above.pk)
        above = above.reports_to


def _check_not_own(user: User, by: User) -> None:
    if user.pk == by.pk:
        raise PermissionDenied


def _places_of(user: User) -> dict[str, Any]:
    return {name: getattr(user, name) for name in PLACES}


def _saved(user: User, fields: list[str]) -> None:
    try:
        with transaction.atomic():
            user.save(update_fields=fields)
    except IntegrityError:
        raise Refused(
            _("Another log-in with this staff number is an administrator already."),
            next_step=_("These roles belong to different people."),
        ) from None
