"""Keyset paging: the next page starts after the last row, at the same speed at any depth.

No OFFSET and no unbounded COUNT. Rows whose sort column is unknown (null) come last, whatever the
direction. A page costs one query, the page on which known rows end costs two.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

COUNT_CAP = 10_000
LARGEST = 2**63 - 1  # of a whole number in a database


@dataclass(frozen=True)
class Page:
    """Rows of one page, and the cursor of the next (None at the end)."""

    rows: Sequence[Any]
    next_cursor: str | None
    first: bool


def page(
    queryset: QuerySet[Any], *, sort: str, key: str, size: int = 50, cursor: str | None = None
) -> Page:
    """One page ordered by `sort` ("-aum_minor" or "name") and then by the unique `key`."""
    place = _read(cursor, queryset, sort, key)
    rows = list(_known(queryset, sort, key, place)[: size + 1]) if not place.get("unknown") else []
    if len(rows) <= size and sort.lstrip("-") != key:
        rows += _unknown(queryset, sort, key, place)[: size + 1 - len(rows)]
    more = len(rows) > size
    rows = rows[:size]
    return Page(rows, _written(rows[-1], sort, key) if more else None, first=not place)


def capped_count(queryset: QuerySet[Any], cap: int = COUNT_CAP) -> tuple[int, bool]:
    """How many rows, up to `cap`; True when there are more."""
    found = queryset.order_by()[: cap + 1].count()
    return min(found, cap), found > cap


def _known(queryset: QuerySet[Any], sort: str, key: str, place: dict[str, Any]) -> QuerySet[Any]:
    """Rows with a sort value, after the place. `value <= x` first lets an index be walked."""
    column, down = sort.lstrip("-"), sort.startswith("-")
    if column == key:
        rows = queryset.order_by(sort)
        return rows.filter(**{f"{key}__{'lt' if down else 'gt'}": place["key"]}) if place else rows
    rows = queryset.filter(**{f"{column}__isnull": False}).order_by(sort, key)
    if not place:
        return rows
    value, beyond, up_to = place["value"], "lt" if down else "gt", "lte" if down else "gte"
    return rows.filter(**{f"{column}__{up_to}": value}).filter(
        Q(**{f"{column}__{beyond}": value}) | Q(**{f"{key}__gt": place["key"]})
    )


def _unknown(queryset: QuerySet[Any], sort: str, key: str, place: dict[str, Any]) -> QuerySet[Any]:
    rows = queryset.filter(**{f"{sort.lstrip('-')}__isnull": True}).order_by(key)
    return rows.filter(**{f"{key}__gt": place["key"]}) if place.get("unknown") else rows


def _written(row: Any, sort: str, key: str) -> str:
    value = getattr(row, sort.lstrip("-"))
    place = {
        "key": getattr(row, key),
        "value": value.isoformat() if isinstance(value, date) else value,
        "unknown": value is None,
    }
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def _read(cursor: str | None, queryset: QuerySet[Any], sort: str, key: str) -> dict[str, Any]:
    """The place a cursor names; one that was cut or edited starts from the beginning."""
    if not cursor:
        return {}
    try:
        place = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error):
        return {}
    if not isinstance(place, dict) or not {"key", "value", "unknown"} <= set(place):
        return {}
    column = sort.lstrip("-")
    fits = place["unknown"] is True or _belongs(queryset, column, place["value"])
    return place if fits and _belongs(queryset, key, place["key"]) else {}


def _belongs(queryset: QuerySet[Any], column: str, value: Any) -> bool:
    """Can the column hold it? What an edited cursor holds must not reach the database."""
    if type(value) not in (str, int, float) or "\x00" in str(value):
        return False
    if type(value) is int and abs(value) > LARGEST:
        return False
    try:
        return queryset.model._meta.get_field(column).to_python(value) is not None
    except (ValidationError, OverflowError):
        return False
