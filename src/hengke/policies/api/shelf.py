"""API policies: `<name>/<from>.toml`, the bank's own first, the newest begun one in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from hengke.policies import dated, fields

SHIPPED = Path(__file__).parent
STANDARD = "standard"
KEYS = {
    "requests": ("per_minute", "largest_kilobytes"),
    "idempotency": ("hours",),
    "webhooks": (
        "per_person", "attempts", "first_wait_seconds", "longest_wait_minutes", "timeout_seconds",
        "tolerance_seconds", "kept_days",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class ApiPolicy:
    """One dated set of limits; every one is a whole number, from 1.

    A delivery that failed waits `first_wait_seconds`, then twice as long each time up to
    `longest_wait_minutes`; after `attempts` it rests until a person sends it again.
    """

    version: str
    per_minute: int
    largest_kilobytes: int
    idempotency_hours: int
    subscriptions_per_person: int
    attempts: int
    first_wait_seconds: int
    longest_wait_minutes: int
    timeout_seconds: int
    tolerance_seconds: int
    kept_days: int

    @property
    def largest_bytes(self) -> int:
        return self.largest_kilobytes * 1024

    def wait_seconds(self, attempts: int) -> int:
        """How long after the so manyth failed attempt the next one is made."""
        doubled = self.first_wait_seconds * 2 ** min(attempts - 1, 32)
        return min(doubled, self.longest_wait_minutes * 60)


def load(name: str = STANDARD, *, on: date, own: Path | None = None) -> ApiPolicy:
    """The policy of this name in force on the day; before its first file, the first file."""
    return dated.load(SHIPPED, name, parse, on=on, own=own)


def parse(text: str, *, name: str, since: date) -> ApiPolicy:
    """A policy from the text of its file; every mistake is refused with its place."""
    table = dated.table(text, ("source", *KEYS), name=name)
    fields.needed(table, "source", where=name)
    limits = [limit for part, keys in KEYS.items() for limit in _limits(table, part, keys, name)]
    return ApiPolicy(f"{name}@{since}", *limits)


def _limits(table: Any, part: str, keys: tuple[str, ...], where: str) -> list[int]:
    found = fields.check_keys(fields.needed(table, part, where=where), keys, where=part)
    for key in keys:
        fields.needed(found, key, where=part)
    return [fields.whole(found, key, 1, where=part, least=1) for key in keys]
