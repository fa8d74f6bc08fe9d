"""Migration between two assessments of one policy, over what the person may see.

Counted over the customers known at the first date; assets are those of that date, so that every
row sums to what the tier held before anybody moved. The same definition as engine/tiering/
migration.py, for the customers whom one person may see. Tiers are paired by their name: a rank
means another tier where a later version of the policy has more of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Sum

from hengke.apps.customers.api import Assignment, scope, visible_to
from hengke.apps.privacy import api as privacy
from hengke.apps.tiering.ladder import Ladder
from hengke.apps.tiering.models import Assessment, Passage

KEPT_SECONDS = 86_400
"""How long what a run says once and for all is remembered."""
NEXT_DATE = """
WITH RECURSIVE dates (assessed_on) AS (
    SELECT min(assessed_on) FROM tiering_assessment WHERE policy = %s
    UNION ALL
    SELECT (SELECT min(a.assessed_on) FROM tiering_assessment a
        WHERE a.policy = %s AND a.assessed_on > dates.assessed_on)
    FROM dates WHERE dates.assessed_on IS NOT NULL
)
SELECT assessed_on FROM dates WHERE assessed_on IS NOT NULL
"""
"""From one date to the next along an index: a year holds millions of assessments."""


@dataclass(frozen=True)
class Move:
    """Customers who stood at tier `before` and stand at `after` (None = unknown there)."""

    before: str | None
    after: str | None
    customers: int
    aum_minor: int


def dates(policy: str, *, run_id: str) -> list[date]:
    """The policy's published assessment dates, oldest first."""
    key = f"tiering:dates:{policy}:{run_id}"
    found = cache.get(key)
    if found is None:
        with connection.cursor() as cursor:
            cursor.execute(NEXT_DATE, [policy, policy])
            found = [_day(value) for (value,) in cursor.fetchall()]
        cache.set(key, found, KEPT_SECONDS)
    return list(found)


def _day(value: Any) -> date:
    """SQLite keeps dates as text."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def known_at(user: Any, *, policy: str, first: date, last: date, effective: bool) -> QuerySet[Any]:
    """One row per visible customer assessed on `first`: tiers `before` and `after`, the value and
    the assets of the first date."""
    if _are_last_two(policy, first, last):
        which = "effective" if effective else "assessed"
        return (
            _passages(user, policy)
            .filter(arrived=False)
            .annotate(
                before=F(f"{which}_before"),
                after=F(f"{which}_after"),
                value_minor=F("value_before_minor"),
            )
        )
    column = "effective_tier" if effective else "assessed_tier"
    later = Assessment.objects.filter(
        policy=policy, assessed_on=last, customer_id=OuterRef("customer_id")
    )
    rows = _assessed(user, policy, first)
    return rows.annotate(before=F(column), after=Subquery(later.values(column)[:1]))


def arrived(user: Any, *, policy: str, first: date, last: date) -> int:
    """Visible customers assessed on `last` who were not known on `first`: in no migration."""
    if _are_last_two(policy, first, last):
        return _passages(user, policy).filter(arrived=True).count()
    earlier = Assessment.objects.filter(
        policy=policy, assessed_on=first, customer_id=OuterRef("customer_id")
    )
    return _assessed(user, policy, last).filter(~Exists(earlier)).count()


def _are_last_two(policy: str, first: date, last: date) -> bool:
    """The dates whose passages were published, row by row."""
    shown = Passage.objects.filter(policy=policy).values_list("first_on", "last_on")
    return list(shown[:1]) == [(first, last)]


def _passages(user: Any, policy: str) -> QuerySet[Passage]:
    """Of whom the person may see; restricted customers are counted by who handles them alone."""
    return Passage.objects.filter(scope(user), privacy.listed(user), policy=policy)


def _assessed(user: Any, policy: str, on: date) -> QuerySet[Assessment]:
    rows = Assessment.objects.filter(privacy.listed(user), policy=policy, assessed_on=on)
    if scope(user):
        rows = rows.filter(customer_id__in=visible_to(user).values("customer_id"))
    return rows


def moves(
    user: Any, *, policy: str, first: date, last: date, effective: bool, run_id: str
) -> list[Move]:
    """The matrix as rows; cells nobody is in are left out.

    It is the same for everybody with the same scope until a run is published or customers change
    hands: it is kept.
    """
    state = (
        policy, first, last, effective, run_id, user.role, user.branch_id, user.org_id,
        repr(scope(user)),  # a token may reach less than its owner
        privacy.can_handle(user), privacy.state(),  # restricted ones are counted by few
        scope(user) and Assignment.objects.aggregate(Count("pk"), Max("at")),
    )  # fmt: skip
    key = f"tiering:moves:{sha256(repr(state).encode()).hexdigest()}"
    found: list[Move] | None = cache.get(key)
    if found is None:
        found = _counted(user, policy=policy, first=first, last=last, effective=effective)
        cache.set(key, found, KEPT_SECONDS)
    return found


def _counted(user: Any, *, policy: str, first: date, last: date, effective: bool) -> list[Move]:
    rows = known_at(user, policy=policy, first=first, last=last, effective=effective)
    counted = (
        rows.order_by()
        .values("before", "after")
        .annotate(customers=Count("*"), aum=Sum("aum_minor"))
    )
    return [Move(row["before"], row["after"], row["customers"], row["aum"] or 0) for row in counted]


def narrowed(
    rows: QuerySet[Any], ladder: Ladder, *, way: str, before: str | None, after: str | None
) -> QuerySet[Any]:
    """Of the rows of `known_at`, those of one cell, or all that went up, down or out of sight."""
    if way == "cell":
        return rows.filter(_at("before", before), _at("after", after))
    if way == "unknown":
        return rows.filter(Q(before__isnull=True) | Q(after__isnull=True))
    found = Q(pk__in=[])
    for step in ladder.steps:
        there = [one.tier for one in ladder.steps if direction(step.tier, one.tier, ladder) == way]
        found |= Q(before=step.tier, after__in=there)
    return rows.filter(found)


def _at(column: str, tier: str | None) -> Q:
    return Q(**{f"{column}__isnull": True}) if tier is None else Q(**{column: tier})


def direction(before: str | None, after: str | None, ladder: Ladder) -> str:
    """up, down, same, unknown; other where the ladder of today lacks one of the two tiers."""
    if before is None or after is None:
        return "unknown"
    if before == after:
        return "same"
    first, last = ladder.step(before), ladder.step(after)
    if first is None or last is None:
        return "other"
    return "up" if last.rank > first.rank else "down"


def sides(found: Sequence[Move], ladder: Ladder) -> list[str | None]:
    """Rows and columns of the matrix: the ladder, lowest first; then, where anybody stood or
    stands there, tiers that it has no more, and None for unknown."""
    named = [step.tier for step in ladder.steps]
    seen = {tier for move in found for tier in (move.before, move.after)}
    gone = sorted(tier for tier in seen if tier is not None and tier not in named)
    return [*named, *gone, *([None] if None in seen else [])]


def square(
    found: Sequence[Move], names: Sequence[str | None], *, weight: str = "customers"
) -> list[list[int]]:
    """The moves as a full matrix over these tiers, each row where the customers of one went."""
    at = {name: place for place, name in enumerate(names)}
    cells = [[0] * len(names) for _ in names]
    for move in found:
        cells[at[move.before]][at[move.after]] += getattr(move, weight)
    return cells


def unknown(found: Sequence[Move]) -> int:
    """Customers known on the first date whose tier is unknown on one of the two."""
    return sum(move.customers for move in found if move.before is None or move.after is None)
