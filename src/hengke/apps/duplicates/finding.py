"""Pairs of the book that share identifiers, delivered or entered by people, found by fingerprints:
nothing is opened for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, groupby
from typing import Any

from django.db.models import Exists, OuterRef, Q

from hengke.apps.customers import api as customers
from hengke.apps.duplicates import entered
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
    written = entered.keys_of_customers()
    for fields in rule.exact:
        delivered = set(_sharing(fields, most=rule.most_rows))
        also = entered.sharing(fields, COLUMNS, written, most=rule.most_rows)
        for pair in sorted(delivered.union(also)):
            found.setdefault(pair, []).append("+".join(fields))
    return found


def agreement(pairs: Iterable[Two]) -> Iterator[tuple[Two, list[str], list[str]]]:
    """Per pair the names of fields in which both agree, and in which they differ; a field that one
    of them lacks is neither."""
    every, written = sorted(set(pairs)), entered.keys_of_customers()
    for start in range(0, len(every), AT_ONCE):
        some = every[start : start + AT_ONCE]
        numbers = {number for pair in some for number in pair}
        rows = customers.Customer.objects.filter(pk__in=numbers)
        known = {row["customer_id"]: row for row in rows.values("customer_id", *COLUMNS.values())}
        for pair in some:
            if all(number in known for number in pair):
                yield pair, *_compared(known[pair[0]], known[pair[1]], written)


def book() -> dict[str, list[str | None]]:
    """The whole book with identifiers open, for comparing in memory; never written anywhere. What
    is not delivered is what people entered last."""
    rows = customers.Customer.objects.filter(customers.current()).order_by("pk")
    found: dict[str, list[str | None]] = {name: [] for name in ("customer_id", *OPENED)}
    for values in rows.values_list("customer_id", *OPENED).iterator(chunk_size=2_000):
        for name, value in zip(found, values, strict=True):
            text = plain(value)
            found[name].append(None if text is None else str(text))
    for kind in ("phone", "email"):
        for place, text in _entered(found["customer_id"], kind):
            found[kind][place] = found[kind][place] or text
    return found


def _entered(numbers: list[str | None], kind: str) -> Iterator[tuple[int, str]]:
    known = customers.entered_texts(kind)
    for place, number in enumerate(numbers):
        if number in known:
            yield place, known[str(number)]


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


def _compared(
    left: dict[str, Any], right: dict[str, Any], written: entered.Keys
) -> tuple[list[str], list[str]]:
    """One value that both have is enough to agree: a person may have two telephones."""
    known = {
        field: [entered.values(row, field, column, written) for row in (left, right)]
        for field, column in COLUMNS.items()
    }
    same = [field for field, (one, other) in known.items() if one & other]
    differ = [field for field, (one, other) in known.items() if one and other and not one & other]
    return same, differ
