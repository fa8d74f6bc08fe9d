"""Propensities: validated in time, with figures, a version and reasons; too little is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hengke.kernel.errors import Refused
from hengke.learning.propensity import Propensity, fit_propensity, suspects
from hengke.learning.propensity_report import (
    by_popularity,
    by_propensity,
    lift,
    out_of_time,
    report,
)


def book(rows: int = 600, *, seed: int = 3) -> tuple[dict[str, Any], np.ndarray, np.ndarray]:
    """Customers who take the likelier the richer they are and where they live; others are noise."""
    random = np.random.default_rng(seed)
    wealth = random.normal(size=rows)
    city = np.array(["north", "south"], dtype=object)[random.integers(0, 2, rows)]
    chance = 1 / (1 + np.exp(-2 * wealth - np.where(city == "north", 1.0, -1.0)))
    columns = {"wealth": wealth, "city": city, "noise": random.normal(size=rows),
               "constant": np.ones(rows)}  # fmt: skip
    columns["noise"][::9] = np.nan
    return columns, random.random(rows) < chance, np.arange(rows, dtype=float)


@pytest.mark.requirement("R232")
@pytest.mark.slow_test
def test_a_model_is_tried_on_a_later_time_and_has_figures_a_version_and_reasons() -> None:
    columns, took, when = book(450)
    told = report(columns, took, when=when)
    for part in ("five_fold", "out_of_time"):
        assert told[part]["auc"] > 0.75
        assert told[part]["brier"] < 0.2
        assert told[part]["calibration_error"] < 0.15
    assert set(told["baseline"]) == set(told["five_fold"])
    model = fit_propensity(columns, took)
    assert told["model"]["version"] == model.card["version"]
    other = fit_propensity(columns, np.roll(took, 1))
    assert other.card["version"] != model.card["version"]
    richest = int(np.argmax(columns["wealth"]))
    first = model.reasons(columns, row=richest)[0]
    assert (first.column, first.value) == ("wealth", columns["wealth"][richest])
    assert first.adds > 0


def test_the_later_rows_are_foretold_without_a_look_at_them() -> None:
    columns, took, when = book()
    looked: list[int] = []

    def way(known: Any, outcome: Any, others: Any) -> Any:
        looked.extend((len(outcome), len(others["wealth"])))
        return others["wealth"]

    last, _ = out_of_time(way, columns, took, when)
    assert looked == [480, 120]
    assert last.tolist() == [False] * 480 + [True] * 120


def test_rows_of_one_moment_stay_on_one_side() -> None:
    columns, took, when = book()
    last, _ = out_of_time(lambda _, __, others: others["wealth"], columns, took, when // 200)
    assert last.sum() == 200


def test_a_time_in_which_nothing_happened_cannot_judge() -> None:
    columns, took, when = book()
    took[500:] = False
    with pytest.raises(Refused, match="Cut by time"):
        out_of_time(by_propensity, columns, took, when)


@pytest.mark.slow_test
def test_two_fits_are_one_and_come_back_from_text() -> None:
    columns, took, _ = book()
    one, other = fit_propensity(columns, took), fit_propensity(columns, took)
    assert one.to_json() == other.to_json()
    again = Propensity.from_json(one.to_json())
    assert np.array_equal(again.score(columns), one.score(columns))
    assert one.card["left_out"] == ["constant"]


@pytest.mark.slow_test
def test_a_city_never_seen_is_scored_like_an_unknown_one() -> None:
    columns, took, _ = book()
    model = fit_propensity(columns, took)
    rows = {"wealth": np.zeros(2), "noise": np.zeros(2), "constant": np.ones(2),
            "city": np.array(["moon", None], dtype=object)}  # fmt: skip
    scores = model.score(rows)
    assert scores[0] == scores[1]
    assert 0 < scores[0] < 1


def test_a_column_that_tells_the_outcome_is_named() -> None:
    columns, took, _ = book()
    assert suspects(columns, took) == ()
    assert suspects({**columns, "score_of_another": 1.0 - took}, took) == ("score_of_another",)


def test_too_few_of_an_outcome_and_columns_alike_are_refused() -> None:
    columns, took, _ = book()
    with pytest.raises(Refused, match="needs 20 rows of each outcome; there are 0 and 600"):
        fit_propensity(columns, np.zeros(600, bool))
    with pytest.raises(Refused, match="alike in every column"):
        fit_propensity({"constant": columns["constant"]}, took)


def test_lift_shares_the_border_among_customers_alike() -> None:
    hit = np.array([True] * 2 + [False] * 18)
    assert lift(hit, np.arange(20.0)[::-1]) == pytest.approx(10.0)
    assert lift(hit, np.zeros(20)) == pytest.approx(1.0)
    assert lift(np.zeros(20, bool), np.zeros(20)) is None


def test_popularity_is_drawn_towards_the_share_of_all() -> None:
    kind = {"kind": np.array([1.0] * 10 + [2.0] * 10)}
    hit = np.array([True] * 10 + [False] * 10)
    told = by_popularity("kind")(kind, hit, {"kind": np.array([1.0, 2.0, 3.0])})
    assert told.tolist() == [0.75, 0.25, 0.5]
