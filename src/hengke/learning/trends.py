"""Trends of short monthly series, and whether one group of customers moves unlike the others.

Many series at once, one per row. Mann (1945) and Kendall (1975): does a series keep rising or
falling; the test equals `scipy.stats.kendalltau` (method "asymptotic") and is widened where months
follow from the month before (Bayley and Hammersley 1946). Sen (1968): its slope, as
`scipy.stats.theilslopes`. What customers do is compared by how many have more and how many less,
which one very rich customer cannot decide.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hengke.learning.evaluation import Floats

NO_CHANCE = 1.0
FEWEST = 4
"""Months below which there is no trend to speak of."""


@dataclass(frozen=True)
class Trends:
    """Per series: Kendall's tau, the chance of so strong a one by luck, slope a month with its
    interval. NaN, with chance 1, for a series that never changes; NaN for an interval without
    bounds, where even months that all rise could come by luck."""

    tau: Floats
    chance: Floats
    slope: Floats
    low: Floats
    high: Floats


def trends(series: Floats, *, level: float) -> Trends:
    """`series`: one row each, the oldest month first; nothing is unknown in them."""
    months = series.shape[1]
    if months < FEWEST or not len(series):
        nothing = np.full(len(series), np.nan)
        return Trends(nothing, np.ones(len(series)), nothing, nothing, nothing)
    first, second = np.triu_indices(months, k=1)
    steps = series[:, second] - series[:, first]
    signs = np.sign(steps).sum(axis=1)
    ties = _ties(series)
    pairs = months * (months - 1) / 2
    with np.errstate(invalid="ignore", divide="ignore"):
        tau = signs / np.sqrt(pairs * (pairs - ties[0]))
    slopes = np.sort(steps / (second - first), axis=1)
    slope = np.median(slopes, axis=1)
    spread = _spread(months, ties) * _widened(series, slope)
    chance = _chance(signs, spread)
    low, high = _interval(slopes, spread, level)
    alike = spread <= 0
    tau[alike] = np.nan
    return Trends(tau, np.where(alike, NO_CHANCE, chance), slope, low, high)


def _ties(series: Floats) -> tuple[Floats, Floats]:
    """Per row: pairs of equal months, and sum of t(t-1)(2t+5) over runs of t equal months."""
    pairs, sums = np.zeros(len(series)), np.zeros(len(series))
    for place, row in enumerate(series):
        counts = np.unique(row, return_counts=True)[1]
        if len(counts) < len(row):
            pairs[place] = (counts * (counts - 1) / 2).sum()
            sums[place] = (counts * (counts - 1) * (2 * counts + 5)).sum()
    return pairs, sums


def _spread(months: int, ties: tuple[Floats, Floats]) -> Floats:
    """Variance of Kendall's score without a trend."""
    return np.asarray((months * (months - 1) * (2 * months + 5) - ties[1]) / 18)


def _widened(series: Floats, slope: Floats) -> Floats:
    """How many times wider the variance is as a month follows from the month before; never
    narrower. The first correlation of what the slope leaves decides; short series show it too low
    by (2 + 4 rho) / months (Marriott and Pope 1954)."""
    months = series.shape[1]
    left = series - slope[:, None] * np.arange(months)
    left = left - left.mean(axis=1, keepdims=True)
    whole = (left**2).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        alike = (left[:, 1:] * left[:, :-1]).sum(axis=1) / whole
    alike = (months * alike + 2) / (months - 4) if months > FEWEST else alike
    alike = np.clip(np.nan_to_num(alike), 0.0, 0.99)
    lags = np.arange(1, months)
    return np.asarray(1 + 2 * ((1 - lags / months) * alike[:, None] ** lags).sum(axis=1))


def _chance(signs: Floats, spread: Floats) -> Floats:
    from scipy import stats

    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(2 * stats.norm.sf(np.abs(signs) / np.sqrt(spread)))


def _interval(slopes: Floats, spread: Floats, level: float) -> tuple[Floats, Floats]:
    """The slopes between which so much of Kendall's score lies; of more than all slopes none."""
    from scipy import stats

    count = slopes.shape[1]
    reach = stats.norm.ppf(0.5 + level / 2) * np.sqrt(np.maximum(spread, 0))
    lower = np.clip(np.round((count - reach) / 2).astype(int) - 1, 0, count - 1)
    upper = np.clip(np.round((count + reach) / 2).astype(int), 0, count - 1)
    rows = np.arange(len(slopes))
    bounded = reach <= count
    return (
        np.where(bounded, slopes[rows, lower], np.nan),
        np.where(bounded, slopes[rows, upper], np.nan),
    )


def more_or_less(more: Floats, less: Floats) -> Floats:
    """Chance that so unlike numbers have more and less, where either is as probable (sign test)."""
    from scipy import stats

    moved = more + less
    chance = 2 * stats.binom.cdf(np.minimum(more, less), moved, 0.5)
    return np.asarray(np.minimum(chance, NO_CHANCE))


@dataclass(frozen=True)
class Apart:
    """Per group: its balance (part with more, less part with less) against that of all others."""

    difference: Floats
    low: Floats
    high: Floats
    chance: Floats


def apart(
    more: Floats, less: Floats, customers: Floats, others: tuple[Floats, Floats, Floats], *,
    level: float,
) -> Apart:  # fmt: skip
    """`others`: more, less and customers of everybody else. NaN, with chance 1, where one side has
    fewer than two."""
    from scipy import stats

    balance, error = _balance(more, less, customers)
    theirs, their_error = _balance(*others)
    width = np.sqrt(error + their_error)
    difference = balance - theirs
    with np.errstate(invalid="ignore", divide="ignore"):
        chance = 2 * stats.norm.sf(np.abs(difference) / width)
    reach = stats.norm.ppf(0.5 + level / 2) * width
    known = np.isfinite(width) & (width > 0)
    return Apart(
        difference, difference - reach, difference + reach, np.where(known, chance, NO_CHANCE)
    )


def _balance(more: Floats, less: Floats, customers: Floats) -> tuple[Floats, Floats]:
    """Mean of +1, 0 and -1 over customers, and its variance."""
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (more - less) / customers
        error = ((more + less) / customers - mean**2) / (customers - 1)
    error = np.where(customers > 1, error, np.nan)
    return np.where(customers > 1, mean, np.nan), error


def discoveries(chances: Floats) -> Floats:
    """Benjamini and Hochberg's adjusted chances: the part of false ones among all up to each."""
    from scipy import stats

    return np.asarray(stats.false_discovery_control(chances)) if len(chances) else chances
