"""Whether funds fall, stay or rise: weights from held-out rows, agreement beyond chance."""

from __future__ import annotations

import numpy as np
import pytest

from hengke.kernel.errors import Refused
from hengke.learning.funds_direction import FundsDirection, best_weights, fit_direction
from hengke.learning.funds_inputs import INPUTS, features
from hengke.learning.kappa import kappa, macro_f1


def quarter(rows: int = 900, *, seed: int = 5) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Who holds much demand money loses it, who holds none stays; most others gain."""
    random = np.random.default_rng(seed)
    inputs = {name: np.zeros(rows) for name in INPUTS}
    inputs["demand"] = np.round(
        random.choice([0.0, 500.0, 90_000.0], rows) * random.random(rows), 2
    )
    inputs["deposits"] = inputs["demand"] + 1_000
    inputs["deposits_first"] = np.where(random.random(rows) < 0.2, np.nan, 1_000.0)
    likely = np.where(inputs["demand"] > 20_000, -1, np.where(inputs["demand"] == 0, 0, 1))
    came = np.where(random.random(rows) < 0.3, random.integers(-1, 2, rows), likely)
    return inputs, came.astype(np.int64)


@pytest.mark.slow_test
def test_it_tells_the_three_directions_of_rows_it_has_not_seen() -> None:
    inputs, came = quarter()
    model = fit_direction(inputs, came)
    others, truth = quarter(seed=6)
    chances = model.probabilities(others)
    assert chances.sum(axis=1) == pytest.approx(1.0)
    assert kappa(truth + 1, model.direction(chances) + 1) > 0.5
    again = FundsDirection.from_json(model.to_json())
    assert np.array_equal(again.probabilities(others), chances)
    assert fit_direction(inputs, came).to_json() == model.to_json()
    assert "structured" not in model.features


def test_weights_raise_the_agreement_where_one_class_drowns_the_others() -> None:
    came = np.array([0] * 10 + [2] * 90)
    chances = np.column_stack([np.where(came == 0, 0.45, 0.2), np.zeros(100), np.zeros(100)])
    chances[:, 2] = 1 - chances[:, 0]
    assert kappa(came, chances.argmax(axis=1)) == 0.0
    weights = best_weights(chances, came)
    assert weights[2] == 1.0
    assert kappa(came, (chances * weights).argmax(axis=1)) == 1.0


def test_kappa_and_f1_of_a_worked_table() -> None:
    came = np.repeat([0, 0, 1, 1], [20, 5, 10, 15])
    foretold = np.repeat([0, 1, 0, 1], [20, 5, 10, 15])
    assert kappa(came, foretold) == pytest.approx(0.4)
    assert macro_f1(came, foretold) == pytest.approx((40 / 55 + 30 / 45) / 2)
    assert kappa(np.zeros(4, int), np.zeros(4, int)) == 0.0


def test_a_direction_that_did_not_occur_is_refused_with_the_counts() -> None:
    inputs, came = quarter()
    came[came == -1] = 0
    with pytest.raises(Refused, match="there are 0, "):
        fit_direction(inputs, came)


def test_unknown_stays_unknown_and_round_sums_are_seen() -> None:
    inputs = {name: np.array([0.0, np.nan]) for name in INPUTS}
    inputs["term"] = np.array([50_000.0, 0.01])
    found = features(inputs)
    assert found["round_term"].tolist() == [6.0, 0.0]
    assert np.isnan(found["assets"][1])
    assert np.isnan(found["growth"][1])
