"""What a propensity is worth: on rows it has not seen, and on a later time than it was fitted on.

The baseline is logistic regression on the same columns and rows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from hengke.kernel.errors import Refused
from hengke.learning import evaluation
from hengke.learning.design import Columns, learn_design
from hengke.learning.evaluation import Flags, Floats, Numbers
from hengke.learning.out_of_fold import held_out, stratified
from hengke.learning.propensity import FEWEST, fit_propensity
from hengke.learning.separation import kolmogorov_smirnov

TENTH = 0.1
LATER = 0.2  # of the rows, by time, that a model of the earlier ones is tried on

Way = Callable[[Columns, Flags, Columns], Floats]
"""(columns and outcome to learn from, columns to score) -> a probability per row."""
Figures = dict[str, float | None]


def by_propensity(columns: Columns, outcome: Flags, others: Columns) -> Floats:
    return fit_propensity(columns, outcome).score(others)


def by_regression(columns: Columns, outcome: Flags, others: Columns) -> Floats:
    """Logistic regression, numbers standardised, categories as dummies."""
    from sklearn.linear_model import LogisticRegression

    design = learn_design(columns)
    model = LogisticRegression(max_iter=2_000).fit(design.matrix(columns), outcome)
    return np.asarray(model.predict_proba(design.matrix(others))[:, 1])


def by_popularity(name: str) -> Way:
    """The share of those with the same value in one column, drawn towards that of all by ten rows'
    worth."""

    def shares(columns: Columns, outcome: Flags, others: Columns) -> Floats:
        values, place = np.unique(columns[name].astype(str), return_inverse=True)
        rows, overall = np.bincount(place), outcome.mean()
        share = (np.bincount(place, outcome) + 10 * overall) / (rows + 10)
        by_value = dict(zip(values.tolist(), share.tolist(), strict=True))
        return np.array([by_value.get(str(one), overall) for one in others[name]])

    return shares


def in_folds(way: Way, columns: Columns, outcome: Flags, fold: Numbers) -> Floats:
    """Every row scored by what the other folds gave; all choices are made inside them."""
    return held_out(
        lambda rest, part: way(chosen(columns, rest), outcome[rest], chosen(columns, part)), fold
    )


def out_of_time(
    way: Way, columns: Columns, outcome: Flags, when: Floats, *, later: float = LATER
) -> tuple[Flags, Floats]:
    """The last part by `when` (rows of one moment stay together), scored by a model of the earlier
    rows: which rows, and their probabilities. Refused where either side lacks an outcome."""
    last = when >= np.quantile(when, 1 - later, method="higher")
    for part in (last, ~last):
        hits = int(outcome[part].sum())
        if min(hits, int(part.sum()) - hits) < FEWEST:
            raise Refused(
                "Cut by time, {rows} rows have the outcome {hits} times: too few to judge by.",
                next_step="Deliver a longer time in which both outcomes occurred.",
                rows=int(part.sum()),
                hits=hits,
            )
    return last, way(chosen(columns, ~last), outcome[~last], chosen(columns, last))


def figures(outcome: Flags, probability: Floats) -> Figures:
    """Of the order and of the probability; what one class alone does not allow is None."""
    told = evaluation.ranking(outcome, probability, probability=True)
    return {
        "auc": told.auc,
        "average_precision": told.average_precision,
        "lift_top_decile": lift(outcome, probability),
        "ks": kolmogorov_smirnov(outcome, probability),
        "brier": told.brier,
        "calibration_error": evaluation.calibration_error(outcome, probability),
    }


def lift(outcome: Flags, score: Floats, *, share: float = TENTH) -> float | None:
    """The share of the outcome among the best, in multiples of that among all. Rows alike at the
    border count with the part of its places that is left."""
    places = round(len(score) * share)
    if not places or not outcome.any():
        return None
    border = np.partition(score, len(score) - places)[len(score) - places]
    above, at = score > border, score == border
    within = above + at * ((places - above.sum()) / at.sum())
    return float(within @ outcome / places / outcome.mean())


def report(columns: Columns, outcome: Flags, *, when: Floats | None = None) -> dict[str, Any]:
    """Everything a model owner asks for: the card of the model of all rows, five-fold figures with
    their calibration beside the baseline's, and out of time where the rows have a time."""
    fold = stratified(outcome)
    ours, plain = (in_folds(way, columns, outcome, fold) for way in (by_propensity, by_regression))
    told: dict[str, Any] = {
        "model": fit_propensity(columns, outcome).card,
        "five_fold": figures(outcome, ours),
        "baseline": figures(outcome, plain),
        "calibration": evaluation.calibration(outcome, ours),
        "out_of_time": None,
    }
    if when is not None:
        last, score = out_of_time(by_propensity, columns, outcome, when)
        told["out_of_time"] = figures(outcome[last], score)
    return told


def chosen(columns: Columns, rows: Flags) -> dict[str, Any]:
    return {name: values[rows] for name, values in columns.items()}
