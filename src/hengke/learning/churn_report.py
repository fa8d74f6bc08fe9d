"""What a model of leaving is worth: on a month it has not seen, beside plain ways to rank.

The plain rule is the best of four that need no fit: a rule of potential loss holds; how long ago
the customer last moved money; how far assets are below their mean of three months; how far apart
the highest and the lowest month are. Logistic regression on the same columns stands beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from hengke.learning import evaluation
from hengke.learning.churn import ChurnModel, Sample
from hengke.learning.churn_features import informative, matrix
from hengke.learning.design import Columns
from hengke.learning.evaluation import Flags, Floats
from hengke.learning.propensity_report import by_regression
from hengke.learning.separation import kolmogorov_smirnov

TENTH = 10
BANDS = 10


def figures(train: Sample, test: Sample, model: ChurnModel) -> dict[str, Any]:
    """Of the rows tested, by a model of the rows trained."""
    probability = model.score(test.inputs)
    ranks = evaluation.ranking(test.left, probability, probability=True)
    ks = kolmogorov_smirnov(test.left, probability)
    return {
        "rows": ranks.rows,
        "events": ranks.falls,
        "auc": ranks.auc,
        "average_precision": ranks.average_precision,
        "brier": ranks.brier,
        "ks": None if ks is None else round(ks, 4),
        "lift": lift(test.left, probability),
        "plain": plain(test),
        "regression_auc": _regression(train, test),
        "calibration": evaluation.banded(test.left, probability),
        "calibration_error": evaluation.calibration_error(test.left, probability),
    }


def plain(test: Sample) -> dict[str, float | None]:
    """AUC of each plain way; what is unknown ranks as quiet."""
    inputs = test.inputs
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (inputs["before_1"] + inputs["before_2"] + inputs["before_3"]) / 3
        fallen = 1 - inputs["assets_minor"] / np.maximum(mean, 1.0)
        unsteady = (inputs["peak_minor"] - inputs["lowest_minor"]) / inputs["average_minor"]
    ways: Mapping[str, Floats] = {
        "rule": test.rule, "recency": inputs["recency_days"], "fallen": fallen,
        "unsteady": unsteady,
    }  # fmt: skip
    scores = {name: np.nan_to_num(values, nan=-1e18) for name, values in ways.items()}
    return {name: evaluation.ranking(test.left, score).auc for name, score in scores.items()}


def lift(outcome: Flags, probability: Floats) -> float | None:
    """How many times as many left among the tenth that is most probable to, as among all."""
    share = float(outcome.mean()) if len(outcome) else 0.0
    if not share:
        return None
    most = np.argsort(-probability, kind="stable")[: max(1, len(outcome) // TENTH)]
    return round(float(outcome[most].mean()) / share, 3)


def _regression(train: Sample, test: Sample) -> float | None:
    names = informative(train.inputs)
    score = by_regression(_columns(train, names), train.left, _columns(test, names))
    return evaluation.ranking(test.left, score).auc


def _columns(sample: Sample, names: tuple[str, ...]) -> Columns:
    return dict(zip(names, matrix(sample.inputs, names).T, strict=True))
