"""Customers of a segment or an audience, page by page, each with the reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hengke.apps.customers import api as customers
from hengke.apps.tagging import asking, preview, why
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


def of_segment(expression: str, user: Any, *, after: str = "") -> dict[str, Any]:
    """What tagging/segment.html accepts of who is in it: the preview of the rule, and `page` in the
    order of the numbers. One question for all of it; every customer passes `visible_to` once more
    on the way out. Refused where the worker gives no answer."""
    found = asking.page(expression, user, after=after, limit=SIZE + 1)
    if not found["meaning"]["valid"]:
        return {"problem": preview.problem(found["meaning"]["problem"])}
    numbers = found["customers"][:SIZE]
    cursor = numbers[-1] if len(found["customers"]) > SIZE else None
    rows = _rows(numbers, user, why.in_words(found["reasons"]))
    page = Page(rows, cursor, first=not after)
    return {**preview.told(found["meaning"], found["numbers"]), "page": page}


def named(numbers: Sequence[str], user: Any) -> list[Row]:
    """Without reasons."""
    return _rows(numbers, user, {})


def _rows(numbers: Sequence[str], user: Any, reasons: Mapping[str, Why]) -> list[Row]:
    known = customers.visible_to(user, READ).in_bulk(list(numbers))
    return [
        Row(known[one], customers.shown_name(known[one], user), reasons.get(one))
        for one in numbers
        if one in known
    ]
