"""The only place that asks what time it is. Below a view or a command, time is an argument."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
"""Where the bank's days begin; mainland China has one zone."""


def now() -> datetime:
    """The instant, in UTC."""
    return datetime.now(UTC)


def day(instant: datetime) -> date:
    """The calendar day at the bank: what a dated policy or a period of days goes by."""
    return instant.astimezone(ZONE).date()


def today() -> date:
    return day(now())
