"""The radar's address (filters, order) and its rows, over the whole of a person's scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Min, QuerySet, Sum

from hengke.apps.privacy import api as privacy
from hengke.apps.tiering import queries, risk, sums
from hengke.apps.tiering.ladder import Ladder, Step
from hengke.apps.tiering.models import Position
from hengke.web import amounts

SORTS = {
    "fall": "-fall_probability",
    "aum": "-aum_minor",
    "gap": "-gap_to_keep_minor",
}
SHOWS = ("risk", "watch", "maturing", "unknown", "all", "plain")
BY_AMOUNT = ("aum", "gap")
"""Orders that say who holds more: only for who sees amounts whole."""
PLAIN, BY_NUMBER = "plain", "customer_id"
"""Who wants no personalised processing stands in a list of its own, by number, without scores."""
MOST_COUNTED = 1_000
"""The summary of a narrowed list counts so many rows at most: never a million for one page. That of
the usual list, also of one tier, is added up from the sums of the books."""


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
        return bool(self.tier) or not self.is_usual

    @property
    def is_usual(self) -> bool:
        """Those at risk, perhaps of one tier."""
        return self.show == "risk" and self.fails is None and not self.manager

    @property
    def order(self) -> str:
        """The column of the order; the plain list knows none but the number."""
        return BY_NUMBER if self.show == PLAIN else SORTS[self.sort]

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
        sort=_known(address.get("sort", ""), sorts()) or "fall",
    )


def sorts() -> tuple[str, ...]:
    """The orders that the reader may ask for."""
    return tuple(sort for sort in SORTS if amounts.are_whole() or sort not in BY_AMOUNT)


def positions(user: Any, filters: Filters, ladder: Ladder) -> QuerySet[Position]:
    """Everybody above the lowest tier whom the person may see, narrowed by the filters."""
    rows = queries.visible_positions(user, policy=filters.policy).filter(effective_rank__gt=0)
    if filters.tier:
        rows = rows.filter(effective_tier=filters.tier)
    if filters.fails is not None:
        rows = rows.filter(fails_used=filters.fails)
    if filters.manager:
        rows = rows.filter(manager_id=filters.manager)
    kept = privacy.plain() if filters.show == PLAIN else privacy.ranked()
    return _shown(rows.filter(kept), filters.show, ladder)


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


def summary(user: Any, filters: Filters, ladder: Ladder) -> Summary:
    """Customers, those who fall if nothing happens, money missing, assets."""
    if filters.is_usual:
        return _added_up(sums.of_tiers(user, ladder), ladder.step(filters.tier))
    rows = positions(user, filters, ladder)
    return _counted(rows.order_by()[: MOST_COUNTED + 1], ladder)


def _added_up(tiers: Sequence[sums.Sums], only: Step | None) -> Summary:
    found = [one for one in tiers if one.risk and (only is None or one.rank == only.rank)]
    return Summary(
        customers=sum(one.risk for one in found),
        falling=sum(one.risk_falling for one in found),
        short_minor=sum(one.risk_short_minor or 0 for one in found),
        aum_minor=sum(one.risk_aum_minor or 0 for one in found),
        days_left=min((one.risk_days_left for one in found if one.risk_days_left), default=None),
        more=False,
    )


def _counted(rows: QuerySet[Position], ladder: Ladder) -> Summary:
    """One query over one row more than is counted."""
    counted = rows.aggregate(
        customers=Count("pk"),
        falling=Count("pk", filter=risk.falling(ladder)),
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


def _shown(rows: QuerySet[Position], show: str, ladder: Ladder) -> QuerySet[Position]:
    if show == "risk":
        return risk.only_at_risk(rows, ladder)
    if show == "watch":
        return rows.filter(fails_used__gt=0)
    if show == "maturing":
        return rows.filter(maturing_minor__gt=0)
    if show == "unknown":
        return rows.filter(unknown_reason__isnull=False).exclude(unknown_reason="")
    return rows


def _known(value: str, choices: Any) -> str:
    return value if value in choices else ""
