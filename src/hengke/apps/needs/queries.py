"""Reads of the register. Every one starts from the customers whom the person may see."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from hengke.apps.customers import api as customers
from hengke.apps.needs.models import Need
from hengke.apps.needs.permissions import READ


def needs(user: Any, action: str = READ) -> QuerySet[Need]:
    """Needs in the books that an action of the person reaches. Those under a number that was merged
    away stay in the book in which it lies."""
    reached = customers.in_reach(user, action).filter(pk=OuterRef("customer_id"))
    return Need.objects.filter(Exists(reached))


def needs_of(*numbers: str) -> QuerySet[Need]:
    """Every need of a customer already found through `visible_to`, newest first."""
    rows = Need.objects.filter(customer_id__in=numbers)
    return rows.select_related("owner", "recorded_by").order_by("-pk")
