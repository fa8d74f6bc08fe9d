"""Limits of operations: the bank's own first, the newest begun one in force."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from hengke.kernel.errors import PolicyError
from hengke.policies.tiering import fields

SHIPPED = Path(__file__).parent
STANDARD = "standard"
KEYS = ("backup_hours", "verify_days", "free_gib", "clock_minutes")


@dataclass(frozen=True)
class OperationsPolicy:
    """One dated set of limits. All are whole, from 1."""

    version: str
    backup_hours: int
    verify_days: int
    free_gib: int
    clock_minutes: int

    @property
    def backup_age(self) -> timedelta:
        return timedelta(hours=self.backup_hours)

    @property
    def head_age(self) -> timedelta:
        return timedelta(days=self.verify_days)

    @property
    def clock_ahead(self) -> timedelta:
        return timedelta(minutes=self.clock_minutes)


def load(name: str = STANDARD, *, on: date, own: Path | None = None) -> OperationsPolicy:
    """The policy of this name in force on the day; before its first file, the first file."""
    files = {
        fields.first_day(path): path
        for root in (SHIPPED, own)
        if root is not None
        for path in sorted((root / name).glob("*.toml"))
    }
    if not files:
        raise PolicyError("there is no operations policy '{name}'", name=name)
    since = max([day for day in files if day <= on] or [min(files)])
    return parse(files[since].read_text(encoding="utf-8"), name=name, since=since)


def parse(text: str, *, name: str, since: date) -> OperationsPolicy:
    """A policy from the text of its file; every mistake is refused with its place."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(
            "operations policy '{name}' is not valid TOML: {error}", name=name, error=error
        ) from error
    table = fields.check_keys(raw, ("source", "limits"), where=name)
    fields.needed(table, "source", where=name)
    limits = fields.check_keys(fields.needed(table, "limits", where=name), KEYS, where="limits")
    for key in KEYS:
        fields.needed(limits, key, where="limits")
    return OperationsPolicy(
        f"{name}@{since}", *(fields.whole(limits, key, 1, where="limits") for key in KEYS)
    )
