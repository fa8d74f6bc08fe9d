"""Which pairs of columns rise together: Spearman's rank correlation with its interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hengke.learning.evaluation import Floats

FEWEST = 30
"""Rows of which both are known; of fewer no pair is told."""
SPREAD = 1.06
"""Variance of Fisher's z of a rank correlation, times n - 3 (Fieller, Hartley and Pearson 1957)."""


@dataclass(frozen=True)
class Pair:
    rows: int
    rho: float
    low: float
    high: float
    chance: float


def pair(one: Floats, other: Floats, *, level: float) -> Pair | None:
    """None where fewer than FEWEST rows know both, or one of them is the same in all rows."""
    from scipy import stats

    known = np.isfinite(one) & np.isfinite(other)
    left, right = one[known], other[known]
    if len(left) < FEWEST or np.ptp(left) == 0 or np.ptp(right) == 0:
        return None
    found = stats.spearmanr(left, right)
    rho = float(found.statistic)
    reach = stats.norm.ppf(0.5 + level / 2) * np.sqrt(SPREAD / (len(left) - 3))
    middle = np.arctanh(np.clip(rho, -0.999999, 0.999999))
    return Pair(
        len(left), rho, float(np.tanh(middle - reach)), float(np.tanh(middle + reach)),
        float(found.pvalue),
    )  # fmt: skip
