"""Sums of whole books, counted when a run is published and read at every click.

A page about a bank of a million customers adds up the rows of `BookSum`, one per book and tier. The
definitions are those of the lists (`risk`), asked once over all positions instead of once per page.
Where a run has no sums yet (it was published a moment ago, or by an older release) the same
question goes to the positions themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeVar

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Sum

from hengke.apps.customers.api import Assignment, Customer, scope
from hengke.apps.privacy import api as privacy
from hengke.apps.tiering import queries, risk
from hengke.apps.tiering.ladder import Ladder
from hengke.apps.tiering.models import BookSum, Position

KEPT_SECONDS = 86_400
Kept = TypeVar("Kept")
Book = tuple[str | None, str | None]
"""Branch and manager."""

ADDED_UP = (
    "customers", "aum_minor", "aum_unknown", "falling", "maturing", "maturing_known",
    "maturing_minor", "risk", "risk_aum_minor", "risk_falling", "risk_short_minor",
)  # fmt: skip


@dataclass(frozen=True)
class Sums:
    """One tier of what somebody may see, as `BookSum` counts it; `rank` None = unknown."""

    rank: int | None
    customers: int
    aum_minor: int | None
    aum_unknown: int
    falling: int
    maturing: int
    maturing_known: int
    maturing_minor: int | None
    risk: int
    risk_aum_minor: int | None
    risk_falling: int
    risk_short_minor: int | None
    risk_days_left: int | None


@dataclass(frozen=True)
class Outside:
    """Customers whom the policy does not cover, and what they hold."""

    customers: int
    aum_minor: int | None


def of_tiers(user: Any, ladder: Ladder) -> list[Sums]:
    """One row per tier in the reader's scope."""
    known = _counted(ladder)
    totals = {name: Sum(name) for name in ADDED_UP}
    sums = known.filter(scope(user), covered=True).order_by().values("effective_rank")
    found: list[Any] = list(sums.annotate(**totals, risk_days_left=Min("risk_days_left")))
    if found or known.exists():
        return [_sums(row) for row in found]
    rows = _positions(ladder).filter(scope(user))
    return _kept("tiers", user, ladder, lambda: [_sums(row) for row in _grouped(rows, ladder)])


def in_tiers(user: Any, ladder: Ladder, tiers: Sequence[str], *, risk: bool, falling: bool) -> int:
    """Customers of these tiers (all where none is named), at risk or about to fall where asked."""
    ranks = [step.rank for step in ladder.steps if step.tier in tiers]
    figure = "risk_falling" if falling else "risk" if risk else "customers"
    found = of_tiers(user, ladder)
    return sum(getattr(one, figure) for one in found if not tiers or one.rank in ranks)


def risks_per_manager(user: Any, ladder: Ladder) -> dict[str, int]:
    """Customers at risk per manager in the reader's scope; '' is nobody."""
    known = _counted(ladder)
    sums = known.filter(scope(user), covered=True).order_by().values("manager_id")
    found = list(sums.annotate(found=Sum("risk")))
    if found or known.exists():
        return _per_manager(found)
    rows = risk.only_at_risk(_positions(ladder).filter(scope(user)), ladder)
    by_manager = rows.order_by().values("manager_id").annotate(found=Count("pk"))
    return _kept("risks", user, ladder, lambda: _per_manager(by_manager))


def outside(user: Any, ladder: Ladder) -> Outside:
    """Of whole branches."""
    known = _counted(ladder)
    if not known.exists():
        rows = _uncovered(ladder).filter(scope(user))
        return _kept("outside", user, ladder, lambda: _outside(rows, Count("pk")))
    return _outside(known.filter(scope(user), covered=False), Sum("customers"))


def _outside(rows: QuerySet[Any], held: Any) -> Outside:
    found = rows.aggregate(held=held, aum=Sum("aum_minor"))
    return Outside(found["held"] or 0, found["aum"])


def count_books() -> int:
    """Count every book anew for the run that is shown; how many rows came of it.

    Reading a million positions takes seconds; the lock is taken only for the few rows written.
    """
    found = [
        row
        for ladder in queries.ladders()
        for row in (*_covered(ladder, Q()), *_not_covered(ladder))
    ]
    with transaction.atomic():
        BookSum.objects.all().delete()
        BookSum.objects.bulk_create(found, batch_size=2_000)
    return len(found)


