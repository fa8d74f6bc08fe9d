"""Pairs of the book that share identifiers, found by fingerprints: nothing is opened here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, groupby
from typing import Any

from django.db.models import Exists, OuterRef, Q

from hengke.apps.customers import api as customers
from hengke.policies.duplicates.survivorship import Rule, Survivorship
from hengke.web.sealed import plain

COLUMNS = {
    "name": "name_key", "birth_date": "birth_date", "gender": "gender",
    "id_number": "id_number_key", "phone": "phone_key", "email": "email_key", "region": "region",
    "kind": "kind",
}  # fmt: skip
"""Field to the column in which two customers are compared without opening anything."""
OPENED = ("name", "birth_date", "id_number", "phone", "email", "address")
AT_ONCE = 500
Two = tuple[str, str]


def exact(rule: Survivorship) -> dict[Two, list[str]]:
    """Pairs and the identifiers they share, each rule as "phone+birth_date"."""
    found: dict[Two, list[str]] = {}
    for fields in rule.exact:
        for pair in _sharing(fields, most=rule.most_rows):
            found.setdefault(pair, []).append("+".join(fields))
    return found


def agreement(pairs: Iterable[Two]) -> Iterator[tuple[Two, list[str], list[str]]]:
    """Per pair the names of fields in which both agree, and in which they differ; a field that one
    of them lacks is neither."""
    every = sorted(set(pairs))
    for start in range(0, len(every), AT_ONCE):
        some = every[start : start + AT_ONCE]
        numbers = {number for pair in some for number in pair}
        rows = customers.Customer.objects.filter(pk__in=numbers)
        known = {row["customer_id"]: row for row in rows.values("customer_id", *COLUMNS.values())}
        for pair in some:
            if all(number in known for number in pair):
                yield pair, *_compared(known[pair[0]], known[pair[1]])


def book() -> dict[str, list[str | None]]:
    """The whole book with identifiers open, for comparing in memory; never written anywhere."""
    rows = customers.Customer.objects.filter(customers.current()).order_by("pk")
    found: dict[str, list[str | None]] = {name: [] for name in ("customer_id", *OPENED)}
    for values in rows.values_list("customer_id", *OPENED).iterator(chunk_size=2_000):
        for name, value in zip(found, values, strict=True):
            text = plain(value)
            found[name].append(None if text is None else str(text))
    return found


def _sharing(fields: Rule, *, most: int) -> Iterator[Two]:
    columns = [COLUMNS[field] for field in fields]
    known = Q(**{f"{column}__isnull": False for column in columns})
    rows = customers.Customer.objects.filter(customers.current(), known)
    twin = rows.filter(**{column: OuterRef(column) for column in columns}).exclude(
        pk=OuterRef("pk")
    )
    sharing = rows.filter(Exists(twin)).order_by(*columns, "pk").values_list(*columns, "pk")
    for _shared, members in groupby(sharing.iterator(), key=lambda row: row[:-1]):
        numbers = [row[-1] for row in members]
        if len(numbers) <= most:
            yield from combinations(sorted(numbers), 2)


def _compared(left: dict[str, Any], right: dict[str, Any]) -> tuple[list[str], list[str]]:
    both = [
        field
        for field, column in COLUMNS.items()
        if left[column] not in (None, "") and right[column] not in (None, "")
    ]
    same = [field for field in both if left[COLUMNS[field]] == right[COLUMNS[field]]]
    return same, [field for field in both if field not in same]
