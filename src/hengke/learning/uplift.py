"""For whom a treatment changes something: uplift of each customer, from a randomised comparison.

Two ways, both linear, so that a weight can be read: two models (one per arm; Hansotia & Rukstales
2002), and doubly robust (Kennedy 2023): the difference that the two models leave per customer,
corrected by what happened to him, on the same columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from hengke.kernel.errors import Refused
from hengke.kernel.sentences import sentence
from hengke.learning.design import Columns, Design, learn_design
from hengke.learning.evaluation import Flags, Floats

FEWEST = 10  # with and without the outcome, in each arm
STRENGTH = 1.0  # inverse of the ridge of the logistic models
RIDGE = 1.0  # rows' worth, of the doubly robust regression


@dataclass(frozen=True)
class Linear:
    """Intercept and one weight per column of the design."""

    intercept: float
    weights: tuple[float, ...]

    def of(self, matrix: Floats) -> Floats:
        return self.intercept + matrix @ np.array(self.weights)


@dataclass(frozen=True)
class UpliftModel:
    """Uplift as a difference of probabilities: of two logistic models, or direct where `direct` is
    there."""

    design: Design
    treated: Linear
    control: Linear
    direct: Linear | None = None
    card: Mapping[str, Any] = field(default_factory=dict)

    def uplift(self, columns: Columns) -> Floats:
        """How much the treatment adds to each customer's probability; below zero it harms."""
        matrix = self.design.matrix(columns)
        if self.direct is not None:
            return self.direct.of(matrix)
        return _probability(self.treated, matrix) - _probability(self.control, matrix)


def fit_two_models(columns: Columns, treated: Flags, outcome: Flags) -> UpliftModel:
    """A logistic model per arm. Refused where an arm has too few with or without the outcome."""
    for arm in (treated, ~treated):
        hits = int(outcome[arm].sum())
        if min(hits, int(arm.sum()) - hits) < FEWEST:
            raise Refused(
                "An arm has {hits} responses of {rows}: too few to learn for whom it works.",
                next_step="Both outcomes must occur {fewest} times in each arm.",
                hits=hits,
                rows=int(arm.sum()),
                fewest=FEWEST,
            )
    design = learn_design(columns)
    matrix = design.matrix(columns)
    arms = [_logistic(matrix[arm], outcome[arm]) for arm in (treated, ~treated)]
    card = {
        "purpose": sentence("what a treatment adds to the probability of a response"),
        "method": sentence("two logistic models, one per arm"),
        "rows": len(outcome),
        "treated": int(treated.sum()),
    }
    return UpliftModel(design, arms[0], arms[1], card=card)


def fit_doubly_robust(columns: Columns, treated: Flags, outcome: Flags) -> UpliftModel:
    """Ridge regression of the corrected differences; the share treated is the assignment's."""
    two = fit_two_models(columns, treated, outcome)
    matrix, share = two.design.matrix(columns), treated.mean()
    with_it, without = (_probability(one, matrix) for one in (two.treated, two.control))
    corrected = (
        with_it - without
        + treated * (outcome - with_it) / share
        - ~treated * (outcome - without) / (1 - share)
    )  # fmt: skip
    middle = matrix.mean(axis=0)
    centred = matrix - middle
    weights = np.linalg.solve(
        centred.T @ centred + RIDGE * np.eye(matrix.shape[1]), centred.T @ corrected
    )
    direct = Linear(float(corrected.mean() - middle @ weights), tuple(weights.tolist()))
    card = dict(two.card) | {"method": sentence("doubly robust linear regression of the uplift")}
    return UpliftModel(two.design, two.treated, two.control, direct, card)


def _logistic(matrix: Floats, outcome: Flags) -> Linear:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=STRENGTH, max_iter=2_000).fit(matrix, outcome)
    return Linear(float(model.intercept_[0]), tuple(model.coef_[0].tolist()))


def _probability(model: Linear, matrix: Floats) -> Floats:
    return 1 / (1 + np.exp(-model.of(matrix)))
