"""Changes to log-ins. Each is one transaction with one audit row."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hengke.apps.audit.api import record
from hengke.apps.identity.models import Role, User
from hengke.kernel.errors import Refused
from hengke.web.preferences import CHOICES


@transaction.atomic
def create_user(username: str, *, password: str, role: str, by: User | None, **fields: Any) -> User:
    """A new log-in. `fields`: display_name, org_id, branch_id."""
    if role not in Role.values:
        raise Refused(
            f"There is no role {role!r}.", next_step=f"Use one of {', '.join(Role.values)}."
        )
    if User.objects.filter(username=username).exists():
        raise Refused(f"There is a log-in {username!r} already.", next_step="Choose another name.")
    user = User.objects.create_user(username, password, role=role, **fields)
    record("identity.user_created", by=by, target=username, role=role)
    return user


@transaction.atomic
def change_password(user: User, *, password: str) -> None:
    """The own one; sessions that were opened with the old one end (the view keeps its own)."""
    user.set_password(password)
    user.save(update_fields=["password"])
    record("identity.password_changed", by=user, target=user.username)


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
