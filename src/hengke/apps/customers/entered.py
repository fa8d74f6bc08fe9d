"""Identifiers that people entered, under which they are found again: the blind index of values that
no run delivers. Nothing is opened, but to index again under a new key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from django.db.models import QuerySet

from hengke.apps.customers import record_fields
from hengke.apps.customers import record_values as values
from hengke.apps.customers.record_models import Observation
from hengke.kernel.errors import Refused
from hengke.pipelines.protection.identifiers import KEYS
from hengke.web.sealed import fingerprints

AT_ONCE = 500
KINDS: Mapping[str, str] = MappingProxyType(
    {one.name: one.identifier for one in record_fields.ALL if KEYS.get(one.identifier)}
)
"""Field of the record to the kind of its identifier; a second telephone is a telephone."""


def key_of(field: str, text: str) -> str:
    """The fingerprint of a whole value; empty where the field is no identifier, or has nothing to
    look for."""
    kind = KINDS.get(field)
    return (kind and fingerprints().of(kind, text)[KEYS[kind][0]]) or ""


def in_force() -> QuerySet[Observation]:
    """Identifiers that some source still says of somebody."""
    return Observation.objects.filter(ended_on__isnull=True).exclude(value_key="")


def keys() -> Iterator[tuple[str, str, str]]:
    """(customer, kind, fingerprint) of every identifier in force."""
    rows = in_force().order_by("pk").values_list("customer_id", "field", "value_key")
    for number, field, key in rows.iterator(chunk_size=2_000):
        yield number, KINDS[field], key


def texts(kind: str) -> dict[str, str]:
    """Of each customer the newest value of the kind that people entered, open: for comparing in
    memory, never written anywhere."""
    fields = [field for field, own in KINDS.items() if own == kind]
    rows = in_force().filter(field__in=fields).order_by("collected_on", "pk")
    found = rows.values_list("customer_id", "value").iterator(chunk_size=2_000)
    return {number: values.unseal(token) for number, token in found}


def index_again() -> int:
    """Every identifier that people entered, under the index key of today; how many changed. One
    that cannot be opened keeps what it has."""
    changed: list[Observation] = []
    done = 0
    rows = Observation.objects.filter(field__in=KINDS).exclude(value="").order_by("pk")
    for row in rows.iterator(chunk_size=2_000):
        try:
            key = key_of(row.field, values.unseal(row.value))
        except Refused:
            continue
        if key != row.value_key:
            row.value_key = key
            changed.append(row)
        if len(changed) == AT_ONCE:
            done += _written(changed)
            changed = []
    return done + _written(changed)


def _written(rows: list[Observation]) -> int:
    Observation.objects.bulk_update(rows, ["value_key"])
    return len(rows)
