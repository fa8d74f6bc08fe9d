"""Who else has an identifier that is about to be saved: asked by fingerprints, told as far as the
person may know.

Of the own reach the numbers are named. Of anybody else only that the document stands in a record
already, and who can compare the two; telephones and addresses of e-mail, which families and firms
share, are not looked for there. Every such answer is written down like a request for a customer of
another book, so that nobody tries one number after the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from hengke.apps.audit.api import missed
from hengke.apps.customers import entered, queries
from hengke.apps.customers.merged import survivors_of
from hengke.apps.customers.models import Customer
from hengke.pipelines.protection.identifiers import KEYS

DOCUMENT = "id_number"
ASKED = (DOCUMENT, "phone", "email")
"""Kinds that one person has; a name alone says little."""
MOST = 20
"""What more records share (the telephone of a firm) is no sign of anything."""


@dataclass(frozen=True)
class Twins:
    """`own`: numbers that the person reaches, each with the fields it shares. `elsewhere`: the
    document stands in a record of somebody else's book."""

    own: Mapping[str, tuple[str, ...]]
    elsewhere: bool = False

    def __bool__(self) -> bool:
        return bool(self.own) or self.elsewhere


def of(number: str, changes: Mapping[str, str], user: Any) -> Twins:
    """`changes` are values by field, as they will be saved for `number`."""
    found: dict[str, set[str]] = defaultdict(set)
    documents: set[str] = set()
    for field, text in changes.items():
        kind = entered.KINDS.get(field)
        if kind not in ASKED or not (key := entered.key_of(field, text)):
            continue
        holders = _holders(kind, key, but=number)
        for other in holders if len(holders) <= MOST else ():
            found[other].add(field)
        documents |= holders if kind == DOCUMENT else set()
    reached = _reached(found, user)
    elsewhere = bool(documents - reached)
    if elsewhere:
        missed(user, page="foreign")
    own = {other: tuple(sorted(found[other])) for other in sorted(reached)}
    return Twins(own, elsewhere)


def known_elsewhere(numbers: Collection[str], user: Any) -> dict[str, list[str]]:
    """Of records opened here the numbers in the person's reach that have the same document."""
    rows = entered.in_force().filter(customer_id__in=numbers, field=DOCUMENT)
    found: dict[str, list[str]] = {}
    for number, key in rows.values_list("customer_id", "value_key"):
        others = _holders(DOCUMENT, key, but=number)
        if reached := sorted(_reached(others, user)):
            found[number] = reached
    return found


def _holders(kind: str, key: str, *, but: str) -> set[str]:
    """Numbers that have it, delivered or entered; a number merged away stands for its survivor."""
    fields = [field for field, own in entered.KINDS.items() if own == kind]
    delivered = Customer.objects.filter(**{KEYS[kind][0]: key}).order_by("pk")
    written = entered.in_force().filter(field__in=fields, value_key=key).order_by("customer_id")
    numbers = {
        *delivered.values_list("pk", flat=True)[: MOST + 2],
        *written.values_list("customer_id", flat=True)[: MOST + 2],
    }
    survivors = survivors_of(numbers)
    return {survivors.get(number, number) for number in numbers} - {but, survivors.get(but, but)}


def _reached(numbers: Collection[str], user: Any) -> set[str]:
    if not numbers:
        return set()
    customers = queries.as_delivered(user).filter(pk__in=numbers)
    opened = queries.prospects(user).filter(pk__in=numbers)
    return {*customers.values_list("pk", flat=True), *opened.values_list("pk", flat=True)}


def in_new_records() -> int:
    """How many records opened here share a document with a customer, or with one another."""
    rows = entered.in_force().filter(field=DOCUMENT)
    new = queries.never_customers(list(rows.values_list("customer_id", flat=True)))
    keys = dict(rows.filter(customer_id__in=new).values_list("customer_id", "value_key"))
    return sum(bool(_holders(DOCUMENT, key, but=number)) for number, key in keys.items())
