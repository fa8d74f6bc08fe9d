"""Can this process serve pages? A reason is a word for everybody, a sentence for operators."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from hengke.kernel.errors import Refused
from hengke.pipelines import lake
from hengke.pipelines.home import Home
from hengke.pipelines.protection import ring

Reasons = dict[str, str]


def reasons(home: Home) -> Reasons:
    """Why not; empty when it can."""
    looks: dict[str, Callable[[Home], str]] = {
        "database": _database, "migrations": _migrations, "keys": _keys, "lake": _lake,
    }  # fmt: skip
    return {word: text for word, look in looks.items() if (text := _guarded(look, home))}


def waiting_migrations() -> list[str]:
    """Changes of the database's form that this release brings and the home does not have yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _guarded(look: Callable[[Home], str], home: Home) -> str:
    try:
        return look(home)
    except Refused as refusal:
        return str(refusal)
    except (DatabaseError, OSError, ValueError) as error:
        return type(error).__name__  # a driver's own words may name hosts, users and values


def _database(home: Home) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def _migrations(home: Home) -> str:
    if _form_is_of_today():
        return ""
    return "changes of form are waiting: hengke publish (or the next run) makes them"


class _Waiting(Exception):
    """Keeps an answer that may change out of the cache."""


def _form_is_of_today() -> bool:
    try:
        return _looked_once()
    except _Waiting:
        return False


@functools.cache
def _looked_once() -> bool:
    """What was applied stays applied while this process lives."""
    if waiting_migrations():
        raise _Waiting
    return True


def _keys(home: Home) -> str:
    """The ring opens with the master key. A home that has none seals nothing."""
    if home.key_ring.exists():
        found = ring.load(home)
        found.secret(found.active(ring.IDENTIFIERS).id)
    return ""


def _lake(home: Home) -> str:
    """The manifest can be read; read again only when it has changed."""
    path = home.lake / "manifest.json"
    if path.exists():
        told = path.stat()
        _readable(home.path, told.st_mtime_ns, told.st_size)
    return ""


@functools.lru_cache(maxsize=1)
def _readable(path: Path, changed: int, size: int) -> bool:
    lake.load(Home(path))
    return True
