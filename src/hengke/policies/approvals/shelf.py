"""Approval policies: `<name>/<from>.toml`, the bank's own first, the newest begun one in force."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from hengke.kernel.errors import PolicyError
from hengke.policies import dated, fields
from hengke.policies.approvals.scheme import COUNT, MONEY, UNITS, ApprovalPolicy, KindRules

SHIPPED = Path(__file__).parent
STANDARD = "standard"
KEYS = ("source", "expires_days", "delegation", "kinds")
KIND_KEYS = ("expires_days", "unit", "free", "alone", "together", "use_hours")
MOST_COUNTED = 10**9


def load(name: str = STANDARD, *, on: date, own: Path | None = None) -> ApprovalPolicy:
    """The policy of this name in force on the day; before its first file, the first file."""
    return dated.load(SHIPPED, name, parse, on=on, own=own)


@lru_cache(maxsize=16)
def parse(text: str, *, name: str, since: date) -> ApprovalPolicy:
    """A policy from the text of its file; every mistake is refused with its place."""
    table = dated.table(text, KEYS, name=name)
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
