"""Households and groups: who belongs together, and what those hold whom the reader may see.

Of members in other books there is a number of how many, and nothing else: neither name nor amount,
nor a sum from which an amount could be taken off.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from hengke.apps.customers import api as customers
from hengke.apps.identity import api as identity
from hengke.web import amounts

GROUPING = ("group", "shareholder")
"""Kinds of relation that tie institutions and their owners into one group."""
STEPS, MOST = 6, 200
"""A group is followed so many relations far, and to so many members; beyond, the page says so."""


@dataclass(frozen=True)
class Circle:
    """Members whom the reader may see, largest first (by number for who sees no whole amounts),
    what they hold together (None where it is known of nobody), of how many of them it is unknown,
    and how many members are hidden."""

    members: list[dict[str, Any]]
    aum_minor: int | None
    currency: str | None
    unknown: int
    hidden: int
    cut: bool = False


def household(customer: customers.Customer, user: Any) -> Circle:
    """Everybody of the customer's household."""
    numbers = set(customers.household(customer).values_list("pk", flat=True))
    return _circle(numbers | {customer.pk}, user)


def group(customer: customers.Customer, user: Any) -> Circle:
    """Everybody tied to the customer by relations of group and ownership, directly or through
    others; with the kinds of tie that were delivered."""
    found, ties = {customer.pk}, dict[str, set[str]]()
    fresh: set[str] = {customer.pk}
    for _step in range(STEPS):
        rows = customers.Relation.objects.filter(
            Q(customer_id__in=fresh) | Q(related_id__in=fresh), kind__in=GROUPING
        )
        fresh = set()
        for one, other, kind in rows.values_list("customer_id", "related_id", "kind"):
            for number in (one, other):
                ties.setdefault(number, set()).add(kind)
                fresh |= {number} - found
        found |= fresh
        if not fresh or len(found) > MOST:
            break
    cut = bool(fresh)
    kept = customers.Customer.objects.filter(customers.current(), pk__in=sorted(found)[:MOST])
    numbers = set(kept.values_list("pk", flat=True)) | {customer.pk}
    return _circle(numbers, user, ties=ties, cut=cut)


def _circle(
    numbers: Collection[str], user: Any, *, ties: dict[str, set[str]] | None = None,
    cut: bool = False,
) -> Circle:  # fmt: skip
    rows = list(customers.visible_to(user).filter(pk__in=numbers))
    rows.sort(key=lambda row: (-(row.aum_minor or 0) if amounts.are_whole() else 0, row.pk))
    known = [row.aum_minor for row in rows if row.aum_minor is not None]
    currencies = {row.currency for row in rows if row.aum_minor is not None}
    one = len(currencies) == 1
    managers = identity.unit_names([row.manager_id for row in rows])
    return Circle(
        members=[
            {
                "customer": row,
                "name": customers.shown_name(row, user),
                "manager": managers.get(row.manager_id, row.manager_id),
                "ties": sorted((ties or {}).get(row.pk, ())),
            }
            for row in rows
        ],
        aum_minor=sum(known) if known and one else None,
        currency=currencies.pop() if one else None,
        unknown=len(rows) - len(known),
        hidden=len(numbers) - len(rows),
        cut=cut,
    )
