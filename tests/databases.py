"""The database of a test run: SQLite, or a PostgreSQL server (`--database postgresql`).

On SQLite every home has its own file. On PostgreSQL every home has a database of its own on the one
server, made when its address is first asked for. HENGKE_TEST_DATABASE_URL names a server that runs
already and whose user may make databases; otherwise the run starts a private one.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.integration.publish.private_postgresql import running_server, why_not

SERVER = "HENGKE_TEST_DATABASE_URL"
FIXTURES = frozenset({"db", "transactional_db", "django_db_setup", "home_database"})
"""A test that asks for one of these, itself or through another fixture, touches a database."""
WHOLE_BANKS = frozenset({"small_home", "open_page"})
"""Tests of a whole night's bank or of a browser ask the database what others ask it as well."""
MADE: set[str] = set()


def server() -> str:
    """The address of the PostgreSQL server of this test run; empty on SQLite."""
    return os.environ.get(SERVER, "")


@contextmanager
def chosen(wanted: str) -> Iterator[None]:
    """The server of `--database postgresql` while the block lasts, for this and child processes."""
    if wanted != "postgresql" or server():
        yield
        return
    if reason := why_not():
        required = os.environ.get("HENGKE_REQUIRE_POSTGRESQL") == "1"
        pytest.exit(reason, returncode=pytest.ExitCode.USAGE_ERROR if required else 0)
    with running_server() as address:
        os.environ[SERVER] = address
        try:
            yield
        finally:
            del os.environ[SERVER]


def use_for_django() -> None:
    """Django's own test database is on that server as well; otherwise in memory, one per process.

    pytest-django knows Django's own SQLite by its name and would make a file for ours.
    """
    from django.conf import settings
    from django.db import connections

    from hengke.server import database

    if not server():
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = ":memory:"
    else:
        settings.DATABASES["default"] = database.configured(server(), Path())
    connections.configure_settings(settings.DATABASES)  # what the entry leaves to Django
    with suppress(AttributeError):  # the models of an app have asked for one while loading
        del connections["default"]


def touched_by(item: pytest.Item) -> bool:
    """Whether a test is to run on every database: found by what it uses, so none is forgotten."""
    asked = set(getattr(item, "fixturenames", ()))
    if item.get_closest_marker("sqlite_only") or not asked.isdisjoint(WHOLE_BANKS):
        return False
    return item.get_closest_marker("django_db") is not None or not asked.isdisjoint(FIXTURES)


def address(home: Path | str) -> str:
    """DATABASE_URL for a home; empty where the home's own SQLite file serves."""
    return made(_name(home)) if server() else ""


def made(name: str, *, template: str = "template1") -> str:
    """The address of a database of this name, made where there is none yet."""
    if name not in MADE:
        _order(f"CREATE DATABASE {name} TEMPLATE {template}")
        MADE.add(name)
    return urlsplit(server())._replace(path=f"/{name}").geturl()


def copied(source: Path, home: Path) -> None:
    """The home gets the very database of another place, instead of what it had."""
    _forget(_name(home))
    made(_name(home), template=_name(source))


def emptied(home: Path) -> None:
    """The home has a database without any table."""
    if not server():
        (home / "workbench.sqlite3").write_bytes(b"")
        return
    _forget(_name(home))
    address(home)


def others_leave() -> None:
    """Every other session of Django's own database ends."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def dropped() -> None:
    """What this process made on the server goes again: it may be somebody's."""
    for name in tuple(MADE):
        _forget(name)


@contextmanager
def looking(home: Path | str, *, patience: int = 5) -> Iterator[Any]:
    """A connection to the home's database: `execute(sql).fetchall()`, `commit()`, on either kind.

    It waits `patience` seconds for whoever holds a lock. On PostgreSQL a transaction begins with
    the first statement and sees one state of the database, as on SQLite after BEGIN.
    """
    if not server():
        file = Path(home) / "workbench.sqlite3"
        with closing(sqlite3.connect(file, timeout=patience, check_same_thread=False)) as found:
            yield found
        return
    import psycopg

    with closing(psycopg.connect(address(home))) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.execute(f"SET lock_timeout = '{patience or 0.001}s'")
        connection.commit()
        yield connection


def rows(home: Path | str, sql: str) -> list[tuple[Any, ...]]:
    """Rows as SQLite keeps them: dates as text, truth as 0 and 1."""
    with looking(home) as connection:
        return [tuple(map(_plain, row)) for row in connection.execute(sql).fetchall()]


def content(home: Path | str) -> bytes:
    """Everything that the database keeps, to see what it does not keep."""
    if not server():
        return (Path(home) / "workbench.sqlite3").read_bytes()
    tables = rows(home, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    kept = [rows(home, f'SELECT one::text FROM "{table}" one') for (table,) in tables]
    return repr(kept).encode()


def _name(home: Path | str) -> str:
    """Of this run's own, also on a server that others use: the folder of a run is made for it."""
    return "hengke_" + hashlib.sha256(str(home).encode()).hexdigest()[:20]


def _forget(name: str) -> None:
    if name in MADE:
        _order(f"DROP DATABASE {name} WITH (FORCE)")
        MADE.remove(name)


def _order(sql: str) -> None:
    import psycopg

    with closing(psycopg.connect(server(), autocommit=True)) as connection:
        connection.execute(sql)


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    whole_day = isinstance(value, date) and not isinstance(value, datetime)
    return value.isoformat() if whole_day else value
