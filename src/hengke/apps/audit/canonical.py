"""The one form in which a row is hashed: the same bytes from SQLite and from PostgreSQL.

A form that has shipped is never changed: every chain ever written would break.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

START = "0" * 64
"""What the first row of a chain names as its predecessor."""


def instant(at: datetime | str) -> str:
    """UTC to the microsecond; SQLite gives text without a zone."""
    if isinstance(at, str):
        at = datetime.fromisoformat(at)
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return at.isoformat(timespec="microseconds")


def text(parts: Sequence[Any]) -> bytes:
    return json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def entry(row: Sequence[Any]) -> bytes:
    """(at, action, by_username, by_role, target, reason, details) as bytes."""
    at, action, who, role, target, reason, more = row
    known = _plain(json.loads(more) if isinstance(more, str) else more)
    return text([instant(at), action, who, role, target, reason, known])


def linked(number: int, previous: str, content: bytes) -> str:
    """The hash of a row: its place, its predecessor, and what it says."""
    return hashlib.sha256(f"{number}\n{previous}\n".encode() + content).hexdigest()


def _plain(value: Any) -> Any:
    """1e3, 1000.0 and 1000 are one number: PostgreSQL keeps the last."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value
