"""Favourable rates of groups against the best-off group, with intervals, and among like customers.

Ratio of two rates with its interval on the logarithm: Katz, Baptista, Azen & Pike (1978),
Biometrics 34, 469-474. Four fifths as the line of notice: US Uniform Guidelines (1978),
29 CFR 1607.4 D.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

BEST, FAIR, UNCLEAR, EXPLAINED, BREACH, SMALL = (
    "best", "fair", "unclear", "explained", "breach", "small",
)  # fmt: skip
Cell = tuple[int, int]
"""Customers, and how many of them were treated favourably."""


@dataclass(frozen=True)
class Slice:
    """One group. `ratio`: its rate over that of `best`, with an interval; `alike`: the same after
    both rates are held against what their assets let expect. None where it is not told: of a small
    group nothing is."""

    name: str
    customers: int | None
    rate: float | None
    best: str | None
    ratio: float | None
    low: float | None
    high: float | None
    alike: float | None
    state: str


@dataclass(frozen=True)
class Rule:
    """From which ratio, of which size of group, with how many standard errors."""

    ratio: float
    least_group: int
    z: float


def slices(groups: Mapping[str, Mapping[int, Cell]], rule: Rule) -> list[Slice]:
    """`groups`: cells by band of assets, for each group of one trait and decision.

    The best-off group has the highest rate of those large enough to be judged. Whose trait was not
    delivered ('') are a group like any other, but nobody's measure.
    """
    whole = {name: _added(bands.values()) for name, bands in groups.items()}
    judged = [name for name, (held, _good) in whole.items() if held >= rule.least_group]
    named = [name for name in judged if name]
    if not named:
        return [_small(name) for name in sorted(whole)]
    best = max(named, key=lambda name: (_rate(whole[name]), name))
    expected = _expected(groups)
    scores = {name: _against(whole[name], expected[name]) for name in judged}
    return [
        _slice(name, whole[name], best, whole[best], _alike(scores[name], scores[best]), rule)
        if name in judged
        else _small(name)
        for name in sorted(whole)
    ]


def interval(group: Cell, best: Cell, z: float) -> tuple[float, float] | None:
    """Of the ratio of the two rates; None where one of them is 0."""
    (n, good), (m, other) = group, best
    if not good or not other:
        return None
    error = math.sqrt((n - good) / (n * good) + (m - other) / (m * other))
    ratio = _rate(group) / _rate(best)
    return ratio * math.exp(-z * error), ratio * math.exp(z * error)


def _slice(
    name: str, group: Cell, best: str, best_of: Cell, alike: float | None, rule: Rule
) -> Slice:
    ratio = _rate(group) / _rate(best_of) if _rate(best_of) else None
    found = None if name == best else interval(group, best_of, rule.z)
    low, high = found if found is not None else (None, None)
    state = BEST if name == best else _state(ratio, high, alike, rule)
    return Slice(name, group[0], _rate(group), best, ratio, low, high, alike, state)


def _state(ratio: float | None, high: float | None, alike: float | None, rule: Rule) -> str:
    if ratio is None or ratio >= rule.ratio:
        return FAIR
    if high is not None and high >= 1:
        return UNCLEAR
    return EXPLAINED if alike is not None and alike >= rule.ratio else BREACH


def _expected(groups: Mapping[str, Mapping[int, Cell]]) -> dict[str, float]:
    """The rate that each group would have if its customers fared like all with their assets."""
    bands = {band for cells in groups.values() for band in cells}
    rates = {
        band: _rate(_added([cells[band] for cells in groups.values() if band in cells]))
        for band in bands
    }
    found = {}
    for name, cells in groups.items():
        held = sum(n for n, _good in cells.values())
        found[name] = sum(n * rates[band] for band, (n, _good) in cells.items()) / held
    return found


def _against(group: Cell, expected: float) -> float | None:
    return _rate(group) / expected if expected else None


def _alike(score: float | None, best: float | None) -> float | None:
    return None if score is None or not best else score / best


def _small(name: str) -> Slice:
    return Slice(name, None, None, None, None, None, None, None, SMALL)


def _added(cells: Iterable[Cell]) -> Cell:
    found = list(cells)
    return sum(n for n, _good in found), sum(good for _n, good in found)


def _rate(cell: Cell) -> float:
    return cell[1] / cell[0] if cell[0] else 0.0
