"""KS, PSI and folds by hand."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from hengke.kernel.errors import Refused
from hengke.learning.out_of_fold import held_out, stratified
from hengke.learning.separation import gini, kolmogorov_smirnov, stability


def test_ks_by_hand_with_ties() -> None:
    score = np.array([1.0, 1.0, 2.0, 3.0, 3.0, 4.0])
    bad = np.array([True, False, True, False, False, False])
    assert kolmogorov_smirnov(bad, score) == pytest.approx(1 - 1 / 4)
    assert kolmogorov_smirnov(bad, -score) == pytest.approx(1 - 1 / 4)


def test_one_group_has_no_ks_and_no_gini() -> None:
    assert kolmogorov_smirnov(np.zeros(3, bool), np.arange(3.0)) is None
    assert gini(None) is None
    assert gini(0.75) == 0.5


def test_psi_by_hand() -> None:
    expected, actual = np.repeat([0.0, 1.0], [50, 50]), np.repeat([0.0, 1.0], [60, 40])
    by_hand = 0.1 * log(0.6 / 0.5) - 0.1 * log(0.4 / 0.5)
    assert stability(expected, actual) == pytest.approx(by_hand)


def test_customers_all_alike_are_stable_and_an_empty_band_is_finite() -> None:
    assert stability(np.ones(100), np.ones(40)) == 0.0
    assert 1 < stability(np.repeat([0.0, 1.0], 50), np.zeros(100)) < 5
    assert stability(np.ones(100), np.full(100, 2.0)) > 5


def test_every_row_is_scored_once_by_folds_that_did_not_see_it() -> None:
    outcome = np.arange(50) % 5 == 0
    fold = stratified(outcome)
    assert [int(outcome[fold == part].sum()) for part in range(5)] == [2] * 5
    seen = held_out(lambda rest, part: np.full(part.sum(), float(rest.sum())), fold)
    assert seen.tolist() == [40.0] * 50
    assert (stratified(outcome) == fold).all()
    assert (stratified(outcome, seed=1) != fold).any()


def test_an_outcome_that_hardly_occurs_is_refused() -> None:
    with pytest.raises(Refused, match="only 2 rows"):
        stratified(np.arange(50) < 2)
