"""The door of identity."""

from __future__ import annotations

from hengke.apps.identity.actions import create_user, reset_password, unlock
from hengke.apps.identity.models import OrgUnit, Role, User
from hengke.apps.identity.queries import by_username, managers_of, unit_name, unit_names

__all__ = [
    "OrgUnit",
    "Role",
    "User",
    "by_username",
    "create_user",
    "managers_of",
    "reset_password",
    "unit_name",
    "unit_names",
    "unlock",
]
