"""Trends against the library's own functions, and what is found in noise."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from hengke.learning.correlations import pair
from hengke.learning.trends import apart, discoveries, more_or_less, trends

MONTHS = 18


def test_tau_chance_and_slope_equal_those_of_the_library():
    draw = np.random.default_rng(5)
    series = np.vstack(
        [
            draw.normal(size=MONTHS),
            np.arange(MONTHS) * 0.4 + draw.normal(size=MONTHS),
            draw.integers(0, 4, MONTHS).astype(float),  # ties
        ]
    )
    found = trends(series, level=0.95)
    for place, row in enumerate(series):
        tau = stats.kendalltau(np.arange(MONTHS), row, method="asymptotic")
        sen = stats.theilslopes(row, np.arange(MONTHS), alpha=0.95)
        assert found.tau[place] == pytest.approx(tau.statistic)
        assert found.chance[place] >= tau.pvalue - 1e-12, "widened, never narrowed"
        assert found.slope[place] == pytest.approx(sen.slope)
        assert found.low[place] <= sen.low_slope + 1e-12, "as wide as the chance is"
        assert found.high[place] >= sen.high_slope - 1e-12
    jagged = np.tile([1.0, -1.0], MONTHS // 2)[None] + np.arange(MONTHS) * 0.1
    tau = stats.kendalltau(np.arange(MONTHS), jagged[0], method="asymptotic")
    sen = stats.theilslopes(jagged[0], np.arange(MONTHS), alpha=0.95)
    found = trends(jagged, level=0.95)
    assert found.chance[0] == pytest.approx(tau.pvalue)
    assert (found.low[0], found.high[0]) == pytest.approx((sen.low_slope, sen.high_slope))


@pytest.mark.parametrize("months", [4, 5, 6, 12, 18, 30])
def test_what_may_be_chance_has_zero_in_its_interval(months: int):
    """Walks, slow curves, noise and ties; half of them drift. Both ways round but for the rounding
    to whole slopes: what is no chance may touch zero with one slope."""
    draw = np.random.default_rng(months)
    noise = draw.normal(size=(800, months)) + draw.uniform(0, 0.5, (800, 1)) * np.arange(months)
    curves = np.sin(np.linspace(-1.5, 1.5, months)) * draw.uniform(1, 9, (100, 1))
    series = np.vstack([noise, np.cumsum(noise, axis=1), np.round(noise), curves])
    found = trends(series, level=0.95)
    known, bounded = ~np.isnan(found.tau), ~np.isnan(found.low)
    luck = known & (found.chance > 0.05)
    assert luck.sum() > 200
    assert (found.low[luck & bounded] <= 0).all()
    assert (found.high[luck & bounded] >= 0).all()
    assert luck[known & ~bounded].all(), "without bounds nothing is excluded"
    apart_from_zero = known & bounded & ((found.low > 0) | (found.high < 0))
    assert (found.chance[apart_from_zero] <= 0.05).all()


def test_months_that_all_rise_on_a_smooth_curve_may_have_no_bounds():
    curve = np.sin(np.linspace(-1.5, 1.5, MONTHS))[None]
    found = trends(curve, level=0.95)
    assert found.chance[0] > 0.05
    assert np.isnan(found.low[0])
    assert np.isnan(found.high[0])
    assert found.slope[0] > 0


def test_a_series_that_never_changes_and_one_too_short_tell_nothing():
    for series in (np.ones((1, MONTHS)), np.arange(3.0)[None]):
        found = trends(series, level=0.95)
        assert found.chance[0] == 1
        assert np.isnan(found.tau[0])


@pytest.mark.requirement("R233")
def test_months_that_follow_from_the_month_before_are_no_trend():
    """Three hundred series without a trend, each month 0.6 of the one before and noise: the plain
    test finds far more than its 5 %, this one about that many."""
    draw = np.random.default_rng(11)
    series = np.zeros((300, MONTHS))
    for month in range(1, MONTHS):
        series[:, month] = 0.6 * series[:, month - 1] + draw.normal(size=300)
    plain = [stats.kendalltau(np.arange(MONTHS), row).pvalue < 0.05 for row in series]
    found = trends(series, level=0.95).chance < 0.05
    assert np.mean(plain) > 0.15
    assert found.mean() < 0.11


def test_more_and_less_by_hand():
    """Eight of ten: 2 x (1 + 10 + 45) / 1024."""
    found = more_or_less(np.array([8.0, 5.0, 0.0]), np.array([2.0, 5.0, 0.0]))
    assert found == pytest.approx([2 * 56 / 1024, 1.0, 1.0])


def test_a_group_apart_by_hand():
    """60 of 100 more and 20 less is a balance of 0.4; the others stand at 0."""
    one = (np.array([60.0]), np.array([20.0]), np.array([100.0]))
    others = (np.array([40.0]), np.array([40.0]), np.array([200.0]))
    found = apart(*one, others, level=0.95)
    width = np.sqrt((0.8 - 0.16) / 99 + 0.4 / 199)
    assert found.difference[0] == pytest.approx(0.4)
    assert found.low[0] == pytest.approx(0.4 - 1.959964 * width)
    assert found.chance[0] == pytest.approx(2 * stats.norm.sf(0.4 / width))
    alone = apart(*one, (np.zeros(1), np.zeros(1), np.zeros(1)), level=0.95)
    assert alone.chance[0] == 1
    assert np.isnan(alone.difference[0])


def test_discoveries_by_hand():
    """Benjamini and Hochberg: 0.01 x 3 / 1, then the smaller of 0.04 x 3 / 2 and 0.05 x 3 / 3."""
    assert discoveries(np.array([0.04, 0.01, 0.05])) == pytest.approx([0.05, 0.03, 0.05])
    assert len(discoveries(np.array([]))) == 0


def test_rank_correlation_of_known_rows_only():
    ranks = np.arange(40.0)
    found = pair(np.r_[ranks, np.nan, np.inf], np.r_[ranks**3, 1.0, 1.0], level=0.95)
    assert found is not None
    assert (found.rows, found.rho) == (40, pytest.approx(1.0))
    assert pair(ranks[:20], ranks[:20], level=0.95) is None
    assert pair(np.ones(40), ranks, level=0.95) is None
