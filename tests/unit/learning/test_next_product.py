"""The next product from the products held: closed form, popularity, and a propensity each."""

from __future__ import annotations

import numpy as np
import pytest

from hengke.kernel.errors import Refused
from hengke.learning.next_product import NextProduct, fit_next_product, hidden, hits
from hengke.learning.next_product_ranked import fit_ranked

PRODUCTS = ("card", "loan", "fund", "gold")


def pairs(rows: int = 200) -> np.ndarray:
    """Half hold card and loan, half fund and gold; one in ten has a third product as well."""
    held = np.zeros((rows, 4))
    held[::2, :2] = 1
    held[1::2, 2:] = 1
    held[::10, 2] = 1
    return held


def test_what_goes_together_is_named_first_and_says_why() -> None:
    model = fit_next_product(PRODUCTS, pairs())
    asked = np.array([[1.0, 0, 0, 0], [0, 0, 0, 1.0]])
    assert model.score(asked)[0].argmax() == 1
    assert model.score(asked)[1].argmax() == 2
    assert model.because(asked, row=0, product="loan") == ["card"]
    assert model.because(asked, row=0, product="gold") == []


def test_the_weights_are_those_of_ridge_regressions_of_each_product_on_the_others() -> None:
    held = pairs()
    model = fit_next_product(PRODUCTS, held)
    others, wanted = held[:, 1:], held[:, 0]
    ridge = 0.02 * len(held) * np.eye(3)
    slopes = np.linalg.solve(others.T @ others + ridge, others.T @ wanted)
    assert np.array(model.weights)[1:, 0] == pytest.approx(slopes)
    assert np.diag(np.array(model.weights)).tolist() == [0, 0, 0, 0]


def test_it_comes_back_from_text() -> None:
    model = fit_next_product(PRODUCTS, pairs())
    assert NextProduct.from_json(model.to_json()).score(pairs()).tolist() == (
        model.score(pairs()).tolist()
    )


def test_one_product_of_each_customer_with_two_is_hidden_and_only_open_ones_are_named() -> None:
    held = np.vstack([pairs(20), [[1.0, 0, 0, 0]]])
    left, rows, place = hidden(held)
    assert rows.tolist() == list(range(20))
    assert (held[:20].sum(axis=1) - left.sum(axis=1)).tolist() == [1.0] * 20
    everything = np.tile([9.0, 8, 7, 6], (20, 1))
    assert hits(everything, left, place, first=4).tolist() == [1.0] * 20
    assert hits(-held[:20] * 0 + np.eye(4)[place], left, place, first=1).mean() == 1.0


def test_customers_with_one_product_say_nothing() -> None:
    with pytest.raises(Refused, match="Only 0 customers hold two products"):
        fit_next_product(PRODUCTS, np.eye(4))


@pytest.mark.slow_test
def test_a_propensity_each_sees_the_others_and_a_rare_product_keeps_its_share() -> None:
    held = np.column_stack([pairs(), np.arange(200) < 3])
    model = fit_ranked((*PRODUCTS, "rare"), held, {"age": np.arange(200.0) % 50})
    assert set(model.models) == set(PRODUCTS)
    scores = model.score(np.array([[1.0, 0, 0, 0, 0]]), {"age": np.array([30.0])})
    assert scores[0, 1] > scores[0, 3]
    assert scores[0, 4] == pytest.approx(0.015)
