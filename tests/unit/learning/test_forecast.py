"""Looking ahead by hand-worked numbers, and the trial of methods against a plain loop."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hengke.learning.forecast import Ways, origin
from hengke.learning.forecast_trials import EVERYBODY, Asked, bands, interval, tried

NAN = math.nan
WAYS = Ways(recent=4, shrink=0.5, unit=1.0)


def asked(months: int = 1, **changes: object) -> Asked:
    given = {
        "methods": ("persistence", "seasonal", "trend", "mean"), "floors": (0.0, 1000.0),
        "ways": WAYS, "level": 0.8, "origins": 4, "least_months": 3, "least_customers": 20,
    }  # fmt: skip
    return Asked(months, **{**given, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("method", "months", "expected"),
    [
        ("persistence", 3, 130.0),
        ("trend", 1, 132.5),  # changes 10, 5, 5, 0: median 5, half of it
        ("trend", 2, 135.0),
        ("mean", 1, 126.25),  # 120, 125, 130, 130
        ("seasonal", 1, 71.0),  # column 1 of 13
        ("seasonal", 13, 130.0),  # that month is not over: the last value
    ],
)
def test_each_method_by_hand(method, months, expected):
    course = np.array([[70, 71, 72, 73, 74, 75, 76, 77, 110, 120, 125, 130, 130]], dtype=float)
    assert origin(course, WAYS).ahead(method, months, months)[0] == pytest.approx(expected)


def test_what_is_unknown_of_a_customer_falls_back_on_the_last_value():
    course = np.array([[NAN, NAN, 50.0, NAN, 60.0], [NAN, NAN, NAN, NAN, 60.0]])
    now = origin(course, WAYS)
    assert now.ahead("trend", 1, 1).tolist() == [60.0, 60.0]  # of no change both ends are known
    assert now.ahead("seasonal", 1, 1).tolist() == [60.0, 60.0]
    assert now.ahead("mean", 1, 1).tolist() == [55.0, 60.0]
    assert np.isfinite(now.scale).all()


def test_within_a_month_one_looks_ahead_from_today_and_never_below_zero():
    course = np.array([[400.0, 300.0, 200.0, 100.0, 50.0]])
    now = origin(course, WAYS, level=np.array([20.0]))
    assert now.ahead("persistence", 1, 0.25)[0] == 20.0
    assert now.ahead("trend", 1, 0.25)[0] == pytest.approx(7.5)  # median -100, half, a quarter
    assert now.ahead("trend", 3, 2.25)[0] == 0.0


def test_intervals_hold_the_point_and_numbers_are_whole():
    low, high = interval(np.array([2.4, 2.4]), np.array([1.0, 2.0]), -3.0, 0.4, whole=True)
    assert (low.tolist(), high.tolist()) == ([0.0, 0.0], [3.0, 3.0])
    low, high = interval(np.array([5.0]), np.array([1.0]), 0.5, 2.0, whole=False)
    assert (low[0], high[0]) == (5.0, 7.0)
    found = bands(np.array([-5.0, 0.0, 999.0, 1000.0, NAN]), (0.0, 1000.0))
    assert found.tolist() == [0, 0, 0, 1, 0]


def walk(rows: int = 300, months: int = 24, seed: int = 5) -> np.ndarray:
    chance = np.random.default_rng(seed)
    steps = chance.normal(0, 30, (rows, months))
    return np.asarray(np.maximum(chance.uniform(200, 2000, (rows, 1)) + steps.cumsum(axis=1), 0))


@pytest.mark.requirement("R082")
@pytest.mark.parametrize("months", [1, 3])
def test_the_trial_is_what_a_plain_loop_over_moved_origins_finds(months):
    course = walk()
    course[::7, :10] = NAN  # who came late
    found = tried(course, asked(months))
    misses, actuals = [], []
    for row in course:
        for place in range(24 - 1 - months - 3, 24 - months):
            if sum(not math.isnan(one) for one in row[: place + 1]) >= 3:
                last = [one for one in row[place - 3 : place + 1] if not math.isnan(one)]
                misses.append(abs(sum(last) / len(last) - row[place + months]))
                actuals.append(row[place + months])
    mean = next(one for one in found.misses if (one.band, one.method) == (EVERYBODY, "mean"))
    assert mean.n == len(misses)
    assert mean.mae == pytest.approx(sum(misses) / len(misses))
    assert mean.wape == pytest.approx(sum(misses) / sum(actuals))
    assert (found.first, found.last) == (24 - months - 4, 24 - months - 1)


@pytest.mark.requirement("R082")
@pytest.mark.parametrize(
    ("kind", "method"),
    [("walk", "persistence"), ("season", "seasonal"), ("rise", "trend"), ("noise", "mean")],
)
def test_the_method_that_fits_a_course_is_chosen(kind, method):
    chance, month = np.random.default_rng(3), np.arange(24)
    size = chance.uniform(100, 200, (200, 1))
    course = {
        "walk": walk(200),
        "season": size * (2 + np.sin(month * math.pi / 6 + size)),
        "rise": size * (1 + month) + chance.normal(0, 1, (200, 24)),
        "noise": size + chance.normal(0, 20, (200, 24)),
    }[kind]
    found = tried(course, asked(floors=(0.0,)))
    assert list(found.methods) == [method]
    told = {one.method: one for one in found.misses if one.band == EVERYBODY}
    assert told["persistence"].mase == pytest.approx(1.0)
    assert all(told[method].wape <= one.wape for one in told.values())


@pytest.mark.requirement("R082")
def test_intervals_hold_on_later_months_than_those_they_are_made_of():
    found = tried(walk(2000), asked(floors=(0.0,)))
    for one in found.misses:
        assert one.coverage == pytest.approx(0.8, abs=0.03), one


def test_nothing_of_the_future_is_seen():
    """A last month that nobody could foresee changes what came, not what was said before it."""
    course = walk()
    shifted = course.copy()
    shifted[:, -1] += 10_000
    before, after = (tried(one, asked(origins=1)) for one in (course, shifted))
    for left, right in zip(before.misses, after.misses, strict=True):
        assert left.n == right.n
        assert right.mae > left.mae
    last = (tried(one, asked(origins=1)) for one in (course[:, :-1], shifted[:, :-1]))
    assert next(last).misses == next(last).misses


def test_too_few_customers_or_months_give_no_choice():
    assert not tried(walk(19), asked())
    assert not tried(walk(50, months=3), asked())
    assert not tried(np.full((50, 24), NAN), asked())


def test_constant_courses_keep_the_last_value_and_figures_that_cannot_be_are_none():
    found = tried(np.zeros((30, 24)), asked(floors=(0.0,)))
    assert list(found.methods) == ["persistence"]
    assert {(one.mae, one.wape, one.mase) for one in found.misses} == {(0.0, None, None)}
    now = origin(np.zeros((2, 24)), WAYS)
    assert all(np.isfinite(one).all() for one in found.foreseen(now, 1.0))


def test_a_band_with_few_takes_what_the_whole_bank_takes():
    course = walk(100)
    course[:5] += 100_000
    found = tried(course, asked(floors=(0.0, 20_000.0)))
    small = {one.band: one for one in found.misses if one.chosen}
    assert small[1].customers == 5
    assert small[1].method == small[EVERYBODY].method
    assert small[1].coverage is None
