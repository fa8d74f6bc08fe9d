"""Reads of rules between products. What names a customer starts from what the person may see."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet, Sum

from hengke.apps.associations.models import Book, Rule
from hengke.apps.customers.api import Customer, current, holds, scope, visible_to
from hengke.apps.privacy import api as privacy

READ = "associations.read"


def rules() -> QuerySet[Rule]:
    return Rule.objects.order_by("-lift", "condition", "product")


def candidates(user: Any) -> dict[tuple[str, str], int]:
    """How many of the person's books lack the product, by condition and product."""
    rows = Book.objects.filter(scope(user) & scope(user, READ)).order_by()
    summed = rows.values("condition", "product").annotate(n=Sum("candidates"))
    return {(row["condition"], row["product"]): row["n"] for row in summed}


def lacking(rule: Rule, user: Any) -> QuerySet[Customer]:
    """Customers of the person who hold the condition and not the product, without those who want no
    personalised processing."""
    found = visible_to(user).filter(scope(user, READ), current(), privacy.ranked())
    for family in rule.condition.split():
        found = found.filter(holds(family))
    return found.filter(~holds(rule.product), status="active")
