"""Reads of pairs and merges. A pair is visible to who reaches both customers."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from hengke.apps.customers import api as customers
from hengke.apps.duplicates.models import Merge, Pair, State
from hengke.apps.identity import api as identity

READ = "duplicates.read"


def visible_to(user: Any, action: str = READ) -> QuerySet[Pair]:
    """Pairs of which an action of the person reaches both sides, merged away or not."""
    reached = customers.in_reach(user, action)
    return Pair.objects.filter(
        Exists(reached.filter(pk=OuterRef("left_id"))),
        Exists(reached.filter(pk=OuterRef("right_id"))),
    )


def listed(user: Any, state: str) -> QuerySet[Pair]:
    """Pairs of one state; of those that wait, only such whose sides still stand for themselves."""
    rows = visible_to(user).filter(state=state)
    if state in (State.WAITING, State.UNDONE):
        gone = customers.merged_away()
        rows = rows.exclude(left_id__in=gone).exclude(right_id__in=gone)
    return rows


def in_force(pair: Pair) -> Merge | None:
    """The merge of these two that holds; None where they stand apart."""
    rows = pair.merges.filter(undone_at__isnull=True)
    return rows.select_related("asked_by", "merged_by").first()


def merges_of(survivor_id: str) -> list[Merge]:
    """Merges into one survivor that hold, oldest first: the order in which values were laid."""
    return list(
        Merge.objects.filter(survivor_id=survivor_id, undone_at__isnull=True).order_by("pk")
    )


def waiting_for(customer_id: str, user: Any) -> QuerySet[Pair]:
    """Pairs of a customer that wait for somebody to look, the likeliest first."""
    if not identity.may(user, READ):
        return Pair.objects.none()
    rows = listed(user, State.WAITING).filter(Q(left_id=customer_id) | Q(right_id=customer_id))
    return rows.order_by(F("score_ppm").desc(nulls_last=True), "pk")
