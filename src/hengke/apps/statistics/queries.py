"""Reads of statistics. Every one starts from what the person may see."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from hengke.apps.statistics import permissions
from hengke.apps.statistics.models import Figure, Finding, Scope, Trend
from hengke.apps.tiering import api as tiering
from hengke.engine.statistics.columns import MINOR
from hengke.web import amounts

TIER = "tier"


def scopes(user: Any) -> list[Scope]:
    """The bank first, then branches by their number."""
    return list(Scope.objects.filter(permissions.reach(user)).order_by("branch_id"))


def figures(user: Any) -> QuerySet[Figure]:
    return Figure.objects.filter(_seen(user), _amounts())


def trends(user: Any) -> QuerySet[Trend]:
    return Trend.objects.filter(_seen(user), _amounts())


def findings(user: Any) -> QuerySet[Finding]:
    return Finding.objects.filter(_seen(user)).order_by("branch_id", "rank")


def _seen(user: Any) -> Q:
    """Rows within reach, without protected traits and tiers for who may not read these."""
    seen = permissions.reach(user)
    if not permissions.sees_protected(user):
        seen &= Q(protected=0)
    if not tiering.can_read(user):
        seen &= ~Q(grouping=TIER)
    return seen


def _amounts() -> Q:
    """Who sees amounts as bands only is not shown what would undo the bands."""
    return Q() if amounts.are_whole() else ~Q(unit=MINOR)
