"""The share of relations that end in a month, by kind, tier and years of relation.

Discrete time: S(n) = product over the next n months of (1 - h). Thin groups are drawn to what is
plainer (kind <- policy, tier <- kind, band of tenure <- tier), which weighs like a fixed number of
months of one customer: the mean of a beta distribution with that weight (Gelman et al. 2013, 2.4).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hengke.learning.evaluation import Floats

OWN, SHRUNK, BORROWED, POLICY = "own", "shrunk", "borrowed", "policy"
NO_TENURE = -1
Group = tuple[str, int]
Cell = tuple[str, int, int]


@dataclass(frozen=True)
class Seen:
    """Months of customers seen, and relations that ended in them."""

    months: int
    ended: int


@dataclass(frozen=True)
class Hazard:
    """What was seen of a cell and the monthly hazard used; `basis`: own (as much seen as the
    plainer one weighs), shrunk (less), borrowed (nothing), policy (nothing of the whole kind)."""

    seen: Seen
    monthly: float
    basis: str


@dataclass(frozen=True)
class Hazards:
    """Monthly hazards by kind, rank and band of tenure; band -1 is all of a tier together.

    `firsts`: the first month of each band; the last band has no end.
    """

    firsts: tuple[int, ...]
    cells: Mapping[Cell, Hazard]

    def survival(self, group: Group, tenure: int, months: int) -> Floats:
        """Still there after 1, 2, … months; `tenure` -1 where it is unknown."""
        at = tenure + np.arange(months)
        bands = np.searchsorted(self.firsts, at, side="right") - 1
        if tenure == NO_TENURE:
            bands = np.full(months, NO_TENURE)
        hazards = np.array([self.cells[(*group, int(band))].monthly for band in bands])
        return np.cumprod(1 - hazards)

    def remaining_months(self, group: Group, tenure: int) -> float:
        """Expected months to come: the sum of S(n), beyond the last band as a geometric series."""
        last = len(self.firsts) - 1 if tenure != NO_TENURE else NO_TENURE
        steps = max(self.firsts[-1] - tenure, 0) if tenure != NO_TENURE else 0
        seen = self.survival(group, tenure, steps) if steps else np.ones(0)
        hazard = self.cells[(*group, last)].monthly
        rest = (seen[-1] if steps else 1.0) * (1 - hazard) / hazard
        return float(seen.sum() + rest)

    @property
    def groups(self) -> list[Group]:
        return sorted({(kind, rank) for kind, rank, _band in self.cells})


def fit_hazards(
    seen: Mapping[Cell, Seen],
    *,
    groups: Sequence[Group],
    firsts: Sequence[int],
    plain: Mapping[str, float],
    weight: int,
) -> Hazards:
    """Hazards for every group and band, whether seen or not. Cells of band -1 are months of unknown
    tenure: they count for their tier and kind."""
    bands = range(len(firsts))
    by_kind, by_group = _added(seen, 1), _added(seen, 2)
    cells: dict[Cell, Hazard] = {}
    for kind, rank in groups:
        of_kind = by_kind.get((kind,), NOTHING)
        kinds = _drawn(of_kind, plain[kind], weight)
        of_group = by_group.get((kind, rank), NOTHING)
        tier = _drawn(of_group, kinds, weight)
        cells[kind, rank, NO_TENURE] = Hazard(of_group, tier, _basis(of_group, of_kind, weight))
        for band in bands:
            found = seen.get((kind, rank, band), NOTHING)
            cells[kind, rank, band] = Hazard(
                found, _drawn(found, tier, weight), _basis(found, of_kind, weight)
            )
    return Hazards(tuple(firsts), cells)


NOTHING = Seen(0, 0)


def _drawn(seen: Seen, plainer: float, weight: int) -> float:
    return (seen.ended + weight * plainer) / (seen.months + weight)


def _basis(seen: Seen, of_kind: Seen, weight: int) -> str:
    if not of_kind.months:
        return POLICY
    if not seen.months:
        return BORROWED
    return OWN if seen.months >= weight else SHRUNK


def _added(seen: Mapping[Cell, Seen], length: int) -> dict[tuple[str | int, ...], Seen]:
    sums: dict[tuple[str | int, ...], list[int]] = defaultdict(lambda: [0, 0])
    for cell, one in seen.items():
        total = sums[cell[:length]]
        total[0] += one.months
        total[1] += one.ended
    return {key: Seen(months, ended) for key, (months, ended) in sums.items()}
