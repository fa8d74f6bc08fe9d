"""Limits of operations: the bank's own first, the newest begun one in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from hengke.policies import dated, fields

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
    return dated.load(SHIPPED, name, parse, on=on, own=own)


def parse(text: str, *, name: str, since: date) -> OperationsPolicy:
    """A policy from the text of its file; every mistake is refused with its place."""
    table = dated.table(text, ("source", "limits"), name=name)
    fields.needed(table, "source", where=name)
    limits = fields.check_keys(fields.needed(table, "limits", where=name), KEYS, where="limits")
    for key in KEYS:
        fields.needed(limits, key, where="limits")
    return OperationsPolicy(
        f"{name}@{since}", *(fields.whole(limits, key, 1, where="limits") for key in KEYS)
    )
