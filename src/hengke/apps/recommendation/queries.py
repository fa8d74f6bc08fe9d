"""Reads of recommendations. Whatever names a customer starts from what the person may see."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from hengke.apps.customers import api as customers
from hengke.apps.identity import api as identity
from hengke.apps.privacy import api as privacy
from hengke.apps.recommendation.models import (
    Answer,
    Notice,
    Offered,
    Outcome,
    OwnPurchase,
    Recommendation,
    Standing,
    Trial,
)
from hengke.apps.recommendation.permissions import READ
from hengke.kernel import clock

Published = TypeVar("Published", Standing, Recommendation, Notice)


def visible(user: Any, model: type[Published]) -> QuerySet[Published]:
    """Rows of customers whom the person may read. The standing and notices are duties of the bank;
    recommendations are without those who want no personalised processing."""
    reached = customers.scope(user) & customers.scope(user, READ)
    rows = model._default_manager.filter(reached, privacy.listed(user), customers.current())
    return rows.filter(privacy.ranked()) if model is Recommendation else rows


def trial() -> Trial | None:
    """How the model of the next product fares on a later time; None where no night tried it."""
    return Trial.objects.order_by("named").first()


def standing_of(customer_id: str) -> Standing | None:
    """Of a customer already found through `visible_to`."""
    return Standing.objects.filter(customer_id=customer_id).first()


def recommended(customer_id: str) -> QuerySet[Recommendation]:
    """The night's list of a customer already found, best first; ask `is_plain` before."""
    return Recommendation.objects.filter(customer_id=customer_id).order_by("place")


def notices_of(customer_id: str) -> list[Notice]:
    return list(Notice.objects.filter(customer_id=customer_id).order_by("product_id"))


def outcomes_of(*numbers: str) -> QuerySet[Outcome]:
    rows = Outcome.objects.filter(customer_id__in=numbers)
    return rows.select_related("shown_by", "answered_by").order_by("-pk")


def refused_since(days: int) -> datetime:
    """What was refused after this moment was refused lately."""
    return clock.now() - timedelta(days=days)


def refused_lately(numbers: Iterable[str], *, days: int) -> set[tuple[str, str]]:
    """Customer and product of what was refused in so many days; of customers already found."""
    rows = Outcome.objects.filter(customer_id__in=list(numbers), answer=Answer.REFUSED)
    rows = rows.filter(answered_at__gt=refused_since(days))
    return set(rows.values_list("customer_id", "product_id"))


def wishes_of(*numbers: str) -> QuerySet[OwnPurchase]:
    rows = OwnPurchase.objects.filter(customer_id__in=numbers)
    return rows.select_related("requested_by", "decided_by").order_by("-pk")


def products() -> list[Offered]:
    """All, those of the shelf first in their fixed order."""
    found = list(Offered.objects.all())
    return sorted(found, key=lambda one: (one.place is None, one.place or 0, one.product_id))


def outcomes(user: Any, action: str = READ) -> QuerySet[Outcome]:
    """Outcomes of customers in the books that an action of the person reaches."""
    return Outcome.objects.filter(_reached(user, action))


def customers_of(numbers: Iterable[str], *, user: Any) -> dict[str, customers.Customer]:
    return customers.visible_to(user).in_bulk(list(numbers))


def is_plain(customer: customers.Customer) -> bool:
    """Does the customer want no personalised processing, under any of the numbers?"""
    return bool(privacy.switched_off(customer.shown_numbers))


def _reached(user: Any, action: str) -> Q:
    found = customers.in_reach(user, action)
    if identity.scope_of(user, action) is identity.Scope.ALL:
        return Q(Exists(found.filter(pk=OuterRef("customer_id"))))
    return Q(customer_id__in=found.values("customer_id"))
