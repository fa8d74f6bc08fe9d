"""Reads of reviews. Figures are of the whole bank and of nobody in it; lists of customers start
from what the person may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from hengke.apps.criteria import permissions
from hengke.apps.criteria.models import Figure, Floor, Month, Proposal, Review
from hengke.apps.tiering import api as tiering
from hengke.engine.criteria.columns import CURVE
from hengke.policies.criteria import CriteriaPolicy, load


def figures(policy: str) -> list[Figure]:
    """All but the curve, in the order of tiers."""
    rows = Figure.objects.filter(policy=policy).exclude(figure=CURVE)
    return list(rows.order_by("figure", "rank", "subject"))


def curve(policy: str) -> list[Figure]:
    return list(Figure.objects.filter(policy=policy, figure=CURVE).order_by("rank"))


def months(policy: str) -> list[Month]:
    return list(Month.objects.filter(policy=policy).order_by("assessed_on", "rank"))


def floors(policy: str) -> list[Floor]:
    return list(Floor.objects.filter(policy=policy).order_by("candidate", "-rank"))


def candidate(policy: str, name: str) -> list[Floor]:
    return list(Floor.objects.filter(policy=policy, candidate=name).order_by("rank"))


def reviewed(policy: str) -> list[Review]:
    """Reviews that were recorded, the newest first."""
    rows = Review.objects.filter(policy=policy).select_related("reviewed_by")
    return list(rows.order_by("-assessed_on"))


def proposals(policy: str) -> QuerySet[Proposal]:
    rows = Proposal.objects.filter(policy=policy).select_related("made_by", "review")
    return rows.order_by("-made_at")


def rules(on: date) -> CriteriaPolicy:
    return load(on=on, own=settings.HENGKE_HOME.criteria_policies)


def due_for(user: Any) -> int:
    """Policies whose review is due, for who records reviews; nobody else costs a query."""
    if not permissions.can_record(user):
        return 0
    held = Review.objects.filter(policy=OuterRef("policy"), next_due_on__gt=OuterRef("as_of"))
    return Figure.objects.filter(~Exists(held)).values("policy").distinct().count()


def near_floor(user: Any, *, policy: str, floor_minor: int, part: Any) -> QuerySet[Any]:
    """Customers whose measure stood so near to a floor at the last assessment."""
    low, high = floor_minor * (1 - part), floor_minor * (1 + part)
    return tiering.visible_positions(user, policy=policy).filter(
        last_value_minor__gte=-(-low.numerator // low.denominator),
        last_value_minor__lte=high.numerator // high.denominator,
    )


def in_tier(user: Any, *, policy: str, rank: int) -> QuerySet[Any]:
    """Customers assessed in a tier or a higher one."""
    return tiering.visible_positions(user, policy=policy).filter(assessed_rank__gte=rank)


def shown(floors_: Sequence[Floor]) -> Mapping[str, list[Floor]]:
    """By candidate."""
    found: dict[str, list[Floor]] = {}
    for one in floors_:
        found.setdefault(one.candidate, []).append(one)
    return found
