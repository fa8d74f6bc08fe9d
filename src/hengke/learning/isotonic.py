"""A probability corrected by steps that rise: learnt on held-out rows, kept only if it helps."""

from __future__ import annotations

from typing import Any

import numpy as np

from hengke.learning.evaluation import Flags, Floats, Numbers

Steps = tuple[tuple[float, float], ...]
"""(probability in, probability out), rising; empty when the raw probability was the better one."""
LEAST = 1e-4  # no corrected probability is nearer to 0 or 1


def better_steps(probability: Floats, outcome: Flags, fold: Numbers) -> Steps:
    """Isotonic steps, only if they lower the log-loss on rows they were not fitted on."""
    from sklearn.metrics import log_loss

    correction = without_own_fold(probability, outcome, fold)
    if log_loss(outcome, correction) >= log_loss(outcome, probability):
        return ()
    whole = _fitted(probability, outcome)
    return tuple(zip(whole.X_thresholds_.tolist(), whole.y_thresholds_.tolist(), strict=True))


def without_own_fold(probability: Floats, outcome: Flags, fold: Numbers) -> Floats:
    """Every probability corrected by steps that were learnt on the other folds."""
    correction = np.zeros_like(probability)
    for part in np.unique(fold):
        steps = _fitted(probability[fold != part], outcome[fold != part])
        correction[fold == part] = steps.predict(probability[fold == part])
    return correction


def corrected(raw: Floats, steps: Steps) -> Floats:
    """The probability behind the steps, straight between two of them."""
    if not steps:
        return raw
    low, high = np.array(steps).T
    return np.interp(raw, low, high)


def _fitted(probability: Floats, outcome: Flags) -> Any:
    from sklearn.isotonic import IsotonicRegression

    steps = IsotonicRegression(out_of_bounds="clip", y_min=LEAST, y_max=1 - LEAST)
    return steps.fit(probability, outcome)
