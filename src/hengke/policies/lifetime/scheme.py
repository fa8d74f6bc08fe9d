"""What a lifetime policy is. Rates as exact fractions: per year, hazards per month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from hengke.kernel.errors import PolicyError

KINDS = ("person", "institution")
END_OF_YEAR, NOW = "end_of_year", "now"
FIRST_MARGINS = (END_OF_YEAR, NOW)
MOST_YEARS = 30


@dataclass(frozen=True)
class Growth:
    """A margin above zero grows by `yearly` for so many years and then stays. At 100 points of
    potential it grows by `potential` more, at none by as much less; unknown potential is 50."""

    yearly: Fraction
    potential: Fraction
    years: int

    def __post_init__(self) -> None:
        if not -1 < self.yearly - abs(self.potential) <= self.yearly + abs(self.potential) <= 1:
            raise PolicyError("growth: with its potential it must lie above -1 and up to 1")


@dataclass(frozen=True)
class HazardRule:
    """How the share of relations that end in a month is learnt.

    `plain` by kind holds where nothing is known. Each finer level (kind, tier, years of relation)
    is drawn to the coarser one, which weighs like `weight_months` months of one customer. Tiers
    are looked up at the start of windows of so many months.
    """

    plain: Mapping[str, Fraction]
    tenure_from_months: tuple[int, ...]
    weight_months: int
    window_months: int
    least_window_months: int

    def __post_init__(self) -> None:
        for kind in KINDS:
            if not 0 < self.plain.get(kind, Fraction(0)) < 1:
                raise PolicyError(
                    "hazard.plain.{kind} must lie between 0 and 1, and be neither", kind=kind
                )
        steps = list(self.tenure_from_months)
        if not steps or steps[0] != 0 or steps != sorted(set(steps)):
            raise PolicyError("hazard: tenure_from_months must begin at 0 and rise")
        if self.least_window_months > self.window_months:
            raise PolicyError("hazard: the least window is longer than a window")


@dataclass(frozen=True)
class Over:
    """A relation is over without an open account; or without debts, when assets have stayed at or
    below this share of their peak for so many months."""

    share_of_peak: Fraction
    least_peak_minor: int
    months: int

    def __post_init__(self) -> None:
        if not 0 <= self.share_of_peak < 1:
            raise PolicyError("over: share_of_peak must be 0 or more, and below 1")


@dataclass(frozen=True)
class LifetimePolicy:
    """One dated set of numbers; `version` names them. A customer's own margin counts alone from
    `full_days` of relation on (or in all the days weighed), in part before, not below `least_days`.
    """

    version: str
    source: str
    first_margin: str
    horizon_years: int
    discount: Fraction
    least_days: int
    full_days: int
    growth: Mapping[str, Growth]
    hazard: HazardRule
    over: Over
    weight_customers: int
    back_test_months: int

    def __post_init__(self) -> None:
        if not 1 <= self.horizon_years <= MOST_YEARS:
            raise PolicyError("horizon_years must be 1 to {most}", most=MOST_YEARS)
        if not 0 < self.discount <= 1:
            raise PolicyError("discount must be above 0 and up to 1")
        if self.least_days > self.full_days:
            raise PolicyError("least_days must not be more than full_days")

    @property
    def years(self) -> range:
        """After how many years each margin comes."""
        first = 0 if self.first_margin == NOW else 1
        return range(first, first + self.horizon_years)
