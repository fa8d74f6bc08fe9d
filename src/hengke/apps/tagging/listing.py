"""Customers of a segment or an audience, page by page, each with the reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hengke.apps.customers import api as customers
from hengke.apps.tagging import asking, why
from hengke.apps.tagging.permissions import READ
from hengke.apps.tagging.why import Why

SIZE = 30


@dataclass(frozen=True)
class Row:
    customer: customers.Customer
    name: str
    why: Why | None


@dataclass(frozen=True)
class Page:
    """`next_cursor` is the last number of the page, None at the end."""

    rows: list[Row]
    next_cursor: str | None
    first: bool


def of_segment(expression: str, user: Any, *, after: str = "") -> Page:
    """In the order of their numbers, as the run has them; every customer passes `visible_to` once
    more on the way out."""
    found = asking.members(expression, user, after=after, limit=SIZE + 1)["customers"]
    numbers = found[:SIZE]
    cursor = numbers[-1] if len(found) > SIZE else None
    return Page(rows(numbers, expression, user), cursor, first=not after)


def named(numbers: Sequence[str], user: Any) -> list[Row]:
    """Without reasons."""
    known = customers.visible_to(user, READ).in_bulk(list(numbers))
    return [
        Row(known[one], customers.shown_name(known[one], user), None)
        for one in numbers
        if one in known
    ]


def rows(numbers: Sequence[str], expression: str, user: Any) -> list[Row]:
    known = customers.visible_to(user, READ).in_bulk(list(numbers))
    reasons = why.of(expression, known.keys())
    return [
        Row(known[one], customers.shown_name(known[one], user), reasons.get(one))
        for one in numbers
        if one in known
    ]
