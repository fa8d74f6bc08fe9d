"""The radar's address (filters, order) and its rows, over the whole of a person's scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Min, Q, QuerySet, Sum

from hengke.apps.tiering import queries
from hengke.apps.tiering.ladder import Ladder
from hengke.apps.tiering.models import Position

SORTS = {
    "fall": "-fall_probability",
    "aum": "-aum_minor",
    "gap": "-gap_to_keep_minor",
}
SHOWS = ("risk", "watch", "maturing", "unknown", "all")
MOST_COUNTED = 1_000
"""A summary counts so many rows at most, in the list's order: never a million for one page."""


@dataclass(frozen=True)
class Filters:
    """What the address asks for; anything not understood counts as not asked."""

    policy: str
    tier: str = ""
    show: str = "risk"
    fails: int | None = None
    manager: str = ""
    sort: str = "fall"

    @property
    def narrowed(self) -> bool:
        """True when somebody asked for less than the usual list."""
        return self.show != "risk" or self.fails is not None or bool(self.tier or self.manager)

    def query(self, **changes: object) -> str:
        """The address of the same list with some things changed; never with a cursor."""
        asked = {
            "policy": self.policy,
            "tier": self.tier,
            "show": self.show,
            "fails": "" if self.fails is None else self.fails,
            "manager": self.manager,
            "sort": self.sort,
            **changes,
        }
        left_out = {"show": "risk", "sort": "fall"}
        kept = {
            name: value
            for name, value in asked.items()
            if value not in ("", None) and left_out.get(name) != value
        }
        return f"?{urlencode(kept)}"


def read(address: Mapping[str, str], ladder: Ladder) -> Filters:
    fails = address.get("fails", "")
    return Filters(
        policy=ladder.policy,
        tier=_known(address.get("tier", ""), [step.tier for step in ladder.above_lowest]),
        show=_known(address.get("show", ""), SHOWS) or "risk",
        fails=int(fails) if fails.isascii() and fails.isdigit() and len(fails) < 3 else None,
        manager=address.get("manager", "")[:60],
        sort=_known(address.get("sort", ""), tuple(SORTS)) or "fall",
    )


def positions(user: Any, filters: Filters) -> QuerySet[Position]:
    """Everybody above the lowest tier whom the person may see, narrowed by the filters."""
    rows = queries.visible_positions(user, policy=filters.policy).filter(effective_rank__gt=0)
    if filters.tier:
        rows = rows.filter(effective_tier=filters.tier)
    if filters.fails is not None:
        rows = rows.filter(fails_used=filters.fails)
    if filters.manager:
        rows = rows.filter(manager_id=filters.manager)
    return _shown(rows, filters.show)


@dataclass(frozen=True)
class Summary:
    """What stands above the list. `days_left` of the running period. `more`: the list is longer
    than was counted, and the sums are of no use then."""

    customers: int
    falling: int
    short_minor: int
    aum_minor: int
    days_left: int | None
    more: bool

    @property
    def shown(self) -> str:
        return f"{self.customers:,}{'+' if self.more else ''}"


def summary(rows: QuerySet[Position], ladder: Ladder, *, sort: str) -> Summary:
    """Customers, those who fall if nothing happens, money missing, assets; one query."""
    counted = rows.order_by(SORTS[sort])[: MOST_COUNTED + 1].aggregate(
        customers=Count("pk"),
        falling=Count("pk", filter=_falls(ladder)),
        short=Sum("gap_to_keep_minor"),
        aum=Sum("aum_minor"),
        days=Min("days_left"),
    )
    return Summary(
        customers=min(counted["customers"], MOST_COUNTED),
        falling=counted["falling"],
        short_minor=counted["short"] or 0,
        aum_minor=counted["aum"] or 0,
        days_left=counted["days"],
        more=counted["customers"] > MOST_COUNTED,
    )


def _falls(ladder: Ladder) -> Q:
    """The next change, if nothing happens, leads to a lower tier."""
    falls = Q(pk__in=[])
    for step in ladder.above_lowest:
        lower = [other.tier for other in ladder.steps if other.rank < step.rank]
        falls |= Q(effective_tier=step.tier, next_tier__in=lower)
    return falls


def _shown(rows: QuerySet[Position], show: str) -> QuerySet[Position]:
    if show == "risk":
        return queries.only_at_risk(rows)
    if show == "watch":
        return rows.filter(fails_used__gt=0)
    if show == "maturing":
        return rows.filter(maturing_minor__gt=0)
    if show == "unknown":
        return rows.filter(unknown_reason__isnull=False).exclude(unknown_reason="")
    return rows


def _known(value: str, choices: Any) -> str:
    return value if value in choices else ""
