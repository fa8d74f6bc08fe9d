"""The door of identity."""

from __future__ import annotations

from hengke.apps.identity.actions import create_user, reset_password, unlock
from hengke.apps.identity.factors.queries import without_factor
from hengke.apps.identity.limits import is_demo, limits
from hengke.apps.identity.models import OrgUnit, Role, User
from hengke.apps.identity.people.actions import check_place, set_role
from hengke.apps.identity.queries import (
    branches_of,
    branches_under,
    by_username,
    is_person,
    managers_of,
    team_of,
    unit_name,
    unit_names,
    usernames_of,
)
from hengke.apps.identity.rights import check, may, policy, scope_of, view_of
from hengke.apps.identity.sessions.recent import recent
from hengke.apps.identity.tokens.actions import by_token
from hengke.policies.access import Scope, View

__all__ = [
    "OrgUnit",
    "Role",
    "Scope",
    "User",
    "View",
    "branches_of",
    "branches_under",
    "by_token",
    "by_username",
    "check",
    "check_place",
    "create_user",
    "is_demo",
    "is_person",
    "limits",
    "managers_of",
    "may",
    "policy",
    "recent",
    "reset_password",
    "scope_of",
    "set_role",
    "team_of",
    "unit_name",
    "unit_names",
    "unlock",
    "usernames_of",
    "view_of",
    "without_factor",
]
