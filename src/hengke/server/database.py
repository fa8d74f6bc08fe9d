"""The workbench's database: the home's SQLite file, or PostgreSQL named by DATABASE_URL."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from hengke.kernel.errors import Refused

BUSY_SECONDS = 20
SQLITE_START = (
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; "
    "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32000; PRAGMA mmap_size = 268435456;"
)


def url(database_url: str, home_database: Path) -> str:
    """The address as one text, for programs that load in bulk."""
    return database_url or f"sqlite:///{home_database}"


def configured(database_url: str, home_database: Path) -> dict[str, Any]:
    """Django's entry for `DATABASES`. Each request is one transaction: it sees one run."""
    parts = urlsplit(url(database_url, home_database))
    if parts.scheme == "sqlite":
        return _sqlite(parts.path[1:] if database_url else str(home_database))
    if parts.scheme in ("postgres", "postgresql"):
        return _postgresql(parts.path[1:], parts)
    raise Refused(
        f"DATABASE_URL names {parts.scheme or 'no'!r} database kind.",
        next_step="Use sqlite:////path/to/file or postgresql://user:password@host:5432/name",
    )


def _sqlite(name: str) -> dict[str, Any]:
    return {
        "ENGINE": "hengke.web.databases.sqlite",
        "NAME": name,
        "ATOMIC_REQUESTS": True,
        "OPTIONS": {"timeout": BUSY_SECONDS, "init_command": SQLITE_START},
    }


def _postgresql(name: str, parts: SplitResult) -> dict[str, Any]:
    """Repeatable read: every statement of a page sees the same run, as on SQLite.

    What follows `?` is handed to the driver (sslmode, sslrootcert, connect_timeout ...);
    `host` there may be the folder of a local socket.
    """
    if not name:
        raise Refused(
            "DATABASE_URL names no database.",
            next_step="Use postgresql://user:password@host:5432/name",
        )
    isolation = _repeatable_read()
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "hengke.web.databases.postgresql",
        "NAME": unquote(name),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": str(_port(parts) or ""),
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 60,
        "OPTIONS": {**options, "isolation_level": isolation},
    }


def _repeatable_read() -> Any:
    try:
        from psycopg import IsolationLevel
    except ImportError:
        raise Refused(
            "DATABASE_URL names PostgreSQL, whose driver is not installed.",
            next_step="pip install 'hengke[postgres]'",
        ) from None
    return IsolationLevel.REPEATABLE_READ


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError:
        raise Refused(
            "The port in DATABASE_URL is not a number.",
            next_step="Use postgresql://user:password@host:5432/name",
        ) from None
