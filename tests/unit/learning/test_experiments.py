"""Randomised comparisons against worked figures of the literature."""

from __future__ import annotations

import numpy as np
import pytest

from hengke.kernel.errors import Refused
from hengke.learning.experiments import (
    Arm,
    adjusted,
    customers_per_arm,
    customers_per_arm_of_means,
    imbalance,
    mean_difference,
    shares_kept,
    uplift,
)


def test_newcombe_s_own_example() -> None:
    """56 of 70 against 48 of 80: Newcombe 1998, table II (a), method 10."""
    found = uplift(Arm(70, 56), Arm(80, 48))
    assert found.value == pytest.approx(0.2)
    assert (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)
    assert found.error == pytest.approx((0.8 * 0.2 / 70 + 0.6 * 0.4 / 80) ** 0.5)


def test_the_interval_stays_within_what_is_possible() -> None:
    found = uplift(Arm(10, 10), Arm(10, 0))
    assert found.high == 1.0
    assert found.low > 0.5
    nothing = uplift(Arm(10, 0), Arm(10, 0))
    assert (nothing.value, nothing.chance) == (0.0, 1.0)
    assert nothing.low < 0 < nothing.high


def test_an_arm_that_cannot_be_is_refused() -> None:
    for customers, hits in ((0, 0), (5, 6), (5, -1)):
        with pytest.raises(Refused, match="cannot have"):
            Arm(customers, hits)


def test_how_many_a_test_needs_is_what_statsmodels_says() -> None:
    assert customers_per_arm(0.05, 0.055) == 31_218
    assert customers_per_arm_of_means(0.5) == pytest.approx(63.77, abs=0.005)
    rule_of_thumb = 16 * 0.05 * 0.95 / 0.01**2
    assert customers_per_arm(0.05, 0.06) == pytest.approx(rule_of_thumb, rel=0.1)
    with pytest.raises(Refused):
        customers_per_arm(0.05, 0.05)
    with pytest.raises(Refused):
        customers_per_arm_of_means(0.0)


def test_the_number_found_has_the_power_it_promises() -> None:
    draw, needed = np.random.default_rng(5), customers_per_arm(0.2, 0.3)
    arms = zip(draw.binomial(needed, 0.3, 2_000), draw.binomial(needed, 0.2, 2_000), strict=True)
    found = [uplift(Arm(needed, int(t)), Arm(needed, int(c))).chance < 0.05 for t, c in arms]
    assert np.mean(found) == pytest.approx(0.8, abs=0.03)


def test_welch_by_hand() -> None:
    found = mean_difference(np.array([3.0, 5.0, 7.0]), np.array([1.0, 2.0]))
    assert found.value == 3.5
    assert found.error == pytest.approx((4 / 3 + 0.5 / 2) ** 0.5)
    assert mean_difference(np.ones(3), np.ones(2)).chance == 1.0
    with pytest.raises(Refused):
        mean_difference(np.ones(1), np.ones(5))


def test_cuped_leaves_the_mean_and_one_less_rho_squared_of_the_variance() -> None:
    draw = np.random.default_rng(6)
    before = draw.gamma(2, 50, 50_000)
    outcome = 0.8 * before + draw.normal(0, 60, 50_000)
    less = adjusted(outcome, before)
    rho = np.corrcoef(outcome, before)[0, 1]
    assert less.mean() == pytest.approx(outcome.mean())
    assert less.var() / outcome.var() == pytest.approx(1 - rho**2)
    assert adjusted(outcome, np.ones(50_000)) is outcome


def test_arms_as_planned_and_arms_that_are_not() -> None:
    assert shares_kept([500, 500], [1, 1]) == 1.0
    assert shares_kept([600, 400], [1, 1]) < 0.001
    assert shares_kept([600, 400], [3, 2]) == 1.0


def test_imbalance_is_in_standard_deviations() -> None:
    treated = np.array([True, True, False, False])
    matrix = np.array([[2.0, 1.0], [4.0, 1.0], [0.0, 1.0], [2.0, 1.0]])
    assert imbalance(matrix, treated) == pytest.approx([2.0, 0.0])
