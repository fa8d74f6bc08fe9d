"""How a policy weighs a customer: which balances and bookings, with which weight, over which days.

Every weight is an exact fraction. The engine multiplies with `weight x scale`, a whole number, and
compares sums with `floor x days x scale`: no threshold is ever tested on a rounded quotient.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from math import lcm
from typing import Literal

from hengke.kernel.errors import PolicyError
from hengke.kernel.periods import Period, add_months, month_start, quarter_of

Kind = Literal["month_average", "month_end", "quarter_average", "star_points", "composite_score"]
Unit = Literal["money", "points", "score"]
KINDS = ("month_average", "month_end", "quarter_average", "star_points", "composite_score")
DIRECTIONS = ("in", "out", "both")
ROLLING_MONTHS = 6
FINEST = 1_000_000
"""Largest scale: finer weights would leave 64 bits."""
ATTRIBUTES = (
    "status", "gender", "region", "occupation", "industry", "income_level", "risk_level",
)  # fmt: skip
"""Columns of a customer's record that an indicator may score by their words."""


@dataclass(frozen=True)
class StockItem:
    """Balances of these families, averaged over the window; `weight` per minor unit."""

    families: tuple[str, ...]
    weight: Fraction


@dataclass(frozen=True)
class FlowItem:
    """Bookings summed over the window; `weight` per minor unit.

    `kinds` empty means every kind. `both` adds what came in and what went out.
    """

    kinds: tuple[str, ...]
    weight: Fraction
    direction: str = "in"
    without_counterparties: tuple[str, ...] = ()
    customer_initiated_only: bool = False


@dataclass(frozen=True)
class Indicator:
    """One part of a composite score: where its value comes from and what each value scores.

    `break_points` are (value, score) with rising values: a value scores what the last break-point
    at or below it says, values under the first take the first's score. `levels` does the same for
    words. Scores are hundredths (100.00 is 10000), and so are numbers of bookings. Profit is that
    of the value policy over the complete months of the window.
    """

    name: str
    zh: str
    en: str
    source: str  # balance_average, flow_sum, booking_count, profit, attribute or given
    weight: Fraction
    better: str = "higher"
    families: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    direction: str = "in"
    attribute: str = ""
    customer_initiated_only: bool = False
    per_balance_of: tuple[str, ...] = ()
    break_points: tuple[tuple[int, int], ...] = ()
    levels: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        values = [value for value, _ in self.break_points]
        scores = [score for _, score in self.break_points]
        if values != sorted(set(values)):
            raise PolicyError(
                "break-points of indicator '{name}' must rise, got {values}",
                name=self.name,
                values=values,
            )
        ordered = sorted(scores, reverse=self.better == "lower")
        if scores != ordered:
            raise PolicyError(
                "indicator '{name}' is declared {better}-is-better, but its scores go {scores}",
                name=self.name,
                better=self.better,
                scores=scores,
            )
        _check_source(self)


def _check_source(one: Indicator) -> None:
    """Words are scored by levels, figures by break-points; each source names where it looks."""
    wanted = "levels" if one.source == "attribute" else "break_points"
    if not getattr(one, wanted) or (one.break_points and one.levels):
        raise PolicyError(
            "indicator '{indicator}' from {source} needs {wanted}, and only those",
            indicator=one.name,
            source=one.source,
            wanted=wanted,
        )
    if one.source == "attribute" and one.attribute not in ATTRIBUTES:
        raise PolicyError(
            "indicator '{indicator}' has no attribute '{attribute}' to look at",
            next_step="Choose one of: {choices}.",
            indicator=one.name,
            attribute=one.attribute,
            choices=", ".join(ATTRIBUTES),
        )
    if one.source == "balance_average" and not one.families:
        raise PolicyError(
            "indicator '{indicator}' does not say which families it averages", indicator=one.name
        )
    if one.source == "booking_count" and one.per_balance_of:
        raise PolicyError(
            "indicator '{indicator}' counts bookings, which are no part of a balance",
            indicator=one.name,
        )
    if one.weight <= 0:
        raise PolicyError(
            "the weight of indicator '{indicator}' must be more than 0", indicator=one.name
        )


@dataclass(frozen=True)
class Measure:
    """What is compared with the floors.

    `scale` makes every weight a whole number; `unit` says what one hundredth of a floor is.
    """

    kind: Kind = "month_average"
    stocks: tuple[StockItem, ...] = ()
    flows: tuple[FlowItem, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    joint: Literal["share", "full"] = "share"
    household: bool = False
    denominator: Literal["calendar", "held_days"] = "calendar"
    window_months: int = ROLLING_MONTHS
    window_days: int = 0
    insurance_on_workday_from_end: int = 0

    def __post_init__(self) -> None:
        named = [family for stock in self.stocks for family in stock.families]
        doubled = sorted({family for family in named if named.count(family) > 1})
        if doubled:
            raise PolicyError(
                "families counted twice in one measure: {families}", families=", ".join(doubled)
            )
        if self.scale > FINEST:
            raise PolicyError(
                "weights need a scale of {scale}, beyond {finest}",
                next_step="Write weights with fewer decimals.",
                scale=self.scale,
                finest=FINEST,
            )
        parts = [indicator.name for indicator in self.indicators]
        if len(set(parts)) != len(parts):
            raise PolicyError("names of indicators repeat: {names}", names=", ".join(parts))
        total = sum((indicator.weight for indicator in self.indicators), Fraction(0))
        if self.kind == "composite_score" and total != 1:
            raise PolicyError(
                "weights of the indicators must sum to 1, got {total:g}", total=float(total)
            )

    @property
    def unit(self) -> Unit:
        if self.kind == "composite_score":
            return "score"
        return "points" if self.kind == "star_points" else "money"

    @property
    def scale(self) -> int:
        """The smallest number that makes every weight whole; 1 when all coefficients are 1."""
        weights = [stock.weight for stock in self.stocks]
        weights += [flow.weight for flow in self.flows]
        weights += [indicator.weight for indicator in self.indicators]
        return lcm(*(weight.denominator for weight in weights))

    @property
    def coefficients(self) -> dict[str, int]:
        """Weight x scale per family; families that do not count are absent."""
        return {
            family: int(stock.weight * self.scale)
            for stock in self.stocks
            for family in stock.families
            if stock.weight
        }

    @property
    def rolling(self) -> bool:
        """True when tomorrow's window drops today's first day (no fixed period to fill)."""
        return self.kind in ("star_points", "composite_score")

    def window(self, assessed_on: date) -> Period:
        """The days that an assessment on this date looks at, both ends counted."""
        if self.kind == "month_end":
            return Period(assessed_on, assessed_on)
        if self.kind == "month_average":
            return Period(month_start(assessed_on), assessed_on)
        if self.kind == "quarter_average":
            return Period(quarter_of(assessed_on).start, assessed_on)
        if self.window_days:
            return Period(assessed_on - timedelta(days=self.window_days - 1), assessed_on)
        return Period(
            month_start(add_months(month_start(assessed_on), 1 - self.window_months)), assessed_on
        )
