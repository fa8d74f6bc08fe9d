"""The chain of changes: each entry gets its place as the last thing of its transaction.

Two writers meet only from there to the end of their commits. Under repeatable read a transaction
that waited for the lock does not see the row that it waited for; a second connection, which has
no transaction, does (ADR 0024).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from hengke.apps.audit import canonical, locks

AT_ONCE = 500
LAST = "SELECT number, hash FROM audit_link ORDER BY number DESC LIMIT 1"
COLUMNS = "id, at, action, by_username, by_role, target, reason, details"
INSERT = "INSERT INTO audit_link (number, entry_id, previous, hash) VALUES (%s, %s, %s, %s)"
Row = tuple[int, int, str, str]


def expect(entry_id: int, connection: Any) -> None:
    """The entry is to be linked when its transaction ends."""
    waiting = connection.before_commit.get("audit")
    if waiting is None:
        waiting = connection.before_commit["audit"] = Waiting()
    waiting.ids.append(entry_id)


class Waiting:
    """Entries of a transaction that have no place yet; those that it took back do not return."""

    def __init__(self) -> None:
        self.ids: list[int] = []

    def __call__(self, connection: Any) -> None:
        link(self.ids, connection)


def link(ids: Iterable[int], connection: Any) -> None:
    """Give the entries their places. They are read back first: hashed is what the database kept."""
    wanted = sorted(set(ids))
    if not (rows := _kept(wanted, connection)):
        return
    here = _end(connection)
    locks.for_this_transaction(connection, locks.CHANGES)
    links = following(rows, *max(here, _there(connection)))
    with connection.cursor() as cursor:
        cursor.executemany(INSERT, links)


def following(rows: Iterable[Sequence[Any]], number: int, previous: str) -> list[Row]:
    """Links for entries (id, at, action …) that come after the one of this number and hash."""
    links = []
    for entry_id, *content in rows:
        number += 1
        own = canonical.linked(number, previous, canonical.entry(content))
        links.append((number, entry_id, previous, own))
        previous = own
    return links


def last(connection: Any) -> tuple[int, str]:
    """The end of the chain: of what this transaction sees or has written, and of what is there."""
    return max(_end(connection), _there(connection))


def _there(connection: Any) -> tuple[int, str]:
    """What others have committed; on SQLite whoever writes sees it all."""
    return _end(connection.companion() if connection.vendor == "postgresql" else connection)


def _end(connection: Any) -> tuple[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(LAST)
        return cursor.fetchone() or (0, canonical.START)


def _kept(ids: Sequence[int], connection: Any) -> list[Sequence[Any]]:
    rows: list[Sequence[Any]] = []
    with connection.cursor() as cursor:
        for start in range(0, len(ids), AT_ONCE):
            some = ids[start : start + AT_ONCE]
            marks = ", ".join(["%s"] * len(some))
            cursor.execute(
                f"SELECT {COLUMNS} FROM audit_entry WHERE id IN ({marks}) ORDER BY id", some
            )
            rows += cursor.fetchall()
    return rows
