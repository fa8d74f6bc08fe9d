"""Household and relations, without telling about people outside one's own book.

Of a related customer who is not in the reader's book the page says the kind of relation and a
masked name; neither number nor assets nor a link.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hengke.apps.customers import api as customers

Person = dict[str, Any]


def household(customer: customers.Customer, user: Any) -> list[Person]:
    """The other members of the household."""
    others = [row for row in customers.household(customer) if row.pk != customer.pk]
    visible = _visible([row.pk for row in others], user)
    return [_person(row, user, visible=row.pk in visible) for row in others]


def related(customer: customers.Customer, user: Any) -> list[Person]:
    """Relations from either side, with the direction in which they were delivered."""
    found = customers.relations(customer.pk)
    numbers = {_other(row, customer.pk) for row in found}
    rows = customers.Customer.objects.in_bulk(numbers)
    visible = _visible(numbers, user)
    people = []
    for relation in found:
        other = _other(relation, customer.pk)
        row = rows.get(other) or customers.Customer(customer_id=other)
        share = None if relation.share_ppm is None else relation.share_ppm / 1_000_000
        people.append(
            _person(row, user, visible=other in visible)
            | {
                "kind": relation.kind,
                "share": share,
                "outgoing": relation.customer_id == customer.pk,
                "as_of": relation.as_of,
            }
        )
    return people


def _other(relation: customers.Relation, customer_id: str) -> str:
    return relation.related_id if relation.customer_id == customer_id else relation.customer_id


def _visible(numbers: Iterable[str], user: Any) -> set[str]:
    wanted = list(numbers)
    if not wanted:
        return set()
    rows = customers.visible_to(user).filter(customer_id__in=wanted)
    return set(rows.values_list("customer_id", flat=True))


def _person(row: customers.Customer, user: Any, *, visible: bool) -> Person:
    if not visible:
        return {
            "name": customers.masked_name(row),
            "customer_id": None,
            "aum_minor": None,
            "visible": False,
        }
    return {
        "name": customers.shown_name(row, user),
        "customer_id": row.pk,
        "aum_minor": row.aum_minor,
        "currency": row.currency,
        "visible": True,
    }