def recount(books: Iterable[Book]) -> None:
    """Count these books anew, where any were counted: customers changed hands between them."""
    concerned = Q(pk__in=[])
    for branch_id, manager_id in books:
        concerned |= Q(branch_id=branch_id, manager_id=manager_id)
    for ladder in queries.ladders():
        known = _counted(ladder)
        if known.exists():
            known.filter(concerned, covered=True).delete()
            BookSum.objects.bulk_create(_covered(ladder, concerned))


def _per_manager(rows: Iterable[Any]) -> dict[str, int]:
    return {row["manager_id"] or "": row["found"] for row in rows if row["found"]}


def _kept(what: str, user: Any, ladder: Ladder, count: Callable[[], Kept]) -> Kept:
    """What was counted for want of sums, until another run is shown or customers change hands."""
    state = (
        what, ladder.policy, ladder.run_id, user.role, user.branch_id, user.org_id,
        Assignment.objects.aggregate(Count("pk"), Max("at")), privacy.state(),
    )  # fmt: skip
    key = f"tiering:sums:{sha256(repr(state).encode()).hexdigest()}"
    found: tuple[Kept] | None = cache.get(key)
    if found is None:
        found = (count(),)
        cache.set(key, found, KEPT_SECONDS)
    return found[0]


def _counted(ladder: Ladder) -> QuerySet[BookSum]:
    return BookSum.objects.filter(policy=ladder.policy, run_id=ladder.run_id)


def _positions(ladder: Ladder) -> QuerySet[Position]:
    return Position.objects.filter(policy=ladder.policy)


def _covered(ladder: Ladder, books: Q) -> list[BookSum]:
    rows = _grouped(_positions(ladder).filter(books), ladder, "branch_id", "manager_id")
    return [BookSum(policy=ladder.policy, run_id=ladder.run_id, **row) for row in rows]


def _not_covered(ladder: Ladder) -> list[BookSum]:
    """Per branch: nobody asks for them by manager, and hand-overs stay within the branch."""
    rows = _uncovered(ladder).order_by().values("branch_id")
    return [
        BookSum(
            policy=ladder.policy, run_id=ladder.run_id, branch_id=row["branch_id"], covered=False,
            customers=row["held"], aum_minor=row["aum"],
        )
        for row in rows.annotate(held=Count("pk"), aum=Sum("aum_minor"))
    ]  # fmt: skip


def _uncovered(ladder: Ladder) -> QuerySet[Customer]:
    """Institutions, and whoever else the policy leaves out, where it does."""
    placed = _positions(ladder).filter(customer_id=OuterRef("customer_id"))
    return Customer.objects.filter(~Exists(placed))


def _grouped(rows: QuerySet[Position], ladder: Ladder, *by: str) -> Any:
    """The figures of `Sums` per tier, and per further columns where they are named."""
    falling, risky = risk.falling(ladder), risk.at_risk(ladder)
    maturing = Q(maturing_minor__gt=0)
    counted = (
        rows.order_by()
        .values(*by, "effective_rank")
        .annotate(
            customers=Count("pk"),
            aum_unknown=Count("pk", filter=Q(aum_minor__isnull=True)),
            falling=Count("pk", filter=falling),
            maturing=Count("pk", filter=maturing),
            maturing_known=Count("maturing_minor"),
            risk=Count("pk", filter=risky),
            risk_falling=Count("pk", filter=risky & falling),
            risk_days_left=Min("days_left", filter=risky),
            aum=Sum("aum_minor"),
            due=Sum("maturing_minor", filter=maturing),
            risk_aum_minor=Sum("aum_minor", filter=risky),
            risk_short_minor=Sum("gap_to_keep_minor", filter=risky),
        )
    )
    renamed = {"aum": "aum_minor", "due": "maturing_minor"}  # else they would hide the columns
    return [{renamed.get(name, name): value for name, value in row.items()} for row in counted]


def _sums(row: dict[str, Any]) -> Sums:
    figures = {name: value for name, value in row.items() if name != "effective_rank"}
    return Sums(rank=row["effective_rank"], **figures)
