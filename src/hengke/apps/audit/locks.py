"""Who writes to a chain waits here for whoever writes to it now.

PostgreSQL: advisory locks, which no reader takes. SQLite has one writer at a time anyway.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

OURS, CHANGES, READS = 0x4845, 1, 2


def for_this_transaction(connection: Any, which: int) -> None:
    """Until the commit. Checks that the database would put off until then are made first: they may
    wait for somebody who waits for this lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                f"SET CONSTRAINTS ALL IMMEDIATE; SELECT pg_advisory_xact_lock({OURS}, {which})"
            )


def as_writer(connection: Any) -> None:
    """On SQLite every transaction of this connection waits for the write lock at its beginning:
    one that reads first and then writes would be refused when somebody wrote in between."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        connection.transaction_mode = "IMMEDIATE"


@contextmanager
def around(connection: Any, which: int) -> Iterator[None]:
    """Around a transaction of its own, so that the transaction sees what was before the lock."""
    if connection.vendor != "postgresql":
        connection.ensure_connection()
        before, connection.transaction_mode = connection.transaction_mode, "IMMEDIATE"
        try:
            yield
        finally:
            connection.transaction_mode = before
        return
    _say(connection, "pg_advisory_lock", which)
    try:
        yield
    finally:
        _say(connection, "pg_advisory_unlock", which)


def _say(connection: Any, function: str, which: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}({OURS}, {which})")
