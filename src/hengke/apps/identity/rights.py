"""What a person may: the access policy asked for one log-in.

`scope_of` says how far; the apps that own rows turn it into a condition. A person whose scope
names nothing (a manager without a staff number, a head without a branch) reaches nobody.
An API token narrows: `granted` on the user lists the actions that it carries.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied

from hengke.kernel import clock
from hengke.policies import access
from hengke.policies.access import AccessPolicy, Scope, View


def policy() -> AccessPolicy:
    """The policy in force today; read again when a file of the bank's own changes."""
    own = settings.HENGKE_HOME.access_policies
    return _policy(clock.today(), own, _changed(own))


@lru_cache(maxsize=4)
def _policy(on: date, own: Path, _changed: tuple[tuple[str, int], ...]) -> AccessPolicy:
    return access.load(on=on, own=own)


def _changed(own: Path) -> tuple[tuple[str, int], ...]:
    files = sorted((own / access.STANDARD).glob("*.toml"))
    return tuple((file.name, file.stat().st_mtime_ns) for file in files)


def scope_of(user: Any, action: str) -> Scope | None:
    """How far the right reaches; None where the person does not have it."""
    if not getattr(user, "is_authenticated", False) or not getattr(user, "is_active", False):
        return None
    granted = getattr(user, "granted", None)
    if granted is not None and action not in granted:
        return None
    return policy().scope(user.role, action)


def may(user: Any, action: str) -> bool:
    return scope_of(user, action) is not None


def check(user: Any, action: str) -> None:
    """Refuse with "not yours" (403) whoever lacks the right."""
    if not may(user, action):
        raise PermissionDenied


def view_of(user: Any, field_class: str) -> View:
    """How this person sees fields of a class: hidden, masked or whole."""
    return policy().view(getattr(user, "role", ""), field_class)


def needs_second_factor(user: Any) -> bool:
    role = policy().roles.get(getattr(user, "role", ""))
    return bool(role and role.privileged)


def are_apart(first: str, second: str) -> bool:
    """May nobody hold both roles?"""
    return first != second and any({first, second} <= group for group in policy().apart)
