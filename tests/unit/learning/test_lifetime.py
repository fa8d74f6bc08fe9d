"""BG/NBD, its lively start and Gamma-Gamma: closed forms by hand, slopes, simulated customers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import beta as beta_function

from hengke.kernel.errors import Refused
from hengke.learning.lifetime import BgNbd, fit_lifetime
from hengke.learning.lifetime_likelihood import log_likelihood
from hengke.learning.lifetime_rows import Purchases, grouped
from hengke.learning.lifetime_start import Clock, fit_lively_start
from hengke.learning.lifetime_value import GammaGamma, fit_value, present_value

PAPER = (0.243, 4.414, 0.793, 2.426)


def rows(*customers: tuple[float, float, float]) -> Purchases:
    return Purchases.of(*np.array(customers, np.float64).T)


def simulated(customers: int, *, seed: int = 7, burst: float = 0.0) -> tuple[Purchases, np.ndarray]:
    """Bought as the model supposes; with a burst, on a clock that runs ahead by so many weeks."""
    draw = np.random.default_rng(seed)
    clock = Clock(burst or 1e-9, 4.0)
    grid = np.linspace(0, 60, 6_001)
    ages: list[list[float]] = []
    for rate, leaves in zip(
        draw.gamma(0.8, 1 / 6.0, customers), draw.beta(0.9, 2.5, customers), strict=True
    ):
        mine: list[float] = []
        inner = draw.exponential() / max(rate, 1e-12)
        while inner <= clock(np.array(39.0)):
            mine.append(float(np.interp(inner, clock(grid), grid)))
            if draw.random() < leaves:
                break
            inner += draw.exponential() / max(rate, 1e-12)
        ages.append(mine)
    x = np.array([len(one) for one in ages], float)
    last = np.array([one[-1] if one else 0.0 for one in ages])
    return Purchases.of(x, last, np.full(customers, 39.0)), np.array(
        [a for one in ages for a in one]
    )


def test_the_likelihood_of_one_customer_is_the_integral_over_his_rate_and_his_leaving() -> None:
    r, alpha, a, b = PAPER
    x, last, observed = 2, 30.43, 38.86

    def at_rate(rate: float, power: int, time: float) -> float:
        density = alpha**r * rate ** (r - 1) * math.exp(-alpha * rate) / math.gamma(r)
        return density * rate**power * math.exp(-rate * time)

    stays = beta_function(a, b + x) / beta_function(a, b)
    leaves = beta_function(a + 1, b + x - 1) / beta_function(a, b)
    by_hand = stays * quad(at_rate, 0, np.inf, (x, observed))[0] + leaves * quad(
        at_rate, 0, np.inf, (x, last))[0]  # fmt: skip
    value, _ = log_likelihood(np.array(PAPER), rows((x, last, observed)))
    assert value[0] == pytest.approx(math.log(by_hand), rel=1e-6)


def test_the_slope_is_that_of_the_likelihood() -> None:
    customers = rows((0, 0, 30), (1, 5, 30), (7, 29, 38))
    _, by = log_likelihood(np.array(PAPER), customers)
    for place in range(4):
        step = np.zeros(4)
        step[place] = 1e-6
        up, down = (log_likelihood(np.array(PAPER) + s, customers)[0] for s in (step, -step))
        assert by[:, place] == pytest.approx((up - down) / 2e-6, abs=1e-5)


def test_the_clock_s_slopes_are_its_own() -> None:
    ages, step = np.array([0.5, 4.0, 30.0]), 1e-6
    clock = Clock(4.7, 5.5)
    for place, moved in enumerate((Clock(4.7 + step, 5.5), Clock(4.7, 5.5 + step))):
        assert clock.slopes(ages)[place] == pytest.approx(
            (moved(ages) - clock(ages)) / step, abs=1e-4
        )
        speed = (moved.haste(ages)[0] - clock.haste(ages)[0]) / step
        assert clock.haste(ages)[1 + place] == pytest.approx(speed, abs=1e-4)


def test_the_expectations_are_those_of_the_formulas() -> None:
    """E[X(t)] by the sum over t of the rate of those alive, and a history of the paper's data."""
    model = BgNbd(*PAPER, log_likelihood=0.0)
    draw = np.random.default_rng(3)
    rate, leaves = draw.gamma(PAPER[0], 1 / PAPER[1], 400_000), draw.beta(*PAPER[2:], 400_000)
    # while alive N(t) is Poisson and each purchase ends it with p: E = (1 - exp(-p rate t)) / p
    expected = np.mean(-np.expm1(-leaves * rate * 39.0) / leaves)
    assert model.by(np.array([39.0]))[0] == pytest.approx(expected, rel=0.01)
    one = rows((2, 30.43, 38.86))
    assert model.further(one, ahead=39.0)[0] == pytest.approx(1.226, abs=0.001)
    assert model.alive(one)[0] == pytest.approx(0.7266, abs=0.0005)


