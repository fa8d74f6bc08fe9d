"""The plain way to foresee a fall: a probability that follows from the distance to the floor alone.

A curve of two numbers. Trees of one feature would give many distances one probability, and rank
worse than the distance itself; the curve never does.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from hengke.learning import out_of_fold
from hengke.learning.evaluation import Flags, Floats, Numbers
from hengke.learning.regression import RIDGE, Regression, fit_regression

FEATURES = ("distance",)
STRETCH = 20.0  # a twentieth around the floor is seen finely; beyond, ever farther counts ever less


def recipe() -> dict[str, Any]:
    """What decides about the curve, beside the rows."""
    return {"features": list(FEATURES), "stretch": STRETCH, "ridge": RIDGE}


def fit_curve(distance: Floats, outcome: Flags) -> Regression:
    """From the rows whose distance is known, one column; both outcomes must occur. The curve only
    falls: where more distance meant more falls, it is flat."""
    known = ~np.isnan(distance[:, 0])
    found = fit_regression(_stretched(distance[known]), outcome[known])
    if found.weights[0] <= 0:
        return found
    share = outcome[known].mean()
    return replace(found, weights=(0.0,), intercept=float(np.log(share / (1 - share))))


def by_curve(curve: Regression, distance: Floats, *, usual: float) -> Floats:
    """A probability per row; of an unknown distance nothing but the usual share is known."""
    unknown = np.isnan(distance[:, 0])
    return np.where(unknown, usual, curve.score(_stretched(distance)))


def contributions(curve: Regression, distance: Floats) -> Floats:
    """Log-odds that the distance adds to those of the mean one; nothing where it is unknown."""
    return np.where(np.isnan(distance), 0.0, curve.contributions(_stretched(distance)))


def held_out(distance: Floats, outcome: Flags, fold: Numbers) -> Floats | None:
    """Every row by the curve of the other folds; None where one of them has too little to learn
    from: known distances that differ, with both outcomes."""
    if not all(_learnable(distance[fold != part], outcome[fold != part])
               for part in np.unique(fold)):  # fmt: skip
        return None

    def scored(rest: Flags, part: Flags) -> Floats:
        curve = fit_curve(distance[rest], outcome[rest])
        return by_curve(curve, distance[part], usual=float(outcome[rest].mean()))

    return out_of_fold.held_out(scored, fold)


def _learnable(distance: Floats, outcome: Flags) -> bool:
    known = ~np.isnan(distance[:, 0])
    return len(set(outcome[known])) == 2 and len(np.unique(distance[known])) > 1


def _stretched(distance: Floats) -> Floats:
    return np.asarray(np.arcsinh(STRETCH * distance))
