"""Predictions for rows that their model has not seen."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from hengke.kernel.errors import Refused
from hengke.learning.evaluation import FOLDS, Flags, Floats, Numbers

Scored = Callable[[Flags, Flags], Floats]
"""(rows to fit on, rows to score) -> one score per row of the second."""


def stratified(outcome: Flags, *, seed: int = 0, count: int = FOLDS) -> Numbers:
    """The fold of each row, with the same share of the outcome in each; refused where one outcome
    does not occur in every fold."""
    fewest = int(min(outcome.sum(), (~outcome).sum()))
    if fewest < count:
        raise Refused(
            "Of one outcome there are only {fewest} rows: too few for {count} folds.",
            next_step="Deliver a period in which both outcomes occurred.",
            fewest=fewest,
            count=count,
        )
    from sklearn.model_selection import StratifiedKFold

    fold = np.empty(len(outcome), np.int64)
    parts = StratifiedKFold(count, shuffle=True, random_state=seed).split(outcome, outcome)
    for number, (_, part) in enumerate(parts):
        fold[part] = number
    return fold


def held_out(scored: Scored, fold: Numbers) -> Floats:
    """Every row scored by what the other folds gave."""
    found = np.full(len(fold), np.nan)
    for part in np.unique(fold):
        found[fold == part] = scored(fold != part, fold == part)
    return found
