"""Randomised comparisons: what a treatment changed, how sure that is, and how many are needed.

statsmodels is not among what we install: the closed forms are here, and give its figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, ceil, sqrt

import numpy as np
from scipy import optimize, stats

from hengke.kernel.errors import Refused
from hengke.learning.evaluation import Flags, Floats

CONFIDENCE = 0.95
POWER = 0.8


@dataclass(frozen=True)
class Arm:
    """Customers of one arm, as they were assigned (intention to treat), and how many responded."""

    customers: int
    hits: int

    def __post_init__(self) -> None:
        if not 0 <= self.hits <= self.customers or not self.customers:
            raise Refused(
                "An arm of {customers} customers cannot have {hits} responses.",
                next_step="Count every customer assigned to the arm once.",
                customers=self.customers,
                hits=self.hits,
            )

    @property
    def rate(self) -> float:
        return self.hits / self.customers

    def wilson(self, confidence: float = CONFIDENCE) -> tuple[float, float]:
        """The score interval of the rate (Wilson 1927)."""
        z, n, p = _z(confidence), self.customers, self.rate
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return middle - half, middle + half


@dataclass(frozen=True)
class Difference:
    """Treated less control, its standard error, interval, and the chance of one as large by luck
    (two-sided)."""

    value: float
    error: float
    low: float
    high: float
    chance: float


def uplift(treated: Arm, control: Arm, *, confidence: float = CONFIDENCE) -> Difference:
    """Difference of two rates with Newcombe's interval (1998, method 10), which does not leave the
    possible range; the chance by the z-test with the pooled rate."""
    value = treated.rate - control.rate
    (low_t, high_t), (low_c, high_c) = treated.wilson(confidence), control.wilson(confidence)
    low = value - sqrt((treated.rate - low_t) ** 2 + (high_c - control.rate) ** 2)
    high = value + sqrt((high_t - treated.rate) ** 2 + (control.rate - low_c) ** 2)
    error = sqrt(sum(arm.rate * (1 - arm.rate) / arm.customers for arm in (treated, control)))
    both = Arm(treated.customers + control.customers, treated.hits + control.hits).rate
    pooled = sqrt(both * (1 - both) * (1 / treated.customers + 1 / control.customers))
    chance = 2 * stats.norm.sf(abs(value) / pooled) if pooled else 1.0
    return Difference(value, error, low, high, float(chance))


def mean_difference(
    treated: Floats, control: Floats, *, confidence: float = CONFIDENCE
) -> Difference:
    """Difference of two means by Welch's t; the arms may vary differently."""
    for arm in (treated, control):
        if len(arm) < 2:
            raise Refused("A mean needs two customers in each arm.",
                          next_step="Wait until both arms have customers.")  # fmt: skip
    value = float(treated.mean() - control.mean())
    parts = [arm.var(ddof=1) / len(arm) for arm in (treated, control)]
    error = sqrt(sum(parts))
    if error == 0:
        return Difference(value, 0.0, value, value, 1.0 if value == 0 else 0.0)
    freedom = sum(parts) ** 2 / sum(
        part**2 / (len(arm) - 1) for part, arm in zip(parts, (treated, control), strict=True)
    )
    half = stats.t.ppf((1 + confidence) / 2, freedom) * error
    chance = 2 * stats.t.sf(abs(value) / error, freedom)
    return Difference(value, error, value - half, value + half, float(chance))


def adjusted(outcome: Floats, before: Floats) -> Floats:
    """CUPED: the outcome less what the time before the treatment already tells of it, theta =
    cov / var over both arms (Deng et al. 2013). The mean stays, the variance becomes 1 - rho^2 of
    what it was. A `before` that never differs tells nothing."""
    variance = before.var()
    if variance == 0:
        return outcome
    theta = np.mean((outcome - outcome.mean()) * (before - before.mean())) / variance
    return outcome - theta * (before - before.mean())


def customers_per_arm(
    base: float, changed: float, *, power: float = POWER, confidence: float = CONFIDENCE
) -> int:
    """How many customers each arm needs to find a rate of `changed` where it was `base`: normal
    approximation of Cohen's h (arcsine), two-sided."""
    if base == changed or not (0 <= base <= 1 and 0 <= changed <= 1):
        raise Refused("Two different rates between 0 and 1 are needed.",
                      next_step="Name the rate now and the one hoped for.")  # fmt: skip
    h = 2 * asin(sqrt(changed)) - 2 * asin(sqrt(base))
    return ceil(2 * ((_z(confidence) + stats.norm.ppf(power)) / h) ** 2)


def customers_per_arm_of_means(
    effect: float, *, power: float = POWER, confidence: float = CONFIDENCE
) -> float:
    """The same for means, `effect` in standard deviations: two-sided t-test, noncentral t."""
    if effect == 0:
        raise Refused("No number of customers shows a difference of nothing.",
                      next_step="Name the difference hoped for.")  # fmt: skip

    def missing(customers: float) -> float:
        freedom = 2 * customers - 2
        border = stats.t.ppf((1 + confidence) / 2, freedom)
        shift = abs(effect) * sqrt(customers / 2)
        return float(stats.nct.sf(border, freedom, shift)) - power

    return float(optimize.brentq(missing, 2.0, 1e9))


def shares_kept(counts: Sequence[int], planned: Sequence[float]) -> float:
    """The chance of arms as uneven as these under the plan (chi-square); below 0.001 something is
    wrong with the assignment, and no result is to be read."""
    total, weights = sum(counts), np.array(planned) / sum(planned)
    return float(stats.chisquare(counts, weights * total).pvalue)


def imbalance(matrix: Floats, treated: Flags) -> Floats:
    """Standardised difference of each column between the arms; under random assignment they lie
    around 0, nearly all within 2 / sqrt(customers of an arm)."""
    one, other = matrix[treated], matrix[~treated]
    spread = np.sqrt((one.var(axis=0) + other.var(axis=0)) / 2)
    apart = one.mean(axis=0) - other.mean(axis=0)
    return np.divide(apart, spread, out=np.zeros(matrix.shape[1]), where=spread > 0)


def _z(confidence: float) -> float:
    return float(stats.norm.ppf((1 + confidence) / 2))
