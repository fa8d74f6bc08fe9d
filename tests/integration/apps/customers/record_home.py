"""A home with keys for tests of the record, and short ways to change one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

NOW = datetime(2026, 10, 26, 2, 0, tzinfo=UTC)
TODAY = NOW.date()


def with_keys(settings: Any, folder: Path) -> None:
    from hengke.pipelines.home import Home
    from hengke.pipelines.protection import ring

    settings.HENGKE_HOME = Home.at(folder)
    ring.load_or_make(settings.HENGKE_HOME, now=NOW)


def save(number: str, user: Any, *, on: date = TODAY, version: int | None = None,
         source: str = "customer", **changes: str) -> Any:  # fmt: skip
    from hengke.apps.customers import record_actions, record_reading

    of = record_reading.subject(user, number)
    return record_actions.save(
        of, changes, source=source, collected_on=on, by=user, now=NOW,
        version=of.version if version is None else version,
    )  # fmt: skip


def line(number: str, user: Any, field: str, *, on: date = TODAY) -> Any:
    from hengke.apps.customers import record_reading

    of = record_reading.subject(user, number)
    found = record_reading.lines(of, on=on, now=NOW)
    return next(one for one in found if one.field.name == field)
