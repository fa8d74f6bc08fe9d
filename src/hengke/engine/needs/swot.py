"""SWOT: weighted factors inside (strengths, weaknesses) and outside (opportunities, threats).

A score is the sum of weight x rating, 1 to 4; weights add up to 1 inside and outside, each. The two
scores are a place in the internal-external matrix of nine cells, and the place says how feasible it
is: cells I, II, IV grow; III, V, VII hold; VI, VIII, IX harvest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from hengke.engine.needs.unknown import Unknown
from hengke.kernel.sentences import sentence
from hengke.policies.needs.scheme import Swot

INSIDE, OUTSIDE = ("S", "W"), ("O", "T")
LEAST, MOST = 1, 4
CELLS = (("I", "II", "III"), ("IV", "V", "VI"), ("VII", "VIII", "IX"))
"""A row per score outside (high, medium, low), a column per score inside (strong to weak)."""
REGION = {
    "I": "grow", "II": "grow", "IV": "grow", "III": "hold", "V": "hold", "VII": "hold",
    "VI": "harvest", "VIII": "harvest", "IX": "harvest",
}  # fmt: skip
STRATEGIES = ("SO", "WO", "ST", "WT")
"""Grow with strengths; turn weaknesses by opportunities; defend with strengths; retreat."""


@dataclass(frozen=True)
class Factor:
    """One factor; `kind` is S, W, O or T, `rating` 1 (poor) to 4 (very good)."""

    kind: str
    weight: Fraction
    rating: int


@dataclass(frozen=True)
class Result:
    """Scores inside (IFE) and outside (EFE), the cell they make, what it counts, the strategy."""

    inside: Fraction | Unknown
    outside: Fraction | Unknown
    cell: str | Unknown
    region: str | Unknown
    feasibility: Fraction | Unknown
    strategy: str | Unknown


def evaluate(factors: Iterable[Factor], *, policy: Swot) -> Result:
    found = list(factors)
    inside, outside = score(found, INSIDE), score(found, OUTSIDE)
    for side in (inside, outside):
        if isinstance(side, Unknown):
            return Result(inside, outside, side, side, side, side)
    return _placed(inside, outside, policy)  # type: ignore[arg-type]  # both are known


def _placed(inside: Fraction, outside: Fraction, policy: Swot) -> Result:
    cell = CELLS[_third(outside, policy)][_third(inside, policy)]
    region = REGION[cell]
    return Result(
        inside,
        outside,
        cell,
        region,
        policy.feasibility[region],
        _strategy(inside, outside, policy),
    )


def score(factors: Sequence[Factor], kinds: Sequence[str]) -> Fraction | Unknown:
    """Sum of weight x rating of one side; unknown until its weights add up to 1."""
    side = [one for one in factors if one.kind in kinds]
    if not side:
        if tuple(kinds) == INSIDE:
            return Unknown(sentence("no strength or weakness is written down"))
        return Unknown(sentence("no opportunity or threat is written down"))
    weights = sum((one.weight for one in side), Fraction(0))
    if weights != 1:
        told = f"{float(weights):g}"
        if tuple(kinds) == INSIDE:
            return Unknown(sentence("the weights inside add up to {sum}, not to 1", sum=told))
        return Unknown(sentence("the weights outside add up to {sum}, not to 1", sum=told))
    return sum((one.weight * one.rating for one in side), Fraction(0))


def _third(value: Fraction, policy: Swot) -> int:
    """0 the best third, 2 the poorest."""
    if value >= policy.high_from:
        return 0
    return 2 if value < policy.low_below else 1


def _strategy(inside: Fraction, outside: Fraction, policy: Swot) -> str:
    """From the middle on strengths and opportunities outweigh."""
    return ("S" if inside >= policy.middle else "W") + ("O" if outside >= policy.middle else "T")
