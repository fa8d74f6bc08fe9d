"""Where access policies stand: `<name>/<from>.toml`; the newest that has begun is in force.

A file names every action once, with the roles that may do it and how far:
`"customers.export" = { rm = "own", branch_head = "branch" }`.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from hengke.kernel.errors import PolicyError
from hengke.policies import dated, fields
from hengke.policies.access.scheme import FIELD_CLASSES, AccessPolicy, Role, Scope, View

SHIPPED = Path(__file__).parent
STANDARD = "standard"
KEYS = ("source", "roles", "apart", "rights", "fields")
Word = TypeVar("Word", bound=StrEnum)


def load(name: str = STANDARD, *, on: date, own: Path | None = None) -> AccessPolicy:
    """The policy of this name in force on the day; before its first file, the first file."""
    return dated.load(SHIPPED, name, parse, on=on, own=own)


def parse(text: str, *, name: str, since: date) -> AccessPolicy:
    """A policy from the text of its file; every mistake is refused with its place."""
    table = dated.table(text, KEYS, name=name)
    roles = fields.needed(table, "roles", where=name)
    rights = _rights(fields.needed(table, "rights", where=name), roles)
    views = _views(fields.needed(table, "fields", where=name), roles)
    return AccessPolicy(
        version=dated.version(text, name=name, since=since),
        source=str(fields.needed(table, "source", where=name)),
        roles={
            role: Role(role, rights[role], views[role], bool(said.get("privileged", False)))
            for role, said in roles.items()
        },
        apart=tuple(_apart(group, roles) for group in table.get("apart", ())),
    )


def _rights(raw: dict[str, Any], roles: dict[str, Any]) -> dict[str, dict[str, Scope]]:
    found: dict[str, dict[str, Scope]] = defaultdict(dict)
    for action, holders in raw.items():
        for role, scope in holders.items():
            _check_role(role, roles, where=action)
            found[role][action] = _word(Scope, scope, where=f"{action}.{role}")
    return found


def _views(raw: dict[str, Any], roles: dict[str, Any]) -> dict[str, dict[str, View]]:
    found: dict[str, dict[str, View]] = defaultdict(dict)
    for field_class in FIELD_CLASSES:
        for role, view in fields.needed(raw, field_class, where="fields").items():
            _check_role(role, roles, where=field_class)
            found[role][field_class] = _word(View, view, where=f"{field_class}.{role}")
    return found


def _apart(group: list[str], roles: dict[str, Any]) -> frozenset[str]:
    for role in group:
        _check_role(role, roles, where="apart")
    return frozenset(group)


def _check_role(role: str, roles: dict[str, Any], *, where: str) -> None:
    if role not in roles:
        raise PolicyError(
            "access policy: {where} names the role '{role}', which is not among its roles",
            where=where,
            role=role,
        )


def _word(kind: type[Word], text: Any, *, where: str) -> Word:
    try:
        return kind(text)
    except ValueError:
        raise PolicyError(
            "access policy: {where} is '{text}'; it can be {known}",
            where=where,
            text=text,
            known=", ".join(kind),
        ) from None
