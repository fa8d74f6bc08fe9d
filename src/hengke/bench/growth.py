"""How the cost of a stage grows with the bank: cost = a x customers ^ exponent, fitted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

from hengke.bench.ratios import core

EXPLAINED_ABOVE = 1.1
FEWEST_SECONDS = 1.0
"""What is done within a second at the largest size has no cost worth a fit."""


@dataclass(frozen=True)
class Growth:
    """Exponents of wall and CPU seconds of one stage; None where they are not known."""

    stage: str
    sizes: tuple[int, ...]
    wall: float | None
    cpu: float | None

    @property
    def to_explain(self) -> bool:
        """CPU decides where it is known: other work on the machine makes wall times longer."""
        exponent = self.wall if self.cpu is None else self.cpu
        return exponent is not None and exponent > EXPLAINED_ABOVE


def grown(stages: Sequence[Mapping[str, Any]]) -> list[Growth]:
    """Every stage that was measured at two sizes or more and takes its time."""
    by_name: dict[str, list[Mapping[str, Any]]] = {}
    for one in stages:
        if "skipped" not in one and one.get("rows"):
            by_name.setdefault(one["stage"], []).append(one)
    return [_growth(name, found) for name, found in by_name.items() if _is_worth_it(found)]


def _is_worth_it(found: Sequence[Mapping[str, Any]]) -> bool:
    sizes = {one["customers"] for one in found}
    return len(sizes) > 1 and max(core(dict(one))[0] or 0 for one in found) >= FEWEST_SECONDS


def _growth(name: str, found: Sequence[Mapping[str, Any]]) -> Growth:
    spent = {one["customers"]: core(dict(one)) for one in found}
    sizes = tuple(sorted(spent))
    wall = exponent([(size, spent[size][0]) for size in sizes])
    return Growth(name, sizes, wall, exponent([(size, spent[size][1]) for size in sizes]))


def exponent(points: Sequence[tuple[float, float | None]]) -> float | None:
    """The slope of least squares through the logarithms; None without two known points."""
    known = [(log(size), log(cost)) for size, cost in points if cost]
    if len(known) < 2:
        return None
    middle = sum(x for x, _ in known) / len(known)
    level = sum(y for _, y in known) / len(known)
    spread = sum((x - middle) ** 2 for x, _ in known)
    return sum((x - middle) * (y - level) for x, y in known) / spread
