"""Scorecards: the worked scale, bins and weights of evidence by hand, points that add up."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from hengke.kernel.errors import Refused
from hengke.learning.scorecard import Scorecard, fit_scorecard
from hengke.learning.scorecard_bins import PRIOR_ROWS, learn_bins
from hengke.learning.scorecard_runs import shaped
from hengke.learning.scorecard_scale import Scale
from hengke.learning.scorecard_weights import weights

COMMON = Scale(pdo=20, score=600, odds=50)


def flags(*groups: tuple[int, int]) -> np.ndarray:
    """Good and bad of each group in turn."""
    return np.concatenate([[False] * good + [True] * bad for good, bad in groups])


def texts(*groups: tuple[str | None, int]) -> np.ndarray:
    return np.array([value for value, rows in groups for _ in range(rows)], dtype=object)


def test_the_worked_scale_of_the_textbook() -> None:
    assert COMMON.factor == pytest.approx(28.8539, abs=5e-5)
    assert COMMON.offset == pytest.approx(487.123, abs=5e-4)
    assert Scale(20, 600, 30).offset == pytest.approx(501.862, abs=5e-4)
    assert Scale(20, 600, 60).offset == pytest.approx(481.862, abs=5e-4)


def test_so_many_points_double_the_odds_and_a_score_stands_for_a_probability() -> None:
    scores = COMMON.points(np.log([50.0, 100.0, 25.0]))
    assert scores == pytest.approx([600, 620, 580])
    assert COMMON.bad(scores) == pytest.approx([1 / 51, 1 / 101, 1 / 26])
    with pytest.raises(Refused):
        Scale(0, 600, 50)


def test_weights_of_evidence_by_hand() -> None:
    """300 good and 100 bad, so that the prior's rows are 15 good and 5 bad."""
    bad = flags((200, 20), (100, 80))
    binning = learn_bins("home", texts(("own", 220), ("rent", 180)), bad)
    own, rent, missing, unseen = binning.bins
    assert PRIOR_ROWS == 20
    assert own.woe == pytest.approx(log((200 + 15) / (20 + 5) / 3))
    assert rent.woe == pytest.approx(log((100 + 15) / (80 + 5) / 3))
    assert (missing.woe, unseen.woe) == (0.0, 0.0)
    value = (200 / 300 - 20 / 100) * own.woe + (100 / 300 - 80 / 100) * rent.woe
    assert binning.information_value == pytest.approx(value)


def test_unknown_rare_and_never_seen_values_have_a_bin_of_their_own() -> None:
    values = texts(("a", 500), ("b", 480), ("x", 5), ("y", 5), (None, 10))
    bad = np.arange(1_000) % 4 == 0
    binning = learn_bins("code", values, bad)
    assert [one.kind for one in binning.bins] == ["values", "values", "rare", "missing", "unseen"]
    assert binning.bins[2].values == ("x", "y")
    asked = np.array(["a", "y", None, "new"], dtype=object)
    assert binning.places(asked).tolist() == [0, 2, 3, 4]
    assert binning.woes(asked)[3] == 0.0


def test_ranges_keep_their_edge_and_the_unknown_apart() -> None:
    numbers = np.r_[np.full(300, 1.0), np.full(300, 2.0), np.full(100, np.nan)]
    bad = flags((200, 100), (280, 20), (50, 50))
    binning = learn_bins("age", numbers, bad)
    assert [(one.low, one.high) for one in binning.bins] == [(None, 2.0), (2.0, None), (None, None)]
    assert binning.places(np.array([1.999, 2.0, np.nan, 1e12])).tolist() == [0, 1, 2, 1]
    assert binning.bins[2].woe < binning.bins[0].woe < 0 < binning.bins[1].woe
    assert [one.label for one in binning.bins] == ["below 2", "2 or more", "unknown"]


def test_a_noisy_rise_becomes_a_rise_and_small_bins_are_not_cut() -> None:
    rows = np.array([100.0, 100, 100, 100, 3])
    runs = shaped(rows, np.array([10.0, 30, 28, 60, 0]), fewest=50)
    assert [(run.first, run.last) for run in runs] == [(0, 0), (1, 2), (3, 4)]
    assert [run.bad for run in runs] == [10, 58, 60]


