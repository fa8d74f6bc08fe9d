"""How far a score keeps two groups apart, and whether the customers it meets are still the same."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hengke.learning.evaluation import Flags, Floats

BANDS = 10


def kolmogorov_smirnov(outcome: Flags, score: Floats) -> float | None:
    """KS: the largest distance between the score's distributions in the two groups, whichever is
    higher; None where only one group occurred."""
    hits = int(outcome.sum())
    if hits in (0, len(outcome)):
        return None
    order = np.argsort(score, kind="stable")
    sorted_score, sorted_outcome = score[order], outcome[order]
    ends = np.r_[np.flatnonzero(np.diff(sorted_score)), len(score) - 1]
    with_it = np.cumsum(sorted_outcome)[ends] / hits
    without = np.cumsum(~sorted_outcome)[ends] / (len(outcome) - hits)
    return float(np.abs(with_it - without).max())


def gini(auc: float | None) -> float | None:
    return None if auc is None else 2 * auc - 1


def stability(expected: Floats, actual: Floats, *, bands: int = BANDS) -> float:
    """PSI of a score or column: sum of (actual - expected share) x ln(actual / expected share) over
    bands cut at the expected's quantiles, or one per value where it has few.

    A band that is empty on one side counts as half a row there, so that it is finite. Customers all
    alike who stay so have 0, and who all move away do not.
    """
    distinct = np.unique(expected)
    if len(distinct) <= bands:
        cuts = np.unique(np.r_[distinct, np.nextafter(distinct, np.inf)])
    else:
        cuts = np.unique(np.quantile(expected, np.linspace(0, 1, bands + 1)[1:-1]))
    counts = np.array([_counts(values, cuts) for values in (expected, actual)])
    return stability_of_counts(*counts)


def stability_of_counts(
    expected: Sequence[float] | Floats, actual: Sequence[float] | Floats
) -> float:
    """The same of rows counted into bands; bands that are empty on both sides do not count."""
    counts = np.array([expected, actual], dtype=np.float64)
    filled = np.maximum(counts[:, counts.any(axis=0)], 0.5)
    before, after = filled / filled.sum(axis=1, keepdims=True)
    return float(((after - before) * np.log(after / before)).sum())


def _counts(values: Floats, cuts: Floats) -> Floats:
    place = np.searchsorted(cuts, values, side="right")
    return np.bincount(place, minlength=len(cuts) + 1).astype(np.float64)
