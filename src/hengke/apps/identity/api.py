"""The door of identity."""

from __future__ import annotations

from hengke.apps.identity.actions import create_user, reset_password, unlock
from hengke.apps.identity.limits import is_demo, limits
from hengke.apps.identity.models import OrgUnit, Role, User
from hengke.apps.identity.people.actions import check_place, set_role
from hengke.apps.identity.queries import by_username, managers_of, unit_name, unit_names
from hengke.apps.identity.sessions.recent import recent
from hengke.apps.identity.tokens.actions import by_token

__all__ = [
    "OrgUnit",
    "Role",
    "User",
    "by_token",
    "by_username",
    "check_place",
    "create_user",
    "is_demo",
    "limits",
    "managers_of",
    "recent",
    "reset_password",
    "set_role",
    "unit_name",
    "unit_names",
    "unlock",
]
