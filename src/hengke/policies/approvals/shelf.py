"""Approval policies: `<name>/<from>.toml`, the bank's own first, the newest begun one in force."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from hengke.kernel.errors import PolicyError
from hengke.policies.approvals.scheme import COUNT, MONEY, UNITS, ApprovalPolicy, KindRules
from hengke.policies.tiering import fields

SHIPPED = Path(__file__).parent
STANDARD = "standard"
KEYS = ("source", "expires_days", "delegation", "kinds")
KIND_KEYS = ("expires_days", "unit", "free", "alone", "together", "use_hours")
MOST_COUNTED = 10**9


def load(name: str = STANDARD, *, on: date, own: Path | None = None) -> ApprovalPolicy:
    """The policy of this name in force on the day; before its first file, the first file."""
    files = {
        fields.first_day(path): path
        for root in (SHIPPED, own)
        if root is not None
        for path in sorted((root / name).glob("*.toml"))
    }
    if not files:
        raise PolicyError("there is no approval policy '{name}'", name=name)
    since = max([day for day in files if day <= on] or [min(files)])
    return parse(files[since].read_text(encoding="utf-8"), name=name, since=since)


@lru_cache(maxsize=16)
def parse(text: str, *, name: str, since: date) -> ApprovalPolicy:
    """A policy from the text of its file; every mistake is refused with its place."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(
            "approval policy '{name}' is not valid TOML: {error}", name=name, error=error
        ) from error
    table = fields.check_keys(raw, KEYS, where=name)
    days = _days(table, where=name)
    delegation = fields.needed(table, "delegation", where=name)
    fields.check_keys(delegation, ("longest_days", "stand_ins"), where="delegation")
    return ApprovalPolicy(
        name=name,
        version=f"{name}@{since}",
        source=fields.text(table, "source", where=name),
        usual=KindRules(days),
        kinds={
            kind: _kind(rules, kind, days=days) for kind, rules in table.get("kinds", {}).items()
        },
        longest_delegation_days=fields.whole(
            delegation, "longest_days", 0, where="delegation", least=1
        ),
        stand_ins={
            role: fields.texts(delegation["stand_ins"], role, where="delegation.stand_ins")
            for role in fields.needed(delegation, "stand_ins", where="delegation")
        },
    )


def _days(table: Mapping[str, Any], *, where: str) -> int:
    fields.needed(table, "expires_days", where=where)
    return fields.whole(table, "expires_days", 0, where=where, least=1)


def _kind(raw: Any, kind: str, *, days: int) -> KindRules:
    table = fields.check_keys(raw, KIND_KEYS, where=kind)
    unit = fields.one_of(table, "unit", UNITS, MONEY, where=kind)
    free, alone, together = (
        _limits(table, key, unit, where=kind) for key in ("free", "alone", "together")
    )
    for role in alone.keys() & together.keys():
        if together[role] <= alone[role]:
            raise PolicyError(
                "{kind}: two people of role {role} must reach further than one",
                kind=kind,
                role=role,
            )
    expires = fields.whole(table, "expires_days", days, where=kind, least=1)
    hours = fields.whole(table, "use_hours", 0, where=kind)
    return KindRules(expires, unit, free, hours, alone, together)


def _limits(table: Mapping[str, Any], key: str, unit: str, *, where: str) -> dict[str, int]:
    if unit == MONEY:
        return fields.amounts(table, key, where=where)
    return {
        role: _counted(value, where=f"{where}.{key}.{role}")
        for role, value in table.get(key, {}).items()
    }


def _counted(value: Any, *, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_COUNTED:
        raise PolicyError(
            "{where}: write a whole number, got {value}", where=where, value=repr(value)
        )
    return value


__all__ = ["COUNT", "MONEY", "STANDARD", "load", "parse"]
