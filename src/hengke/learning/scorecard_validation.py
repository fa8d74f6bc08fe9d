"""Is a score still what it was: separation, calibration and stability by period, and a challenger.

AUC, KS and Gini say how far good and bad are apart; PSI holds each period's scores against those of
the first, on which the card was made. The difference of two AUCs on the same customers has the
standard error of DeLong, DeLong & Clarke-Pearson (1988), Biometrics 44, 837-845.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from hengke.kernel.errors import Refused
from hengke.learning.evaluation import Flags, Floats, calibration_error, ranking
from hengke.learning.separation import gini, kolmogorov_smirnov, stability


@dataclass(frozen=True)
class PeriodFigures:
    """One period. Figures of separation are None where only one outcome occurred; `psi` is against
    the first period."""

    period: str
    rows: int
    bad: int
    auc: float | None
    ks: float | None
    gini: float | None
    expected_bad: float
    calibration_error: float
    psi: float


@dataclass(frozen=True)
class Challenge:
    """A challenger beside the champion on the same customers: difference of AUC (above 0: the
    challenger is better), its standard error, and how many of those it spans."""

    champion: float
    challenger: float
    difference: float
    error: float
    z: float | None


def by_period(periods: NDArray[np.str_], bad: Flags, probability: Floats) -> list[PeriodFigures]:
    """Figures of each period in the order of their names; `probability` is that of bad."""
    names = sorted(set(periods.tolist()))
    if not names:
        raise Refused("There is nobody to validate a score on.",
                      next_step="Deliver customers with known outcomes.")  # fmt: skip
    first = probability[periods == names[0]]
    return [
        _of_period(name, bad[periods == name], probability[periods == name], first)
        for name in names
    ]


def _of_period(name: str, bad: Flags, probability: Floats, first: Floats) -> PeriodFigures:
    auc = ranking(bad, probability).auc
    return PeriodFigures(
        period=name,
        rows=len(bad),
        bad=int(bad.sum()),
        auc=auc,
        ks=kolmogorov_smirnov(bad, probability),
        gini=gini(auc),
        expected_bad=float(probability.sum()),
        calibration_error=calibration_error(bad, probability),
        psi=stability(first, probability),
    )


def challenge(bad: Flags, champion: Floats, challenger: Floats) -> Challenge:
    """Both score the same customers, higher is worse. Refused where one outcome is missing."""
    if bad.sum() < 2 or (~bad).sum() < 2:
        raise Refused("A challenger needs at least two good and two bad customers.",
                      next_step="Deliver customers with known outcomes.")  # fmt: skip
    aucs, covariance = _delong(bad, [champion, challenger])
    difference = float(aucs[1] - aucs[0])
    variance = float(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1])
    error = float(np.sqrt(max(variance, 0.0)))
    z = difference / error if error else None
    return Challenge(float(aucs[0]), float(aucs[1]), difference, error, z)


def _delong(bad: Flags, scores: Sequence[Floats]) -> tuple[Floats, Floats]:
    """AUC of each score, and their covariance, by midranks."""
    hits, rest = int(bad.sum()), int((~bad).sum())
    among_bad, among_good = [], []
    for score in scores:
        whole = rankdata(score)
        among_bad.append((whole[bad] - rankdata(score[bad])) / rest)
        among_good.append(1 - (whole[~bad] - rankdata(score[~bad])) / hits)
    ups, downs = np.array(among_bad), np.array(among_good)
    aucs: Floats = ups.mean(axis=1)
    return aucs, np.cov(ups) / hits + np.cov(downs) / rest


@dataclass(frozen=True)
class Level:
    """Scores from `least` on (None: the lowest level)."""

    name: str
    least: float | None


def level_of(scores: Floats, levels: Sequence[Level]) -> NDArray[np.str_]:
    """The level of each score; a cut-off itself belongs to the level that begins there. Levels are
    given from the best to the worst."""
    cuts = [one.least for one in levels[:-1] if one.least is not None]
    whole = len(levels) > 0 and levels[-1].least is None and len(cuts) == len(levels) - 1
    if not whole or cuts != sorted(set(cuts), reverse=True):
        raise Refused("Levels must fall from the best to the worst, and the worst has no cut-off.",
                      next_step="Order the cut-offs, each once.")  # fmt: skip
    places = len(cuts) - np.searchsorted(cuts[::-1], scores, side="right")
    return np.array([one.name for one in levels])[places]
