"""Uplift: the Qini curve by hand, and models that find whom a treatment helps and whom it harms."""

from __future__ import annotations

import numpy as np
import pytest

from hengke.kernel.errors import Refused
from hengke.learning.design import learn_design
from hengke.learning.qini import qini, uplift_at
from hengke.learning.uplift import fit_doubly_robust, fit_two_models

TREATED = np.array([True, False, True, False])
OUTCOME = np.array([1.0, 0.0, 0.0, 0.0])


def test_the_curve_of_four_customers_by_hand() -> None:
    """After 0, 1, 2, 3, 4 customers 0, 1, 1, 1, 1 visits are added, of 4: the area is 3.5 / 16, and
    the random line's is 1/8. Rates differ by 0, 1, 1, 1/2, 1/2, times the share."""
    found = qini(np.array([4.0, 3.0, 2.0, 1.0]), TREATED, OUTCOME, draws=0)
    assert found.qini == pytest.approx(3.5 / 16 - 1 / 8)
    curve = [0, 1 / 4, 2 / 4, 3 / 8, 1 / 2]
    assert found.auuc == pytest.approx((sum(curve) - curve[-1] / 2) / 4)
    assert found.qini_error is None


def test_customers_alike_are_one_step_whatever_their_order() -> None:
    same = np.zeros(4)
    there = qini(same, TREATED, OUTCOME, draws=0)
    back = qini(same, TREATED[::-1], OUTCOME[::-1], draws=0)
    assert there.qini == back.qini == 0.0


def test_the_worst_order_is_below_random() -> None:
    assert qini(np.array([1.0, 2.0, 3.0, 4.0]), TREATED, OUTCOME, draws=0).qini < 0


def test_the_difference_among_the_best() -> None:
    score = np.array([4.0, 3.0, 2.0, 1.0])
    assert uplift_at(0.5, score, TREATED, OUTCOME) == 1.0
    assert uplift_at(0.25, score, TREATED, OUTCOME) is None


def shop(rows: int = 20_000) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray, np.ndarray]:
    """The treatment adds 20 points for women and takes 5 from men, whatever their age."""
    draw = np.random.default_rng(8)
    sex = np.where(draw.random(rows) < 0.5, "f", "m").astype(object)
    age = draw.integers(20, 70, rows).astype(float)
    age[::50] = np.nan
    treated = draw.random(rows) < 0.4
    truth = np.where(sex == "f", 0.2, -0.05)
    outcome = draw.random(rows) < 0.2 + treated * truth
    return {"sex": sex, "age": age}, treated, outcome, truth


@pytest.mark.parametrize("fit", [fit_two_models, fit_doubly_robust])
def test_both_ways_find_whom_it_helps_and_whom_it_harms(fit) -> None:  # type: ignore[no-untyped-def]
    columns, treated, outcome, truth = shop()
    found = fit(columns, treated, outcome).uplift(columns)
    for value in (0.2, -0.05):
        assert found[truth == value].mean() == pytest.approx(value, abs=0.02)
    worth = qini(found, treated, outcome.astype(float), draws=50)
    assert worth.qini_error is not None
    assert worth.qini > 3 * worth.qini_error


def test_where_nothing_differs_the_qini_is_noise() -> None:
    draw = np.random.default_rng(9)
    score, treated = draw.random(5_000), draw.random(5_000) < 0.5
    found = qini(score, treated, (draw.random(5_000) < 0.1).astype(float), draws=100)
    assert found.qini_error is not None
    assert abs(found.qini) < 3 * found.qini_error


def test_an_arm_without_responses_is_refused() -> None:
    columns, treated, outcome, _ = shop(500)
    with pytest.raises(Refused, match="An arm has 0 responses"):
        fit_two_models(columns, treated, outcome & treated)


def test_a_design_is_learnt_from_its_rows_and_takes_what_it_never_saw() -> None:
    columns = {"n": np.array([1.0, 3.0, np.nan]), "same": np.ones(3),
               "c": np.array(["a", None, "b"], dtype=object)}  # fmt: skip
    design = learn_design(columns)
    assert design.names == ("n", "c=a", "c=b")
    matrix = design.matrix({"n": np.array([np.nan]), "same": np.ones(1),
                            "c": np.array(["new"], dtype=object)})  # fmt: skip
    assert matrix.tolist() == [[0.0, 0.0, 0.0]]
