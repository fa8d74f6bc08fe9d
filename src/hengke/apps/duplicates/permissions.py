"""Who may do what with pairs: `can_x` asks."""

from __future__ import annotations

from typing import Any

from hengke.apps.identity import api as identity


def can_decide(user: Any) -> bool:
    """Say that two are not the same."""
    return identity.may(user, "duplicates.decide")


def can_merge(user: Any) -> bool:
    """Ask for a merge, or for its end."""
    return identity.may(user, "customers.merge")


def can_decide_merges(user: Any) -> bool:
    """Only who reaches the whole bank: the two may lie in books of two branches."""
    return identity.scope_of(user, "customers.decide_merge") is identity.Scope.ALL
