"""Bins of one column with their weight of evidence (WoE).

WoE = ln(share of the good in the bin / share of the bad in the bin): above zero the bin is better
than all. Every bin is drawn towards the whole by `PRIOR_ROWS` rows of its mixture, so that small
ones are not taken at their word. Unknown values have a bin of their own; of categories, so have
values too rare to stand alone, together, and values never seen when the bins were learnt (WoE 0).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hengke.kernel.sentences import sentence
from hengke.learning.evaluation import Flags, Floats, Numbers
from hengke.learning.scorecard_runs import shaped

PRIOR_ROWS = 20.0
FINEST = 1_000  # distinct values; beyond, quantiles
SMALLEST_SHARE = 0.05
ENOUGH_ROWS = 250.0  # a share within some two points; larger bins need not be larger yet
RARE_SHARE = 0.02
RANGE, VALUES, RARE, MISSING, UNSEEN = "range", "values", "rare", "missing", "unseen"


@dataclass(frozen=True)
class Bin:
    """`low` <= value < `high` of a range (None has no end), or the `values` of a category."""

    kind: str
    good: int
    bad: int
    woe: float
    low: float | None = None
    high: float | None = None
    values: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """For a reason in words."""
        if self.kind == RANGE:
            return _range(self.low, self.high)
        if self.kind == MISSING:
            return sentence("unknown")
        if self.kind == UNSEEN:
            return sentence("a value not seen before")
        return ", ".join(self.values)


@dataclass(frozen=True)
class Binning:
    """A column's bins; `numeric` ones come in the order of their ranges, the unknown's last."""

    column: str
    numeric: bool
    bins: tuple[Bin, ...]

    @property
    def informative(self) -> bool:
        """Whether two bins at least were filled with something to tell apart."""
        return sum(one.good + one.bad > 0 for one in self.bins) > 1

    @property
    def information_value(self) -> float:
        """IV: the sum over bins of (share of good - share of bad) x WoE; 0 tells nothing."""
        good, bad = (
            np.array([getattr(one, k) for one in self.bins], float) for k in ("good", "bad")
        )
        woe = np.array([one.woe for one in self.bins])
        return float(((good / good.sum() - bad / bad.sum()) * woe).sum())

    def places(self, values: NDArray[Any]) -> Numbers:
        """The bin of each row."""
        if self.numeric:
            numbers = values.astype(np.float64)
            edges = [one.low for one in self.bins if one.low is not None]
            found = np.searchsorted(np.array(edges, float), numbers, side="right")
            return np.where(np.isnan(numbers), len(self.bins) - 1, found).astype(np.int64)
        known = {value: place for place, one in enumerate(self.bins) for value in one.values}
        unseen, missing = len(self.bins) - 1, len(self.bins) - 2
        texts = [missing if one is None else known.get(one, unseen) for one in values.tolist()]
        return np.array(texts, dtype=np.int64)

    def woes(self, values: NDArray[Any]) -> Floats:
        return np.array([one.woe for one in self.bins])[self.places(values)]


@dataclass(frozen=True)
class Whole:
    """All rows: what a bin is held against."""

    good: int
    bad: int

    def bin(self, kind: str, rows: float, bad: float, **more: Any) -> Bin:
        """With its WoE; a bin without a row tells nothing."""
        share = self.bad / (self.good + self.bad)
        odds = (rows - bad + PRIOR_ROWS * (1 - share)) / (bad + PRIOR_ROWS * share)
        woe = float(np.log(odds) - np.log(self.good / self.bad)) if rows else 0.0
        return Bin(kind, int(rows - bad), int(bad), woe, **more)


def learn_bins(column: str, values: NDArray[Any], bad: Flags) -> Binning:
    """Numbers (float, unknown NaN) become ranges, anything else (unknown None) categories."""
    whole = Whole(int((~bad).sum()), int(bad.sum()))
    if values.dtype.kind in "iuf":
        return Binning(column, True, _ranges(values.astype(np.float64), bad, whole))
    return Binning(column, False, _categories(values, bad, whole))


def _ranges(values: Floats, bad: Flags, whole: Whole) -> tuple[Bin, ...]:
    known = ~np.isnan(values)
    unknown = whole.bin(MISSING, float((~known).sum()), float(bad[~known].sum()))
    if not known.any():
        return (unknown,)
    edges = _finest(values[known])
    place = np.searchsorted(edges, values[known], side="right")
    rows = np.bincount(place, minlength=len(edges) + 1).astype(np.float64)
    bads = np.bincount(place, bad[known], minlength=len(edges) + 1).astype(np.float64)
    fewest = min(SMALLEST_SHARE * len(values), ENOUGH_ROWS)
    found = [
        whole.bin(
            RANGE, run.rows, run.bad,
            low=float(edges[run.first - 1]) if run.first else None,
            high=float(edges[run.last]) if run.last < len(edges) else None,
        )
        for run in shaped(rows, bads, fewest=fewest)
    ]  # fmt: skip
    return (*found, unknown)


def _finest(values: Floats) -> Floats:
    """Edges between neighbouring values; quantiles where there are too many of them."""
    distinct = np.unique(values)
    if len(distinct) > FINEST:
        steps = np.quantile(values, np.linspace(0, 1, FINEST + 1)[1:-1], method="higher")
        distinct = np.unique(np.r_[distinct[0], steps])
    return distinct[1:]


def _categories(values: NDArray[Any], bad: Flags, whole: Whole) -> tuple[Bin, ...]:
    counts: dict[Any, list[int]] = {}
    for value, one in zip(values.tolist(), bad.tolist(), strict=True):
        seen = counts.setdefault(value, [0, 0])
        seen[0] += 1
        seen[1] += one
    unknown = counts.pop(None, [0, 0])
    rare = {one: seen for one, seen in counts.items() if seen[0] < RARE_SHARE * len(values)}
    found = [
        whole.bin(VALUES, *seen, values=(value,))
        for value, seen in sorted(counts.items())
        if value not in rare
    ]
    if rare:
        found.append(_together(rare, whole))
    return (*found, whole.bin(MISSING, *unknown), whole.bin(UNSEEN, 0, 0))


def _together(rare: Mapping[Any, list[int]], whole: Whole) -> Bin:
    rows, bad = (sum(seen[part] for seen in rare.values()) for part in (0, 1))
    return whole.bin(RARE, rows, bad, values=tuple(sorted(rare)))


def _range(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return sentence("any value")
    if low is None:
        return sentence("below {high:,.6g}", high=high)
    if high is None:
        return sentence("{low:,.6g} or more", low=low)
    return sentence("{low:,.6g} to below {high:,.6g}", low=low, high=high)
