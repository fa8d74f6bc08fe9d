"""Reads of plans. Every one starts from the customers whom the person may see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, F, Prefetch, Q, QuerySet

from hengke.apps.customers import api as customers
from hengke.apps.customers.api import Customer
from hengke.apps.needs import permissions, queries
from hengke.apps.needs.plan_models import Plan, PlanItem, PlanNeed, PlanState
from hengke.web.sealed import plain

ITEMS = Prefetch("items", PlanItem.objects.order_by("pk"))
ANSWERS = Prefetch("answers", PlanNeed.objects.select_related("need").order_by("need_id"))


def reached(user: Any, action: str = permissions.READ) -> QuerySet[Plan]:
    """Plans in the books that an action of the person reaches."""
    return Plan.objects.filter(queries.reached(user, action))


def of(*numbers: str) -> QuerySet[Plan]:
    """Every version of every plan of a customer already found through `visible_to`, newest
    first."""
    rows = Plan.objects.filter(customer_id__in=numbers).select_related("opened_by", "ended_by")
    return rows.prefetch_related(ITEMS, ANSWERS).order_by("-pk")


def customer_of(plan: Plan, user: Any, action: str = permissions.READ) -> Customer:
    """Who answers for the number of the plan, opened as a page opens a customer."""
    number = customers.survivors_of({plan.customer_id}).get(plan.customer_id, plan.customer_id)
    return customers.opened(user, number, page="needs", action=action)


def outcomes(user: Any, today: date) -> list[dict[str, Any]]:
    """One row per class of needs: plans ever offered in the person's books, how many of them were
    accepted, and how many wait for the customer. Versions of a plan count once; a plan for two
    classes counts in both."""
    found = PlanNeed.objects.filter(plan__in=reached(user), plan__offered_at__isnull=False)
    counted: Any = (
        found.values(need_class=F("need__need_class"))
        .annotate(
            offered=Count("plan__series", distinct=True),
            accepted=_plans(Q(plan__status=PlanState.ACCEPTED)),
            waiting=_plans(Q(plan__status=PlanState.OFFERED, plan__valid_until__gte=today)),
        )
        .order_by("need_class")
    )
    return list(counted)


def sums(items: Sequence[PlanItem]) -> list[tuple[str, int]]:
    """What the amounts add up to, currency by currency; prices in words are in none."""
    known = sorted({item.currency for item in items if item.amount_minor is not None})
    return [
        (code, sum(item.amount_minor or 0 for item in items if item.currency == code))
        for code in known
    ]


def own_copy(number: str) -> list[dict[str, Any]]:
    """A row per item of every version, in clear; for the copy of the own data."""
    return [
        {"plan": str(plan.series), "version": plan.version, "title": plain(plan.title),
         "state": plan.status, "valid_from": plan.valid_from, "valid_until": plan.valid_until,
         "needs": [answer.need.need_class for answer in plan.answers.all()],
         "declined_because": plan.decline_reason, "special_price": plan.special_price,
         **_copied(item)}
        for plan in of(number)
        for item in plan.items.all() or (None,)
    ]  # fmt: skip


def _copied(item: PlanItem | None) -> dict[str, Any]:
    if item is None:
        return {}
    return {
        "kind": item.kind,
        **{name: plain(getattr(item, name)) for name in ("text", "scope", "price", "note")},
        "amount_minor": item.amount_minor,
        "currency": item.currency,
    }


def _plans(which: Q) -> Count:
    return Count("plan__series", distinct=True, filter=which)
