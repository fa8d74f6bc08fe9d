"""Ranking figures, calibration and folds."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from hengke.learning import evaluation


def test_a_customer_stays_in_one_fold_in_every_period() -> None:
    months = evaluation.folds(["A", "B", "C", "A", "B", "C"])
    assert list(months[:3]) == list(months[3:])


def test_the_folds_are_about_equally_large() -> None:
    sizes = np.bincount(evaluation.folds([f"C{number}" for number in range(5_000)]))
    assert len(sizes) == evaluation.FOLDS
    assert sizes.min() > 900


def test_a_perfect_order_scores_one() -> None:
    found = evaluation.ranking(np.array([False, False, True]), np.array([0.1, 0.2, 0.9]))
    assert (found.auc, found.average_precision, found.falls) == (1.0, 1.0, 1)


def test_with_one_outcome_only_the_figures_are_unknown() -> None:
    found = evaluation.ranking(np.array([False, False]), np.array([0.1, 0.2]))
    assert (found.auc, found.average_precision) == (None, None)


def test_calibration_bands_hold_every_customer_once() -> None:
    probability = np.linspace(0, 1, 997)
    bands = evaluation.calibration(probability > 0.5, probability)
    assert sum(band["customers"] for band in bands) == 997
    assert [band["from"] for band in bands] == sorted(band["from"] for band in bands)


def test_a_constant_probability_at_the_true_share_has_no_calibration_error_overall() -> None:
    outcome = np.tile([True, False, False, False], 250)
    assert evaluation.calibration_error(outcome, np.full(1_000, 0.25)) < 0.005


def test_a_probability_twice_the_truth_has_an_error_of_the_difference() -> None:
    outcome = np.tile([True, False, False, False], 250)
    assert abs(evaluation.calibration_error(outcome, np.full(1_000, 0.5)) - 0.25) < 0.005


def test_rows_of_one_score_lie_in_one_band_of_the_test_and_of_tonight() -> None:
    """Half of all have one score, as steps of a calibration make it: cut into tenths of rows it
    would end several bands, and all of tonight's would fall into the first of these."""
    draw = np.random.default_rng(2)
    score = np.round(np.where(draw.uniform(size=900) < 0.5, 0.000_52, draw.uniform(size=900)), 6)
    bands = evaluation.banded(draw.uniform(size=900) < score, score)
    assert [one["customers"] for one in bands] == evaluation.in_bands(score, bands)
    ends = [one["to"] for one in bands]
    assert len(set(ends)) == len(ends) < evaluation.CALIBRATION_BANDS
    assert all(one["to"] < after["from"] for one, after in pairwise(bands))
    assert evaluation.in_bands([-1.0, 2.0], bands)[0] == 1
    assert evaluation.banded(np.zeros(0, bool), np.zeros(0)) == []
    assert evaluation.in_bands([0.5], []) == []
