"""The chain of changes, row by row: recomputed, and compared with the heads outside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection, transaction

from hengke.apps.audit import canonical
from hengke.apps.audit.expected import Expected, Mark
from hengke.apps.audit.verdict import CHANGES, Fault, Verdict, fault

AT_ONCE = 5_000
NEAR = 2_000
"""How far an exchanged row is looked for."""
CONTENT = "e.at, e.action, e.by_username, e.by_role, e.target, e.reason, e.details"
LINKED = f"""
SELECT l.number, l.previous, l.hash, e.id, {CONTENT}
FROM audit_link l LEFT JOIN audit_entry e ON e.id = l.entry_id ORDER BY l.number
"""
UNLINKED = """
SELECT e.id FROM audit_entry e LEFT JOIN audit_link l ON l.entry_id = e.id
WHERE l.number IS NULL ORDER BY e.id LIMIT 1
"""
NEARBY = f"""
SELECT l.number, {CONTENT} FROM audit_link l JOIN audit_entry e ON e.id = l.entry_id
WHERE l.number BETWEEN %s AND %s ORDER BY l.number
"""


def check(marks: Iterator[Mark], verdict: Verdict) -> None:
    """At the first fault the walk ends: what comes after it hangs on it."""
    expected = Expected(marks)
    number, previous = 0, canonical.START
    for row in _rows():
        found = _fault(row, number, previous)
        if not found:
            number, previous = row[0], row[2]
            mark = expected.contradicted(number, previous)
            found = _rewritten(mark, expected.agreed) if mark else None
        if found:
            verdict.faults.append(found)
            return
        verdict.rows = number
    if found := _missing(number, expected) or _unlinked():
        verdict.faults.append(found)


def _rewritten(mark: Mark, agreed: int) -> Fault:
    if mark.length == agreed + 1:
        return fault(
            CHANGES, agreed + 1,
            "Row {place} is not the one that head {head} of {at} signed: it was rewritten together "
            "with its chain.",
            head=mark.head.number, at=mark.head.at,
        )  # fmt: skip
    return fault(
        CHANGES, agreed + 1,
        "Rows {place} to {last} are not those that head {head} of {at} signed: they were "
        "rewritten together with their chain.",
        last=mark.length, head=mark.head.number, at=mark.head.at,
    )  # fmt: skip


def _missing(number: int, expected: Expected) -> Fault | None:
    if not (found := expected.beyond()):
        return None
    first, last = found
    if last.length == number + 1:
        return fault(
            CHANGES, number + 1,
            "The chain ends at row {end}, and head {head} of {at} knows {rows}: row {place} was "
            "cut off, or the database was restored from before {first}.",
            end=number, head=last.head.number, at=last.head.at, rows=last.length,
            first=first.head.at,
        )  # fmt: skip
    return fault(
        CHANGES, number + 1,
        "The chain ends at row {end}, and head {head} of {at} knows {rows}: rows {place} to "
        "{rows} were cut off, or the database was restored from before {first}.",
        end=number, head=last.head.number, at=last.head.at, rows=last.length, first=first.head.at,
    )  # fmt: skip


def _fault(row: Sequence[Any], number: int, previous: str) -> Fault | None:
    place, before, own, entry_id, *content = row
    if place == number + 2:
        return fault(CHANGES, number + 1, "Row {place} is missing from the chain.")
    if place > number + 1:
        return fault(
            CHANGES, number + 1, "Rows {place} to {last} are missing from the chain.",
            last=place - 1,
        )  # fmt: skip
    if entry_id is None:
        return fault(CHANGES, place, "Row {place} was deleted; its place in the chain is left.")
    if canonical.linked(place, before, canonical.entry(content)) != own:
        return _edited(place, before, own)
    if before != previous:
        return fault(
            CHANGES, place, "Row {place} does not follow row {before}: a row was put in, or the "
            "chain before it was written anew.", before=number,
        )  # fmt: skip
    return None


def _edited(place: int, before: str, own: str) -> Fault:
    """Edited, or exchanged with a row that is found nearby."""
    with connection.cursor() as cursor:
        cursor.execute(NEARBY, [place - NEAR, place + NEAR])
        for other, *content in cursor.fetchall():
            if canonical.linked(place, before, canonical.entry(content)) == own:
                return fault(
                    CHANGES, place, "Rows {place} and {other} were exchanged.", other=other
                )
    return fault(CHANGES, place, "Row {place} was edited: it is not what was written.")


def _unlinked() -> Fault | None:
    with connection.cursor() as cursor:
        cursor.execute(UNLINKED)
        row = cursor.fetchone()
    if row is None:
        return None
    return fault(
        CHANGES, row[0], "The audit row with id {place} was put in past the chain: no place of the "
        "chain is its own.",
    )  # fmt: skip


@transaction.atomic
def _rows() -> Iterator[Sequence[Any]]:
    """All of one instant, a few thousand at a time."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(LINKED)
        while rows := cursor.fetchmany(AT_ONCE):
            yield from rows