def test_who_never_came_back_is_certainly_alive_and_long_silence_speaks_against_it() -> None:
    model = BgNbd(*PAPER, log_likelihood=0.0)
    alive = model.alive(rows((0, 0, 39), (10, 38, 39), (10, 10, 39)))
    assert alive[0] == 1.0
    assert alive[1] > 0.8
    assert alive[2] < 0.01


@pytest.mark.slow_test
def test_simulated_customers_give_their_truth_back_within_three_standard_errors() -> None:
    purchases, _ = simulated(6_000)
    model = fit_lifetime(purchases)
    assert model.errors is not None
    for found, truth, error in zip(
        model.parameters, (0.8, 6.0, 0.9, 2.5), model.errors, strict=True
    ):
        assert abs(found - truth) < 3 * error
    assert BgNbd.from_json(model.to_json()).parameters == model.parameters


def test_customers_alike_count_together_and_change_nothing() -> None:
    purchases = rows((0, 0, 30), (1, 5, 30), (1, 5, 30), (4, 25, 38), (0, 0, 30))
    groups = grouped(purchases)
    assert sorted(groups.customers) == [1, 2, 2]
    assert groups.purchases.last[groups.of_row] == pytest.approx(purchases.last)


@pytest.mark.slow_test
def test_a_burst_is_found_where_there_is_one_and_not_where_there_is_none() -> None:
    lively = fit_lively_start(*simulated(4_000, burst=6.0))
    plain = fit_lively_start(*simulated(4_000))
    assert lively.gain > 6.9
    assert 3.0 < lively.clock.extra < 12.0
    assert -0.01 < plain.gain < 6.9


def test_the_slope_of_gamma_gamma_and_its_mean() -> None:
    model = GammaGamma(6.25, 3.74, 15.44, 0.0)
    nobody = model.value(np.array([0.0]), np.array([0.0]))[0]
    assert nobody == pytest.approx(6.25 * 15.44 / 2.74)
    assert model.value(np.array([2.0]), np.array([22.35]))[0] == pytest.approx(6.25 * 60.14 / 15.24)
    many = model.value(np.array([1e6]), np.array([22.35]))[0]
    assert many == pytest.approx(22.35, rel=1e-4)


def test_gamma_gamma_gives_its_truth_back() -> None:
    draw = np.random.default_rng(11)
    own = draw.gamma(3.7, 1 / 15.0, 20_000)
    x = draw.integers(1, 8, 20_000).astype(float)
    found = fit_value(x, draw.gamma(6.0 * x) / (own * x))
    assert found.errors is not None
    for value, truth, error in zip(
        (found.p, found.q, found.v), (6.0, 3.7, 15.0), found.errors, strict=True
    ):
        assert abs(value - truth) < 3 * error


def test_present_value_discounts_from_the_end_of_each_period() -> None:
    value = present_value(np.array([[1.0, 1.0]]), np.array([100.0]), rate=0.10)
    assert value[0] == pytest.approx(100 / 1.1 + 100 / 1.21)


@pytest.mark.parametrize(
    "customer",
    [(1, 40, 39), (-1, 3, 39), (0, 3, 39), (2, 0, 39), (1.5, 3, 39), (1, float("nan"), 39)],
)
def test_a_history_that_cannot_be_is_refused_with_its_row(customer: tuple[float, ...]) -> None:
    with pytest.raises(Refused, match="Row 2"):
        rows((0, 0, 39), customer)  # type: ignore[arg-type]


def test_nobody_who_came_back_is_refused_and_so_are_values_below_zero() -> None:
    with pytest.raises(Refused, match="bought again"):
        fit_lifetime(rows((0, 0, 39), (0, 0, 1)))
    with pytest.raises(Refused, match="negative"):
        fit_value(np.array([1.0, 2.0]), np.array([3.0, -1.0]))
    with pytest.raises(Refused, match="Fewer than two"):
        fit_value(np.array([1.0, 0.0]), np.array([3.0, 0.0]))


def test_customers_all_alike_have_a_model_and_no_standard_errors() -> None:
    model = fit_lifetime(rows(*[(3, 20, 39)] * 50))
    assert model.errors is None
    assert 2 < model.by(np.array([39.0]))[0] < 3
