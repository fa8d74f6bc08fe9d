"""What an access policy is: action x scope x field class, per role.

An action that a role does not have is refused; a field class that is not named for it is hidden.
There is no deny list: what nobody wrote down, nobody may.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """Whose customers an action reaches, from narrow to wide."""

    OWN = "own"  # of the own staff number
    TEAM = "team"  # of those who report to the person, too
    BRANCH = "branch"  # of the own branch and the branches under it
    ALL = "all"  # of the whole bank; also: the action has no customers in it


class View(StrEnum):
    """How fields of one class are shown."""

    NONE = "none"  # not at all
    MASKED = "masked"  # enough to recognise
    CLEAR = "clear"  # whole


FIELD_CLASSES = ("name", "identifier", "financial")
"""Names of people; numbers and addresses that lead to a person; amounts, tiers and bookings."""


@dataclass(frozen=True)
class Role:
    """One role: its rights, its view of fields, and whether it needs a second factor."""

    name: str
    rights: Mapping[str, Scope]
    fields: Mapping[str, View]
    privileged: bool = False


@dataclass(frozen=True)
class AccessPolicy:
    """One dated policy. `apart` lists groups of roles that nobody may hold more than one of."""

    version: str
    source: str
    roles: Mapping[str, Role]
    apart: tuple[frozenset[str], ...]

    def scope(self, role: str, action: str) -> Scope | None:
        """How far the role's right reaches; None where it has none."""
        found = self.roles.get(role)
        return found.rights.get(action) if found else None

    def view(self, role: str, field_class: str) -> View:
        found = self.roles.get(role)
        return found.fields.get(field_class, View.NONE) if found else View.NONE

    def actions(self) -> set[str]:
        """Every action that somebody may do."""
        return {action for role in self.roles.values() for action in role.rights}

    def holders(self, action: str) -> dict[str, Scope]:
        """The roles that may do it, and how far."""
        return {
            name: role.rights[action] for name, role in self.roles.items() if action in role.rights
        }
