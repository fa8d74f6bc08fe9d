"""Pairs that identifiers make which people entered: by fingerprints, beside what is delivered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any

from hengke.apps.customers import api as customers
from hengke.policies.duplicates.survivorship import Rule

AT_ONCE = 500
Two = tuple[str, str]
Keys = Mapping[str, Mapping[str, set[str]]]
"""Customer, kind of identifier, its fingerprints."""


def keys_of_customers() -> dict[str, dict[str, set[str]]]:
    """What people entered of customers that a run delivers and that stand for themselves."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for number, kind, key in customers.entered_keys():
        found[number][kind].add(key)
    known = set[str]()
    for some in _parts(sorted(found)):
        rows = customers.Customer.objects.filter(customers.current(), pk__in=some)
        known |= set(rows.values_list("pk", flat=True))
    return {number: dict(kinds) for number, kinds in found.items() if number in known}


def sharing(fields: Rule, columns: Mapping[str, str], entered: Keys, *, most: int) -> Iterator[Two]:
    """Pairs of which at least one side shares a field of the rule by what was entered."""
    found: set[Two] = set()
    for field in fields:
        holders: dict[str, set[str]] = defaultdict(set)
        for number, kinds in entered.items():
            for key in kinds.get(field, ()):
                holders[key].add(number)
        written = set().union(*holders.values()) if holders else set()
        for some in _parts(sorted(holders)):
            rows = customers.Customer.objects.filter(
                customers.current(), **{f"{columns[field]}__in": some}
            )
            for number, key in rows.values_list("pk", columns[field]):
                holders[key].add(number)
        for numbers in holders.values():
            if len(numbers) <= most:
                pairs = combinations(sorted(numbers), 2)
                found |= {pair for pair in pairs if written.intersection(pair)}
    yield from _all_shared(sorted(found), fields, columns, entered)


def values(row: Mapping[str, Any], field: str, column: str, entered: Keys) -> set[Any]:
    """What is known of a field, delivered or entered."""
    told = {row[column]} - {None, ""}
    return told | entered.get(row["customer_id"], {}).get(field, set())


def _all_shared(
    pairs: list[Two], fields: Rule, columns: Mapping[str, str], entered: Keys
) -> Iterator[Two]:
    for start in range(0, len(pairs), AT_ONCE):
        some = pairs[start : start + AT_ONCE]
        numbers = {number for pair in some for number in pair}
        rows = customers.Customer.objects.filter(pk__in=numbers)
        asked = [columns[field] for field in fields]
        known = {row["customer_id"]: row for row in rows.values("customer_id", *asked)}
        for left, right in some:
            both = [
                [values(known[number], field, columns[field], entered) for number in (left, right)]
                for field in fields
            ]
            if all(one & other for one, other in both):
                yield left, right


def _parts(keys: list[str]) -> Iterable[list[str]]:
    return (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))
