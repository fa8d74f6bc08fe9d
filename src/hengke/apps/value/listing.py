"""Rows of the value page, and its figures."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from hengke.apps.customers.api import shown_name
from hengke.apps.value import queries, words
from hengke.apps.value.models import CustomerValue, Lifetime
from hengke.web.composition import Chip

PPM = 1_000_000
ORDERS = {"top": "-profit_minor", "falling": "-profit_minor", "negative": "profit_minor"}


@dataclass(frozen=True)
class Row:
    """One customer of a list. `name` is masked for mere readers."""

    value: CustomerValue
    name: str
    lifetime_minor: int | None = None

    @property
    def chip(self) -> Chip | None:
        return words.movement(self.value.movement)

    @property
    def overall_yield(self) -> float | None:
        found = self.value.overall_yield_ppm
        return None if found is None else found / PPM

    @property
    def change(self) -> float | None:
        """Of the last period against the one it is compared with."""
        before, last = self.value.period_before_minor, self.value.period_minor
        return None if not before or last is None else (last - before) / abs(before)

    @property
    def trend(self) -> list[int | None]:
        return json.loads(self.value.trend) if self.value.trend else []

    @property
    def composite(self) -> float | None:
        found = self.value.composite_points
        return None if found is None else found / 100

    @property
    def reason(self) -> Any:
        return words.reason(self.value.unknown_reason)


def read(show: str) -> str:
    """Which list; the first where the address names none."""
    return show if show in words.SHOWS else "top"


def found(user: Any, show: str) -> Any:
    """The customers of a list, not ordered yet."""
    rows = queries.ranked(user)
    if show == "falling":
        return queries.falling(rows)
    return queries.negative(rows) if show == "negative" else rows


def rows(values: Sequence[CustomerValue], *, user: Any) -> list[Row]:
    """In the order of the values; who left between value and record is left out."""
    known = queries.customers_of([one.customer_id for one in values], user=user)
    lifetimes = queries.lifetimes_of(known)
    return [
        Row(one, shown_name(known[one.customer_id], user), _lifetime(one, lifetimes))
        for one in queries.without_scores(values)
        if one.customer_id in known
    ]


def _lifetime(one: CustomerValue, found: Mapping[str, Lifetime]) -> int | None:
    """Like a score not shown of who wants no personalised processing."""
    row = None if one.plain else found.get(one.customer_id)
    return None if row is None else row.lifetime_minor


def shows() -> list[tuple[str, Any, str]]:
    """Word, label and address of each list."""
    return [(word, label, f"?{urlencode({'show': word})}") for word, label in words.SHOWS.items()]
