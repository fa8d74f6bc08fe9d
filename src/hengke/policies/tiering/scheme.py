"""What a tier policy is: ordered tiers, a measure, and the rules of rising and falling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from hengke.kernel.errors import PolicyError
from hengke.policies.tiering.measures import Measure

PALETTE = ("base", "gold", "plat", "dia", "pb")
CALENDARS = ("daily", "monthly", "quarterly", "half_yearly")
EFFECTIVE = ("same_day", "next_day", "next_month_start")
LANDINGS = ("last", "best_of_window", "one_step")
CLEARINGS = ("one_good_period", "one_less_per_good_period")
APPLIES_TO = ("person", "institution", "all")
STATUSES = ("active", "frozen", "deceased", "blacklisted", "closed")
EXCLUDED_STATUSES = ("frozen", "deceased", "blacklisted")
STATES = (
    "new", "normal", "watch", "upgraded", "downgraded", "protected", "overridden", "excluded",
    "unknown",
)  # fmt: skip


@dataclass(frozen=True)
class Benefit:
    """An entitlement of a tier; `quota` 0 means without limit."""

    name: str
    zh: str
    en: str
    quota: int = 0
    per: str = "year"


@dataclass(frozen=True)
class Tier:
    """One step of the ladder.

    `floor_minor` is in hundredths of the measure's unit and belongs to the tier. `grace` is the
    number of consecutive failing assessments after which the tier falls: 1 falls at the first.
    `only_by` names the alternative that alone opens this tier; empty: the main measure.
    """

    name: str
    rank: int
    floor_minor: int
    zh: str
    en: str
    palette: str = "base"
    grace: int = 1
    only_by: str = ""
    benefits: tuple[Benefit, ...] = ()


@dataclass(frozen=True)
class Alternative:
    """Another way to qualify: its own measure and its own floors, for the tiers it names."""

    name: str
    zh: str
    en: str
    measure: Measure
    floors_minor: Mapping[str, int]


@dataclass(frozen=True)
class TierPolicy:
    """One dated rule set. `version` is `<name>@<from-date>:<8 hex digits of the file>`."""

    name: str
    version: str
    title_zh: str
    title_en: str
    source: str
    currency: str
    tiers: tuple[Tier, ...]
    measure: Measure
    applies_to: Literal["person", "institution", "all"] = "person"
    alternatives: tuple[Alternative, ...] = ()
    calendar: Literal["daily", "monthly", "quarterly", "half_yearly"] = "monthly"
    effective: Literal["same_day", "next_day", "next_month_start"] = "next_month_start"
    landing: Literal["last", "best_of_window", "one_step"] = "last"
    clearing: Literal["one_good_period", "one_less_per_good_period"] = "one_good_period"
    new_customer_months: int = 0
    fall_days: tuple[str, ...] = ()  # MM-DD; empty: a tier may fall at every assessment
    fee_while_below_minor: int = 0
    benefits_end: str = "with_tier"
    grandfathered_until: date | None = None
    illustrative: bool = False
    in_force_from: date | None = None
    in_force_until: date | None = None
    excluded_statuses: tuple[str, ...] = field(default=EXCLUDED_STATUSES)

    def __post_init__(self) -> None:
        _check_tiers(self)
        _check_alternatives(self)
        _check_dates(self)

    @property
    def lowest(self) -> Tier:
        return self.tiers[0]

    @property
    def highest(self) -> Tier:
        return self.tiers[-1]

    def tier(self, name: str) -> Tier:
        for tier in self.tiers:
            if tier.name == name:
                return tier
        raise PolicyError(
            "policy '{policy}' has no tier '{tier}'",
            next_step="Its tiers are: {tiers}.",
            policy=self.name,
            tier=name,
            tiers=", ".join(tier.name for tier in self.tiers),
        )

    def by_rank(self, rank: int) -> Tier:
        return self.tiers[rank]

    def falls_on(self, assessed_on: date) -> bool:
        """May a tier fall at this assessment? Some banks raise monthly, lower twice a year."""
        return not self.fall_days or assessed_on.strftime("%m-%d") in self.fall_days


def _check_tiers(policy: TierPolicy) -> None:
    if len(policy.tiers) < 2:
        raise PolicyError("policy '{policy}' needs at least two tiers", policy=policy.name)
    ranks = [tier.rank for tier in policy.tiers]
    if ranks != list(range(len(ranks))):
        raise PolicyError(
            "ranks of policy '{policy}' must count from 0, got {ranks}",
            policy=policy.name,
            ranks=ranks,
        )
    if policy.tiers[0].only_by:
        raise PolicyError(
            "the lowest tier of policy '{policy}' is open to everybody", policy=policy.name
        )
    names = [tier.name for tier in policy.tiers]
    if len(set(names)) != len(names):
        raise PolicyError(
            "tier names of policy '{policy}' repeat: {names}",
            policy=policy.name,
            names=", ".join(names),
        )
    if policy.tiers[0].floor_minor != 0:
        raise PolicyError(
            "the lowest tier of policy '{policy}' must start at 0", policy=policy.name
        )
    for opened_by in {tier.only_by for tier in policy.tiers[1:]}:
        floors = [tier.floor_minor for tier in policy.tiers if tier.only_by == opened_by]
        if floors != sorted(set(floors)):
            written = ", ".join(f"{floor / 100:,.2f}" for floor in floors)
            raise PolicyError(
                "tier floors of policy '{policy}' must rise strictly, got {written}",
                next_step="Order the tiers from the lowest to the highest and check the amounts.",
                policy=policy.name,
                written=written,
            )
    for tier in policy.tiers:
        if tier.grace < 1:
            raise PolicyError(
                "grace of tier '{tier}' must be at least 1, got {grace}",
                tier=tier.name,
                grace=tier.grace,
            )


def _check_dates(policy: TierPolicy) -> None:
    since, until = policy.in_force_from, policy.in_force_until
    if since and until and until < since:
        raise PolicyError(
            "policy '{policy}' ends on {until}, before it begins on {since}",
            policy=policy.name,
            until=until,
            since=since,
        )


def _check_alternatives(policy: TierPolicy) -> None:
    known = {alternative.name for alternative in policy.alternatives}
    for tier in policy.tiers:
        if tier.only_by and tier.only_by not in known:
            raise PolicyError(
                "tier '{tier}' is opened by unknown '{alternative}'",
                tier=tier.name,
                alternative=tier.only_by,
            )
        if tier.only_by and not any(
            tier.name in way.floors_minor for way in policy.alternatives if way.name == tier.only_by
        ):
            raise PolicyError(
                "tier '{tier}' is opened by '{alternative}' alone, which has no floor for it",
                tier=tier.name,
                alternative=tier.only_by,
            )
    for alternative in policy.alternatives:
        if alternative.measure.kind == "composite_score":
            raise PolicyError(
                "alternative '{alternative}' cannot be a composite score",
                alternative=alternative.name,
            )
        floors = [policy.tier(name) for name in alternative.floors_minor]
        ordered = sorted(floors, key=lambda tier: tier.rank)
        amounts = [alternative.floors_minor[tier.name] for tier in ordered]
        if not amounts or amounts != sorted(set(amounts)) or amounts[0] <= 0:
            written = ", ".join(f"{floor / 100:,.2f}" for floor in amounts) or "none"
            raise PolicyError(
                "floors of alternative '{alternative}' must be positive and rise strictly, "
                "got {written}",
                alternative=alternative.name,
                written=written,
            )
