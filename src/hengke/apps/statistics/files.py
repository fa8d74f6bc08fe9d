"""Statistics as files: every row that the reader may see, as CSV or JSON. No customer is in it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet

from hengke.apps.statistics import queries
from hengke.kernel import cells

MARK = "\ufeff"  # spreadsheets take a CSV without it for the system's own encoding
CSV, JSON = "csv", "json"
TABLES: Mapping[str, Callable[[Any], QuerySet[Any]]] = {
    "figures": queries.figures, "trends": queries.trends, "findings": queries.findings,
}  # fmt: skip
NESTED = frozenset({"bins", "words", "course"})
"""Columns that hold JSON: as it is in a CSV, unfolded in JSON."""


def columns(rows: QuerySet[Any]) -> list[str]:
    return [one.attname for one in rows.model._meta.concrete_fields if one.attname != "id"]


def written(what: str, form: str, user: Any) -> str:
    """The rows of one table, ordered by their key."""
    rows = TABLES[what](user)
    names = columns(rows)
    told = rows.order_by(*rows.model._meta.constraints[0].fields).values(*names)
    return _csv(names, told) if form == CSV else _json(told)


def _csv(names: list[str], rows: Any) -> str:
    text = io.StringIO()
    text.write(MARK)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([cells.safe(row[name]) for name in names])
    return text.getvalue()


def _json(rows: Any) -> str:
    told = [{name: _value(name, value) for name, value in row.items()} for row in rows]
    return json.dumps(told, ensure_ascii=False, default=str)


def _value(name: str, value: Any) -> Any:
    return json.loads(value) if name in NESTED and value else value
