"""Logistic regression that is kept as numbers: as a library fits it, and steady where rows part."""

from __future__ import annotations

import numpy as np
import pytest

from hengke.learning.regression import Regression, fit_regression


def rows(seed: int = 2, count: int = 1500):
    draw = np.random.default_rng(seed)
    matrix = draw.normal(size=(count, 3)) * [1.0, 50.0, 0.01]
    chance = 1 / (1 + np.exp(1.5 - 1.2 * matrix[:, 0] + 0.02 * matrix[:, 1]))
    return matrix, draw.uniform(size=count) < chance


def test_it_is_what_a_library_fits_with_the_same_ridge():
    from sklearn.linear_model import LogisticRegression

    matrix, outcome = rows()
    scaled = (matrix - matrix.mean(axis=0)) / matrix.std(axis=0)
    other = LogisticRegression(C=1.0, tol=1e-8, max_iter=1_000).fit(scaled, outcome)
    found = fit_regression(matrix, outcome)
    assert found.weights == pytest.approx(other.coef_[0], abs=1e-3)
    assert found.score(matrix) == pytest.approx(other.predict_proba(scaled)[:, 1], abs=1e-3)
    told = Regression.of(
        {"middle": [*found.middle], "mean": [*found.mean], "spread": [*found.spread],
         "weights": [*found.weights], "intercept": found.intercept}
    )  # fmt: skip
    assert told == found


def test_rows_that_part_wholly_a_column_twice_and_unknown_figures_do_no_harm():
    """A column that tells the outcome for sure, next to its double and one with gaps: the order is
    kept, and nothing runs away."""
    matrix, _ = rows()
    outcome = matrix[:, 0] > 1.5
    gaps = np.where(np.arange(len(matrix)) % 3 == 0, np.nan, matrix[:, 1])
    wide = np.column_stack([matrix[:, 0], matrix[:, 0], gaps])
    found = fit_regression(wide, outcome)
    assert np.isfinite(found.weights).all()
    score = found.score(wide)
    assert score[outcome].min() > score[~outcome].max()
