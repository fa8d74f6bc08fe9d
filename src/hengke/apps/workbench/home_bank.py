"""Homes of those who look at the whole bank: the business owner's figures per tier and branch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Sum

from hengke.apps.customers import api as customers
from hengke.apps.identity import api as identity
from hengke.apps.tiering import api as tiering
from hengke.apps.workbench import home_figures as figures
from hengke.apps.workbench import home_parts as parts
from hengke.apps.workbench import home_sentence
from hengke.apps.workbench.home_manager import standing
from hengke.apps.workbench.home_memory import Memory
from hengke.apps.workbench.reader import Reader

BRANCHES_SHOWN = 12


@dataclass(frozen=True)
class TierLine:
    """One tier of the bank: customers and assets, with their share of the whole."""

    step: tiering.Step | None
    customers: int
    aum_minor: int | None
    customers_share: float | None
    aum_share: float | None
    href: str


@dataclass(frozen=True)
class BranchLine:
    """One branch on the business date."""

    branch_id: str
    name: str
    customers: int | None
    aum_minor: int | None
    deposit_average_minor: int | None
    href: str


def context(reader: Reader, *, now: datetime) -> dict[str, Any]:
    """What workbench/home_bank.html accepts."""
    memory = Memory(reader)
    course = memory.of("course", lambda: figures.course(reader.user))
    tiers = standing(reader, memory)
    return {
        "greeting": home_sentence.greeting(now, reader.user.name),
        "sentence": home_sentence.of_the_day(reader, waiting=0, late=0, standing=tiers["standing"]),
        "kpis": _kpis(reader, course, tiers),
        "tiers": _tiers(reader),
        "outside": tiering.outside(reader.user, reader.ladder) if reader.ladder else None,
        "branches": memory.of("branches", lambda: _branches(reader, course)),
        "trend": parts.trend(course),
        **tiers,
    }


def _kpis(reader: Reader, course: figures.Course, tiers: dict[str, Any]) -> list[parts.Kpi]:
    found = tiers["standing"]
    if reader.ladder is None or found is None:
        return [parts.aum(course, None, "")]
    currency = reader.ladder.currency
    return [
        parts.aum(course, found, currency),
        parts.deposits(course, currency),
        parts.at_risk(found, currency),
        parts.maturing(found, currency),
        parts.net_migration(tiers["migration"]["found"], found),
    ]


def _tiers(reader: Reader) -> list[TierLine]:
    """Effective tiers, highest first, unknown last."""
    if reader.ladder is None:
        return []
    shares = tiering.of_tiers(reader.user, reader.ladder)
    total = sum(share.customers for share in shares)
    worth = sum(share.aum_minor or 0 for share in shares)
    ordered = sorted(shares, key=lambda share: -1 if share.rank is None else share.rank)[::-1]
    return [_tier(share, reader.ladder, total, worth) for share in ordered]


def _tier(share: tiering.Sums, ladder: tiering.Ladder, total: int, worth: int) -> TierLine:
    step = ladder.at(share.rank)
    return TierLine(
        step,
        share.customers,
        share.aum_minor,
        share.customers / total if total else None,
        None if share.aum_minor is None or worth <= 0 else share.aum_minor / worth,
        parts.list_address(tier=step.tier, policy=ladder.policy) if step else "",
    )


def _branches(reader: Reader, course: figures.Course) -> list[BranchLine]:
    """The largest branches on the business date."""
    if course.now is None:
        return []
    rows = (
        customers.book_points(reader.user)
        .filter(point_on=course.now.on)
        .order_by()
        .values("branch_id")
        .annotate(
            held=Sum("customers"),
            aum=Sum("aum_minor"),
            deposits=Sum("deposit_average_minor"),
            books=Count("pk"),
        )
        .order_by("-aum", "branch_id")[:BRANCHES_SHOWN]
    )
    found = list(rows)
    names = identity.unit_names(row["branch_id"] for row in found)
    return [
        BranchLine(
            row["branch_id"],
            names.get(row["branch_id"], row["branch_id"]),
            row["held"],
            row["aum"],
            row["deposits"],
            parts.list_address(branch=row["branch_id"]),
        )
        for row in found
    ]
