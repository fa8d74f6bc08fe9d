"""Groups on points whose groups are known."""

from __future__ import annotations

import numpy as np
import pytest

from hengke.learning import clusters_told
from hengke.learning.clusters import ClusterModel
from hengke.learning.clusters_choice import Choice, Tried, chosen
from hengke.learning.clusters_fit import ALL_ALIKE, TOO_FEW, Fit, Recipe, fit_clusters

NAMES = ("a", "b", "c")
CENTRES = np.array([[0.0, 0, 0], [30, 0, 60], [0, 30, 30], [30, 30, -30]])
RECIPE = Recipe(NAMES, frozenset(), 6.0, 0.5, 60, Choice(2, 6, 0.05, 3, 600))


def points(
    rows: int = 400, *, seed: int = 1, centres: np.ndarray = CENTRES
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Blobs around the centres, in the columns a, b and c; and which blob each row is of."""
    random = np.random.default_rng(seed)
    of = random.integers(0, len(centres), rows)
    values = centres[of] + random.normal(0, 1, (rows, 3))
    return {name: values[:, at] for at, name in enumerate(NAMES)}, of


def fitted(values: dict[str, np.ndarray], **given: ClusterModel) -> Fit:
    found = fit_clusters(values, RECIPE, **given)
    assert isinstance(found, Fit)
    return found


@pytest.mark.requirement("R230")
def test_the_groups_that_there_are_are_found_and_counted():
    values, of = points()
    found = fitted(values)
    labels = found.model.assign(values).labels
    assert len(found.model.labels) == 4
    pairs = {(int(one), int(other)) for one, other in zip(labels, of, strict=True)}
    assert len(pairs) == 4
    assert [one.groups for one in found.tried if one.chosen] == [4]
    assert found.tried[2].stability == pytest.approx(1.0)


def test_two_fits_of_the_same_rows_are_one_and_survive_a_text():
    values, _ = points()
    once, again = fitted(values).model, fitted(values).model
    assert once == again
    assert ClusterModel.from_json(once.to_json()) == once


@pytest.mark.requirement("R230")
def test_labels_stay_with_their_groups_when_fitted_again():
    values, of = points()
    before = fitted(values).model
    turned = CENTRES[[2, 3, 1, 0]] + 1.0
    later, then = points(seed=9, centres=turned)
    after = fitted(later, before=before).model
    label_of = {blob: set(before.assign(values).labels[of == blob]) for blob in range(4)}
    for blob, same in enumerate((2, 3, 1, 0)):
        assert set(after.assign(later).labels[then == blob]) == label_of[same]


def test_a_label_that_has_gone_does_not_come_back_for_others():
    values, _ = points()
    before = fitted(values).model
    gone = fitted(points(centres=CENTRES[:3])[0], before=before).model
    assert set(gone.labels) < {1, 2, 3, 4}
    assert gone.used == 4
    five = np.vstack([CENTRES[:3], [[60, 60, 0]], [[-40, 0, 40]]])
    more = fitted(points(centres=five)[0], before=gone).model
    assert set(gone.labels) <= set(more.labels)
    assert set(more.labels) - set(gone.labels) == {5, 6}


def test_who_is_known_too_little_is_in_no_group_and_one_unknown_is_the_middle():
    values, _ = points()
    model = fitted(values).model
    row = {"a": np.array([30.0, np.nan]), "b": np.array([np.nan, np.nan]), "c": np.array([0.0, 1])}
    found = model.assign(row)
    assert found.labels[0] != 0
    assert found.labels[1] == 0


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({name: np.full(200, 7.0) for name in NAMES}, ALL_ALIKE),
        ({name: np.tile([1.0, 2.0], 100) for name in NAMES}, ALL_ALIKE),
        ({name: np.arange(20.0) for name in NAMES}, TOO_FEW),
        ({name: np.full(200, np.nan) for name in NAMES}, TOO_FEW),
    ],
)
def test_no_groups_where_there_are_none(values, reason):
    assert fit_clusters(values, RECIPE) == reason


def test_an_input_that_is_the_same_for_all_tells_nothing():
    values, _ = points()
    values["c"] = np.zeros(400)
    assert [one.name for one in fitted(values).model.inputs] == ["a", "b"]


def test_one_very_rich_customer_makes_no_group():
    values, _ = points()
    values["a"][0] = 1e15
    found = fitted(values)
    _, counts = np.unique(found.model.assign(values).labels, return_counts=True)
    assert counts.min() > 50


def _tried(groups: int, score: float, error: float, share: float = 0.1) -> Tried:
    return Tried(groups, 1.0, score, score, error, 0.0, 0.0, share)


@pytest.mark.parametrize(
    ("found", "best"),
    [
        ([_tried(2, 0.50, 0.1), _tried(3, 0.80, 0.05), _tried(4, 0.84, 0.05)], 3),
        ([_tried(2, 0.50, 0.1), _tried(3, 0.80, 0.01), _tried(4, 0.84, 0.01)], 4),
        ([_tried(2, 0.50, 0.1), _tried(3, 0.90, 0.0, share=0.01)], 2),
        ([_tried(3, 0.19, 0.074), _tried(4, 0.17, 0.01), _tried(5, 0.165, 0.006)], 4),
        ([_tried(2, 0.10, 0.0, share=0.01), _tried(3, 0.90, 0.0, share=0.01)], 2),
    ],
)
def test_the_fewest_groups_that_do_as_well(found, best):
    assert chosen(found, least_share=0.05) == best


def test_what_sets_groups_apart_is_told_the_farthest_first():
    values, _ = points()
    model = fitted(values).model
    found = model.assign(values)
    rows = clusters_told.middles(values, found, model)
    assert [one["feature"] for one in rows] == list(NAMES) * 4
    own = [{"feature": name, "apart": apart} for name, apart in (("a", 0.4), ("b", -2.0), ("c", 1))]
    assert clusters_told.words(own, apart=0.5, far=1.5, most=2) == [
        {"feature": "b", "apart": -2.0, "much": True}, {"feature": "c", "apart": 1, "much": False},
    ]  # fmt: skip
    assert clusters_told.words(own, apart=9.0, far=9.0, most=2) == []
    spots = clusters_told.fields(found)
    assert sum(one["customers"] for one in spots) == 400
