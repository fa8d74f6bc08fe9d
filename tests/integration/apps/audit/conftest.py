"""A home with a few changes and reads, sealed; and the hand of somebody with the database's key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from hengke.pipelines.home import Home

NOW = datetime(2026, 10, 23, 2, 0, tzinfo=UTC)
TABLES = ("entry", "link", "read", "seal", "head", "expiry")


def committed() -> None:
    """What the commit of a transaction would do first; a test's own transaction never ends."""
    asked, connection.before_commit = connection.before_commit, {}
    for function in asked.values():
        function(connection)


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)


@contextmanager
def without_triggers() -> Iterator[None]:
    """As an administrator of the database can have it."""
    for table in TABLES:
        if connection.vendor == "postgresql":
            sql(f"ALTER TABLE audit_{table} DISABLE TRIGGER USER")
        else:
            for verb in ("UPDATE", "DELETE"):
                sql(f"DROP TRIGGER IF EXISTS audit_{table}_no_{verb}")
    yield


@pytest.fixture
def bank_home(db: None, settings: Any, tmp_path: Path) -> Home:
    """The home of the workbench under test."""
    settings.HENGKE_HOME = Home.at(tmp_path / "bank")
    settings.HENGKE_HOME.path.mkdir()
    return settings.HENGKE_HOME


@pytest.fixture
def written(bank_home: Home, person: Callable[[str], Any]) -> Home:
    """Three minutes, each with three changes, two reads and a head."""
    from hengke.apps.audit import heads
    from hengke.apps.audit.api import record, seen

    for minute in range(3):
        for number in range(3):
            record("care.task_done", by=person("alice"), target=f"C{minute}{number}",
                   task=f"t{number}", points=[1, 2])  # fmt: skip
        seen(person("alice"), [f"C{minute}1", f"C{minute}2"], page="profile")
        committed()
        heads.seal(bank_home, now=NOW + timedelta(minutes=minute))
    return bank_home


@pytest.fixture
def verified(bank_home: Home) -> Callable[..., dict[str, Any]]:
    """`verified()`: what `hengke audit verify --json` answers."""
    from hengke.apps.audit import signing, verifying

    def answer(**asked: Any) -> dict[str, Any]:
        keys = asked.pop("keys", None) or signing.public_keys(bank_home)
        return verifying.verify(bank_home, keys=keys, now=NOW, **asked).as_json()

    return answer
