"""Migration between two assessments of one policy, over what the person may see.

Counted over the customers known at the first date; assets are those of that date, so that every
row sums to what the tier held before anybody moved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum

from hengke.apps.customers.api import scope, visible_to
from hengke.apps.tiering.models import Assessment, Position

DATES_SECONDS = 600  # how long what a run says once and for all is remembered


@dataclass(frozen=True)
class Move:
    """Customers who stood at `before` and stand at `after` (None = unknown there)."""

    before: int | None
    after: int | None
    customers: int
    aum_minor: int


def dates(policy: str, *, run_id: str) -> list[date]:
    """The policy's published assessment dates, oldest first."""
    key = f"tiering:dates:{policy}:{run_id}"
    found = cache.get(key)
    if found is None:
        rows = Assessment.objects.filter(policy=policy).order_by("assessed_on")
        found = list(rows.values_list("assessed_on", flat=True).distinct())
        cache.set(key, found, DATES_SECONDS)
    return list(found)


def known_at(user: Any, *, policy: str, first: date, last: date, effective: bool) -> QuerySet[Any]:
    """One row per visible customer assessed on `first`, with `before` and `after` ranks."""
    column = "effective_rank" if effective else "assessed_rank"
    rows = Assessment.objects.filter(policy=policy, assessed_on=first)
    if scope(user):
        rows = rows.filter(customer_id__in=visible_to(user).values("customer_id"))
    later = Assessment.objects.filter(
        policy=policy, assessed_on=last, customer_id=OuterRef("customer_id")
    )
    return rows.annotate(before=F(column), after=Subquery(later.values(column)[:1]))


def moves(
    user: Any, *, policy: str, first: date, last: date, effective: bool, run_id: str
) -> list[Move]:
    """The matrix as rows; cells nobody is in are left out.

    That of the whole bank is the same for everybody and for as long as a run is shown: it is kept.
    """

    def counted() -> list[Move]:
        return _counted(user, policy=policy, first=first, last=last, effective=effective)

    if scope(user):
        return counted()
    key = f"tiering:moves:{policy}:{first}:{last}:{effective}:{run_id}"
    return list(cache.get_or_set(key, counted, DATES_SECONDS) or ())


def _counted(user: Any, *, policy: str, first: date, last: date, effective: bool) -> list[Move]:
    rows = known_at(user, policy=policy, first=first, last=last, effective=effective)
    counted = (
        rows.order_by()
        .values("before", "after")
        .annotate(customers=Count("pk"), aum=Sum("aum_minor"))
    )
    return [Move(row["before"], row["after"], row["customers"], row["aum"] or 0) for row in counted]


def latest_moves(positions: QuerySet[Position]) -> list[Move]:
    """The last assessment against the one before, from positions alone: for the home page."""
    rows = (
        positions.order_by()
        .values("previous_effective_rank", "effective_rank")
        .annotate(customers=Count("pk"), aum=Sum("aum_minor"))
    )
    return [
        Move(
            row["previous_effective_rank"], row["effective_rank"], row["customers"], row["aum"] or 0
        )
        for row in rows
    ]


def narrowed(rows: QuerySet[Any], *, way: str, before: int | None, after: int | None) -> Any:
    """Of the rows of `known_at`, those of one cell, or all that went up, down or out of sight."""
    if way == "cell":
        return rows.filter(before=before, after=after)
    if way == "up":
        return rows.filter(after__gt=F("before"))
    if way == "down":
        return rows.filter(after__lt=F("before"))
    return rows.filter(Q(before__isnull=True) | Q(after__isnull=True))


def square(found: Sequence[Move], size: int, *, weight: str = "customers") -> list[list[int]]:
    """A full matrix by rank; moves from or to unknown are not part of it, nor are those from or to
    a rank that the ladder of today has no more."""
    cells = [[0] * size for _ in range(size)]
    for move in found:
        if move.before is None or move.after is None or max(move.before, move.after) >= size:
            continue
        cells[move.before][move.after] += getattr(move, weight)
    return cells


def unknown(found: Sequence[Move]) -> int:
    """Customers whose tier is unknown at one of the two dates; named beside the matrix."""
    return sum(move.customers for move in found if move.before is None or move.after is None)
