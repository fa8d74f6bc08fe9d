"""The fall model on a made-up book whose law is known."""

from __future__ import annotations

import json

import numpy as np
import pytest
from tests.unit.learning.books import GOLD, gold_book, inputs

from hengke.learning.fall import FallModel, Sample, fit_fall
from hengke.learning.fall_features import BY_NAME, informative, matrix
from hengke.learning.fall_reasons import KEYS, reasons
from hengke.learning.fall_report import report


@pytest.fixture(scope="module")
def fitted() -> tuple[FallModel, np.ndarray]:
    found = fit_fall(gold_book())
    assert not isinstance(found, str)
    return found


def test_too_few_falls_give_no_model() -> None:
    book = gold_book(200)
    nobody = Sample(book.customers, book.period, book.inputs, np.arange(200) < 29)
    assert fit_fall(nobody) == "too_few_falls"


@pytest.mark.slow_test
def test_two_fits_of_the_same_rows_give_the_same_text(
    fitted: tuple[FallModel, np.ndarray],
) -> None:
    again = fit_fall(gold_book())
    assert not isinstance(again, str)
    assert again[0].to_json() == fitted[0].to_json()


@pytest.mark.slow_test
def test_a_model_read_back_from_its_text_scores_the_same(
    fitted: tuple[FallModel, np.ndarray],
) -> None:
    book = gold_book(300, seed=8)
    read = FallModel.from_json(fitted[0].to_json())
    assert np.array_equal(read.score(book.inputs), fitted[0].score(book.inputs))


@pytest.mark.slow_test
def test_nearer_to_the_floor_is_never_safer(fitted: tuple[FallModel, np.ndarray]) -> None:
    steps = 200
    value = GOLD * np.linspace(1, 2, steps)
    same = {"effective_rank": np.ones(steps), "keep_floor_minor": np.full(steps, GOLD)}
    fixed = {"assets_minor": np.full(steps, 1.5 * GOLD), "assets_before_minor": same[
        "keep_floor_minor"
    ]}  # fmt: skip
    probability = fitted[0].score(inputs(steps, value_minor=value, **same, **fixed))
    assert (np.diff(probability) <= 1e-6).all()
    assert probability[0] > probability[-1]


@pytest.mark.slow_test
def test_probabilities_mean_what_they_say(fitted: tuple[FallModel, np.ndarray]) -> None:
    told = report(gold_book(), *fitted)
    assert told["calibration_error"] < 0.06
    assert told["five_fold"]["auc"] > 0.65
    assert told["out_of_time"]["rows"] == 750


@pytest.mark.slow_test
def test_a_single_period_has_no_out_of_time_figures(
    fitted: tuple[FallModel, np.ndarray],
) -> None:
    assert report(gold_book(periods=1), *fitted)["out_of_time"] is None


@pytest.mark.slow_test
def test_the_card_names_what_was_used_and_what_the_bank_does_not_deliver(
    fitted: tuple[FallModel, np.ndarray],
) -> None:
    card = fitted[0].card or {}
    assert "distance" in card["features"]
    assert "logins" in card["unused"]
    assert (card["rows"], card["periods"]) == (1_500, 2)


@pytest.mark.slow_test
def test_reasons_are_known_words_with_their_figures(
    fitted: tuple[FallModel, np.ndarray],
) -> None:
    book = gold_book(300, seed=9)
    texts = reasons(fitted[0], book.inputs, fitted[0].score(book.inputs))
    for row, text in enumerate(texts):
        for reason in json.loads(text):
            assert reason["key"] in KEYS
            if "above_minor" in reason["params"]:
                above = book.inputs["value_minor"][row] - GOLD
                assert reason["params"]["above_minor"] == round(above)


def test_an_unknown_input_stays_unknown_in_every_feature_that_needs_it() -> None:
    row = inputs(1, effective_rank=[1], keep_floor_minor=[GOLD], value_minor=[GOLD + 1])
    values = dict(zip(BY_NAME, matrix(row, tuple(BY_NAME))[0], strict=True))
    assert values["distance"] > 0
    unknown = ("assets", "change", "unchanged", "items", "demand_share", "logins", "zeros")
    assert all(np.isnan(values[name]) for name in unknown)


def test_features_that_say_nothing_or_repeat_another_are_left_out() -> None:
    names = informative(gold_book(50).inputs)
    assert "rank" not in names, "everybody is gold"
    assert "assets_distance" not in names, "the measure is the balance here"
    assert "tenure" not in names, "not delivered"
    assert {"distance", "change"} <= set(names)
