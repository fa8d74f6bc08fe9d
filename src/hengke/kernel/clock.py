"""The only place that asks what time it is. Below a view or a command, time is an argument."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """The instant, in UTC."""
    return datetime.now(UTC)
