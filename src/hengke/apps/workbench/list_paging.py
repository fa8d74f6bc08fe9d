"""Keyset paging in both directions over one or more stretches of rows.

A sorted list has up to three stretches: rows whose sort value is known, rows whose value is
unknown, and customers whom the sorted table does not know at all. Unknown comes last whatever the
direction. A page costs one query, one more where a stretch ends inside it; never an OFFSET.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet

KEY = "customer_id"


@dataclass(frozen=True)
class Stretch:
    """Rows ordered by `column` (empty: by the key alone), `falling` = largest first."""

    rows: QuerySet[Any]
    column: str = ""
    falling: bool = False


@dataclass(frozen=True)
class Place:
    """A row's place in the list: its stretch, its sort value and its key."""

    stretch: int
    value: Any
    key: str

    def written(self) -> str:
        text = json.dumps([self.stretch, self.value, self.key])
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@dataclass(frozen=True)
class Page:
    """Rows in list order, and the cursors of the neighbours (None where there is none)."""

    rows: Sequence[Any]
    after: str | None
    before: str | None


def read_place(cursor: str | None, stretches: Sequence[Stretch]) -> Place | None:
    """The place a cursor names; one that was cut, edited or is of another list is no place."""
    try:
        raw = base64.urlsafe_b64decode((cursor or "") + "=" * (-len(cursor or "") % 4))
        stretch, value, key = json.loads(raw)
    except (ValueError, TypeError, binascii.Error):
        return None
    if type(stretch) is not int or not 0 <= stretch < len(stretches) or type(key) is not str:
        return None
    column = stretches[stretch].column
    fitting = type(value) in _kinds(stretches[stretch]) if column else value is None
    return Place(stretch, value, key) if fitting else None


def turn(
    stretches: Sequence[Stretch], *, size: int, after: str | None = None, before: str | None = None
) -> Page:
    """The page after or before a cursor; the first page without one."""
    backwards = before is not None and read_place(before, stretches) is not None
    place = read_place(before if backwards else after, stretches)
    found = list(islice(_walk(stretches, place, size + 1, backwards), size + 1))
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    further_back, further_on = (more, True) if backwards else (place is not None, more)
    return Page(
        [row for _, row in found],
        after=_place(found[-1], stretches).written() if found and further_on else None,
        before=_place(found[0], stretches).written() if found and further_back else None,
    )


def _walk(
    stretches: Sequence[Stretch], place: Place | None, wanted: int, backwards: bool
) -> Iterator[tuple[int, Any]]:
    """Rows from the place on, stretch by stretch; a stretch is asked only when reached."""
    numbers = range(len(stretches))
    for number in reversed(numbers) if backwards else numbers:
        if place and (number > place.stretch if backwards else number < place.stretch):
            continue
        here = place if place and number == place.stretch else None
        for row in _rows(stretches[number], here, backwards)[:wanted]:
            wanted -= 1
            yield number, row


def _rows(stretch: Stretch, place: Place | None, backwards: bool) -> QuerySet[Any]:
    """`value <= x AND (value < x OR key > k)`: the first half lets an index be walked."""
    down = stretch.falling != backwards
    key_order, key_beyond = (f"-{KEY}", "lt") if backwards else (KEY, "gt")
    if not stretch.column:
        rows = stretch.rows.order_by(key_order)
        return rows.filter(**{f"{KEY}__{key_beyond}": place.key}) if place else rows
    rows = stretch.rows.order_by(f"{'-' if down else ''}{stretch.column}", key_order)
    if place is None:
        return rows
    beyond = "lt" if down else "gt"
    return rows.filter(**{f"{stretch.column}__{beyond}e": place.value}).filter(
        Q(**{f"{stretch.column}__{beyond}": place.value}) | Q(**{f"{KEY}__{key_beyond}": place.key})
    )


def _place(found: tuple[int, Any], stretches: Sequence[Stretch]) -> Place:
    number, row = found
    column = stretches[number].column
    return Place(number, getattr(row, column) if column else None, getattr(row, KEY))


def _kinds(stretch: Stretch) -> tuple[type, ...]:
    """What a cursor's value may be, so that an edited one cannot reach the database."""
    kind = stretch.rows.model._meta.get_field(stretch.column).get_internal_type()
    return {"TextField": (str,), "FloatField": (int, float)}.get(kind, (int,))
