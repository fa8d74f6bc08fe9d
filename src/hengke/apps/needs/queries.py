"""Reads of the register. Every one starts from the customers whom the person may see."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from hengke.apps.customers import api as customers
from hengke.apps.identity import api as identity
from hengke.apps.needs.models import UNMET, Need
from hengke.apps.needs.permissions import READ
from hengke.apps.privacy import api as privacy


def reached(user: Any, action: str) -> Q:
    """The condition, on rows with `customer_id`, that the number lies in a book that an action of
    the person reaches; of numbers that were merged away, the book in which they lie. Few books are
    found first, and of the whole bank each row looks for its own customer: neither reads both."""
    found = customers.in_reach(user, action)
    if identity.scope_of(user, action) is identity.Scope.ALL:
        return Q(Exists(found.filter(pk=OuterRef("customer_id"))))
    return Q(customer_id__in=found.values("customer_id"))


def needs(user: Any, action: str = READ) -> QuerySet[Need]:
    """Needs in the books that an action of the person reaches."""
    return Need.objects.filter(reached(user, action))


def unmet_for_nights() -> list[dict[str, str]]:
    """What a night is handed: customer_id (of who answers for the number), kind and code, in order,
    each class once. Nobody who wants no personalised processing."""
    rows = Need.objects.filter(privacy.ranked(), status__in=UNMET).order_by()
    told = rows.annotate(who=customers.answering()).values_list("who", "need_class").distinct()
    return [{"customer_id": one, "kind": "need", "code": code} for one, code in sorted(told)]


def needs_of(*numbers: str) -> QuerySet[Need]:
    """Every need of a customer already found through `visible_to`, newest first."""
    rows = Need.objects.filter(customer_id__in=numbers)
    return rows.select_related("owner", "recorded_by").order_by("-pk")
