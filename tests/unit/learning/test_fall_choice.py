"""Trees of all that is known, or the distance alone: the former only where surely better."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from tests.unit.learning.books import GOLD, draining_book, gold_book, inputs

from hengke.learning import fall_plain
from hengke.learning.evaluation import folds
from hengke.learning.fall import FallModel, Sample, fit_fall, recipe
from hengke.learning.fall_choice import choice, chosen_without_own_fold
from hengke.learning.fall_reasons import reasons
from hengke.learning.fall_report import report

Found = tuple[FallModel, np.ndarray]


def found(book: Sample) -> Found:
    fitted = fit_fall(book)
    assert not isinstance(fitted, str)
    return fitted


@pytest.fixture(scope="module")
def plain() -> Found:
    return found(gold_book(600))


@pytest.fixture(scope="module")
def trees() -> Found:
    return found(draining_book(600))


def test_where_only_the_distance_matters_the_plain_way_is_the_model(plain: Found) -> None:
    model, held_out = plain
    told = (model.card or {})["beside_plain"]
    assert (model.features, model.trees, model.booster) == (("distance",), 0, "")
    assert told["chosen"] == "plain"
    assert told["better_by"] <= told["error"]
    assert told["better_by"] == pytest.approx(
        told["plain_log_loss"] - told["trees_log_loss"], abs=2e-6
    )
    assert abs(held_out.mean() - gold_book(600).outcome().mean()) < 0.02


def test_where_more_surely_helps_the_trees_are_kept(trees: Found) -> None:
    model, _ = trees
    told = (model.card or {})["beside_plain"]
    assert told["chosen"] == "trees"
    assert told["better_by"] > told["error"] > 0
    assert model.curve is None
    assert len(model.features) > 1
    assert "curve" not in json.loads(model.to_json()), "stored as trees always were"


def test_the_plain_way_is_stored_read_scored_and_explained_as_trees_are(plain: Found) -> None:
    model, _ = plain
    read = FallModel.from_json(model.to_json())
    assert read == model
    value = GOLD * np.array([0.5, 1.0, 1.0, 1.01, 1.9, np.nan])
    floors = {"keep_floor_minor": np.full(6, GOLD), "effective_rank": np.ones(6)}
    rows = inputs(6, value_minor=value, **floors)
    probability = read.score(rows)
    assert probability[1] == probability[2], "equal rows, equal probabilities"
    assert (np.diff(probability[[0, 1, 3, 4]]) < 0).all()
    assert probability[5] == round(model.middle, 6), "of an unknown distance only what is usual"
    words = [[one["key"] for one in json.loads(text)] for text in reasons(read, rows, probability)]
    assert words == [
        ["below_floor"], ["at_floor"], ["at_floor"], ["near_floor"], ["far_above_floor"], [],
    ]  # fmt: skip


def test_the_plain_way_ranks_as_the_distance_does(plain: Found) -> None:
    figures = report(gold_book(600), *plain)["out_of_time"]
    assert figures["chosen"] == "plain"
    assert figures["auc"] == pytest.approx(figures["baseline_auc"], abs=0.01)


def test_two_fits_of_the_plain_way_give_the_same_text(plain: Found) -> None:
    assert found(gold_book(600))[0].to_json() == plain[0].to_json()


def test_what_the_last_period_shows_has_no_say_in_what_is_tested_on_it() -> None:
    """Assets that fell tell all in the last period, and nothing before: that is learnt too late."""
    early, late = gold_book(600), draining_book(600)
    last = early.period == 1
    book = replace(early, fell=np.where(last, late.outcome(), early.outcome()),
                   inputs={name: np.where(last, late.inputs[name], values)
                           for name, values in early.inputs.items()})  # fmt: skip
    told = report(book, *found(book))
    assert told["model"]["beside_plain"]["chosen"] == "trees"
    assert told["out_of_time"]["chosen"] == "plain"


def test_held_out_figures_are_of_what_the_other_folds_chose() -> None:
    outcome = np.arange(40) % 2 == 0
    fold = np.arange(40) // 20
    customers = [f"C{number}" for number in range(40)]
    good, bad = np.where(outcome, 0.9, 0.1), np.where(outcome, 0.4, 0.6)
    good = good + np.arange(40) * 1e-4
    one = np.where(fold == 0, good, bad)
    kept = chosen_without_own_fold(outcome, customers, fold, trees=one, plain=np.full(40, 0.5))
    assert not kept[fold == 0].any(), "the second part alone speaks against the trees"
    assert kept[fold == 1].all()


def test_no_better_than_chance_is_not_surely_better() -> None:
    outcome = np.array([True, False] * 20)
    customers = [f"C{number // 2}" for number in range(40)]
    half = np.full(40, 0.5)
    assert choice(outcome, customers, trees=half, plain=half).chosen == "plain"
    lucky = np.where(np.arange(40) < 2, np.where(outcome, 0.9, 0.1), 0.5)
    lucky[2:4] = 0.45
    told = choice(outcome, customers, trees=lucky, plain=half)
    assert told.better_by > 0
    assert told.chosen == "plain", "one customer of twenty proves nothing"
    assert choice(outcome, ["C"] * 40, trees=lucky, plain=half).error is None


def test_the_periods_of_a_customer_count_as_one() -> None:
    """Twice the same rows of the same customers prove no more than once."""
    random = np.random.default_rng(3)
    outcome = random.uniform(0, 1, 50) < 0.5
    guess = np.clip(np.where(outcome, 0.55, 0.45) + random.normal(0, 0.1, 50), 0.05, 0.95)
    customers = [f"C{number}" for number in range(50)]
    once = choice(outcome, customers, trees=guess, plain=np.full(50, 0.5))
    twice = choice(
        np.tile(outcome, 2), customers * 2, trees=np.tile(guess, 2), plain=np.full(100, 0.5)
    )
    assert once.error == pytest.approx(twice.error)
    assert once.better_by == pytest.approx(twice.better_by)


@pytest.mark.parametrize(
    ("fell", "reason"),
    [
        (np.zeros(200, bool), "too_few_falls"),
        (np.ones(200, bool), "too_few_falls"),
        (np.arange(200) % 2 == 0, "all_alike"),
    ],
)
def test_one_outcome_or_all_alike_gives_no_model(fell: np.ndarray, reason: str) -> None:
    same = inputs(200, effective_rank=np.ones(200), keep_floor_minor=np.full(200, GOLD),
                  value_minor=np.full(200, 2.0 * GOLD))  # fmt: skip
    customers = [f"C{number}" for number in range(200)]
    assert fit_fall(Sample(customers, np.zeros(200, int), same, fell)) == reason


def test_without_a_distance_that_differs_there_is_no_plain_way() -> None:
    book = draining_book(400)
    unknown = {"value_minor": np.full(400, np.nan)}
    model, _ = found(replace(book, inputs={**book.inputs, **unknown}))
    assert model.trees > 0
    assert (model.card or {})["beside_plain"] is None


def test_the_curve_never_rises() -> None:
    """Where the farther fell the more often, the distance tells nothing."""
    distance = np.linspace(-1, 1, 100).reshape(-1, 1)
    curve = fall_plain.fit_curve(distance, np.arange(100) % 3 + distance[:, 0] > 1)
    flat = fall_plain.by_curve(curve, distance, usual=0.5)
    assert np.ptp(flat) < 1e-12
    share = float((np.arange(100) % 3 + distance[:, 0] > 1).mean())
    assert flat[0] == pytest.approx(share)
    fold = folds([f"C{number}" for number in range(100)])
    assert fall_plain.held_out(distance, np.zeros(100, bool), fold) is None


def test_the_recipe_tells_of_the_plain_way_too() -> None:
    told = recipe()
    assert told["plain"]["features"] == ["distance"]
    assert told["surely"] == 1.0
