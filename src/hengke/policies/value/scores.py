"""Scores of several indicators: each with a direction, a normal form and a weight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from hengke.kernel.errors import PolicyError

QUANTITATIVE, QUALITATIVE = "quantitative", "qualitative"
PARTS = (QUANTITATIVE, QUALITATIVE)
HIGHER, LOWER = "higher", "lower"
DIRECTIONS = (HIGHER, LOWER)
NUMBERS = (
    "deposit_average_minor", "loan_average_minor", "fees_minor", "profit_minor",
    "overall_yield_ppm", "activities", "income_growth_ppm", "household_aum_minor",
    "days_past_due", "potential_points",
)  # fmt: skip
WORDS = ("occupation", "industry", "income_level")
POTENTIAL, COMPOSITE = "potential", "composite"
NAMES = (POTENTIAL, COMPOSITE)
KINDS = ("person", "institution")


@dataclass(frozen=True)
class Indicator:
    """One column, as 0 to 100 points.

    A number runs evenly from `low` (0 points) to `high` (100), cut off at both ends and turned
    round where less is better; `otherwise` are its points where it is unknown. A word has the
    points of `words`, and `otherwise` where it is not among them. None: unknown.
    """

    column: str
    part: str
    weight: Fraction
    direction: str
    low: Fraction
    high: Fraction
    words: Mapping[str, int]
    otherwise: int | None

    def __post_init__(self) -> None:
        if self.column not in WORDS and self.low >= self.high:
            raise PolicyError("{column}: low must lie below high", column=self.column)
        if self.weight <= 0:
            raise PolicyError("{column}: the weight must be above 0", column=self.column)
        for points in (*self.words.values(), self.otherwise or 0):
            if not 0 <= points <= 100:
                raise PolicyError("{column}: points must be 0 to 100", column=self.column)


@dataclass(frozen=True)
class Score:
    """A weighted sum of 0 to 100 points for customers of one kind; the weights add up to 1."""

    name: str
    kind: str
    indicators: tuple[Indicator, ...]

    def __post_init__(self) -> None:
        if sum(one.weight for one in self.indicators) != 1:
            raise PolicyError(
                "score {name} of {kind}: the weights do not add up to 1",
                name=self.name,
                kind=self.kind,
            )
        columns = [one.column for one in self.indicators]
        if len(set(columns)) != len(columns):
            raise PolicyError(
                "score {name} of {kind}: an indicator stands there twice",
                name=self.name,
                kind=self.kind,
            )
        if self.name == POTENTIAL and "potential_points" in columns:
            raise PolicyError("score potential cannot count itself")
