"""Reads of stages. Whatever names a customer starts from what the person may see."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Max, QuerySet, Sum

from hengke.apps.customers.api import Customer, current, scope, visible_to
from hengke.apps.identity import api as identity
from hengke.apps.lifecycle.models import Book, Leaving, Move, Place
from hengke.apps.privacy import api as privacy

READ = "lifecycle.read"
COUNTS = ("customers", "dormant", "losing")


def can_read(user: Any) -> bool:
    return identity.may(user, READ)


def visible(user: Any) -> QuerySet[Place]:
    """Customers whom the person may read, without those who want no personalised processing: a
    stage is a judgement."""
    reached = scope(user) & scope(user, READ)
    return Place.objects.filter(reached, privacy.listed(user), current(), privacy.ranked())


def leaving(user: Any) -> QuerySet[Leaving]:
    """How probably they leave: of the same customers."""
    reached = scope(user) & scope(user, READ)
    return Leaving.objects.filter(reached, privacy.listed(user), current(), privacy.ranked())


def of_customer(customer_id: str) -> Place | None:
    """The place of a customer already found through `visible_to`."""
    return Place.objects.filter(customer_id=customer_id).first()


def is_plain(customer_id: str) -> bool:
    """Does the customer want no personalised processing?"""
    return bool(privacy.switched_off([customer_id]))


def moves_of(customer_id: str) -> QuerySet[Move]:
    """The log of a customer already found through `visible_to`, newest first."""
    return Move.objects.filter(customer_id=customer_id).order_by("-moved_on")


def customers_of(customer_ids: Iterable[str], *, user: Any) -> dict[str, Customer]:
    """The records behind a page of places, once more through `visible_to`."""
    return visible_to(user).in_bulk(list(customer_ids))


def books(user: Any) -> QuerySet[Book]:
    return Book.objects.filter(scope(user) & scope(user, READ))


def counted(rows: QuerySet[Book]) -> list[dict[str, Any]]:
    """Sums of every way from stage to stage over some books."""
    grouped = rows.order_by().values("stage_before", "stage")
    summed = grouped.annotate(**{f"{name}_sum": Sum(name) for name in COUNTS})
    return [dict(row) for row in summed]


def compared_with(rows: QuerySet[Book]) -> date | None:
    """The day of the run before; None in the first run of all."""
    found: date | None = rows.aggregate(last=Max("before_on"))["last"]
    return found