def test_a_valley_is_kept_only_where_it_is_more_than_chance() -> None:
    rows = np.full(3, 1_000.0)
    deep = shaped(rows, np.array([300.0, 100, 300]), fewest=50)
    flat = shaped(rows, np.array([300.0, 290, 300]), fewest=50)
    assert [run.share for run in deep] == [0.3, 0.1, 0.3]
    assert len(flat) < 3


def test_weights_are_not_negative_and_twins_share_one() -> None:
    draw = np.random.default_rng(1)
    truth = draw.normal(size=4_000)
    bad = draw.random(4_000) < 1 / (1 + np.exp(1 + truth))
    woes = np.column_stack([truth, truth, -truth, draw.normal(size=4_000)])
    intercept, found = weights(woes, bad)
    assert (found >= 0).all()
    assert found[0] == pytest.approx(found[1], abs=0.02)
    assert found[0] + found[1] - found[2] == pytest.approx(1.0, abs=0.1)
    assert intercept == pytest.approx(1.0, abs=0.15)


@pytest.fixture(scope="module")
def fitted() -> tuple[Scorecard, dict[str, np.ndarray], np.ndarray]:
    draw = np.random.default_rng(2)
    age = draw.integers(20, 70, 3_000).astype(float)
    age[draw.random(3_000) < 0.05] = np.nan
    home = np.where(draw.random(3_000) < 0.5, "own", "rent").astype(object)
    risk = -1.5 - 0.04 * (np.nan_to_num(age, nan=45) - 45) + 0.8 * (home == "rent")
    bad = draw.random(3_000) < 1 / (1 + np.exp(-risk))
    columns = {"age": age, "home": home, "same": np.full(3_000, 7.0)}
    return fit_scorecard(columns, bad, scale=COMMON), columns, bad


def test_the_points_of_a_customer_add_up_to_the_score(fitted) -> None:  # type: ignore[no-untyped-def]
    card, columns, _ = fitted
    score = card.score(columns)
    for row in (0, 17, 2_999):
        assert sum(one.points for one in card.reasons(columns, row=row)) == pytest.approx(
            score[row]
        )
    assert COMMON.bad(score) == pytest.approx(card.bad(columns))


def test_the_mean_probability_is_the_share_of_bad(fitted) -> None:  # type: ignore[no-untyped-def]
    card, columns, bad = fitted
    assert card.bad(columns).mean() == pytest.approx(bad.mean(), abs=1e-4)


def test_reasons_begin_with_the_dearest_loss(fitted) -> None:  # type: ignore[no-untyped-def]
    card, _, _ = fitted
    asked = {"age": np.array([21.0]), "home": np.array(["own"], dtype=object)}
    first, last = card.reasons(asked, row=0)
    assert (first.column, last.column) == ("age", "home")
    assert first.against_mean < 0 < last.against_mean
    assert last.label == "own"


def test_a_column_that_never_differs_is_left_out_and_named(fitted) -> None:  # type: ignore[no-untyped-def]
    card, _, _ = fitted
    assert card.card["left_out"] == ["same"]
    assert [one.column for one in card.binnings] == ["age", "home"]


def test_a_card_is_the_same_after_a_trip_through_text(fitted) -> None:  # type: ignore[no-untyped-def]
    card, columns, _ = fitted
    again = Scorecard.from_json(card.to_json())
    assert again.binnings == card.binnings
    assert again.score(columns) == pytest.approx(card.score(columns))


def test_labels_of_one_class_and_rows_all_alike_are_refused() -> None:
    same = {"a": np.ones(100)}
    with pytest.raises(Refused, match="10 good and 10 bad; there are 100 and 0"):
        fit_scorecard(same, np.zeros(100, bool), scale=COMMON)
    with pytest.raises(Refused, match="alike"):
        fit_scorecard(same, np.arange(100) % 2 == 0, scale=COMMON)
