"""Identity policies: `<name>/<from>.toml`, the bank's own first, the newest begun one in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from hengke.policies import dated, fields

SHIPPED = Path(__file__).parent
STANDARD = "standard"
LEAST = {"drift_steps": 0}
KEYS = {
    "door": ("minutes", "once_hours"),
    "factor": (
        "drift_steps", "most_failures", "closed_minutes", "recovery_codes", "most_keys",
        "recent_minutes",
    ),
    "session": ("idle_minutes", "longest_hours", "most"),
    "token": ("longest_days", "most"),
}  # fmt: skip


@dataclass(frozen=True)
class IdentityPolicy:
    """One dated set of limits; whole numbers in the unit that the name says, from 1.

    `factor_drift_steps` alone may be 0: then only the code of this half minute is taken.
    """

    version: str
    door_minutes: int
    door_once_hours: int
    factor_drift_steps: int
    factor_most_failures: int
    factor_closed_minutes: int
    factor_recovery_codes: int
    factor_most_keys: int
    factor_recent_minutes: int
    session_idle_minutes: int
    session_longest_hours: int
    session_most: int
    token_longest_days: int
    token_most: int


def load(name: str = STANDARD, *, on: date, own: Path | None = None) -> IdentityPolicy:
    """The policy of this name in force on the day; before its first file, the first file."""
    return dated.load(SHIPPED, name, parse, on=on, own=own)


def parse(text: str, *, name: str, since: date) -> IdentityPolicy:
    """A policy from the text of its file; every mistake is refused with its place."""
    table = dated.table(text, ("source", *KEYS), name=name)
    fields.text(table, "source", where=name)
    limits = {
        f"{part}_{key}": value
        for part, keys in KEYS.items()
        for key, value in _limits(table, part, keys, where=name).items()
    }
    return IdentityPolicy(version=f"{name}@{since}", **limits)


def _limits(table: Any, part: str, keys: tuple[str, ...], *, where: str) -> dict[str, int]:
    found = fields.check_keys(fields.needed(table, part, where=where), keys, where=part)
    for key in keys:
        fields.needed(found, key, where=part)
    return {key: fields.whole(found, key, 0, where=part, least=LEAST.get(key, 1)) for key in keys}
