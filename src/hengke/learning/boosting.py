"""Gradient boosting as we use it: LightGBM, deterministic, small trees, at most two at a time."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from hengke.learning.evaluation import Flags, Floats, Numbers

Labels = Flags | Numbers
"""The outcome of each row: whether it came, or the number of its class, counted from 0."""

THREADS = 2
MOST_TREES = 300
PATIENCE = 30  # trees without a lower held-out loss before a fold stops
SETTINGS: dict[str, Any] = {
    "objective": "binary",
    "learning_rate": 0.08,  # more, smaller steps cost every reason their time and rank no better
    "num_leaves": 15,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.6,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "max_bin": 255,
    "seed": 1,
    "num_threads": 1,  # fits run side by side: two threads in one would wait for each other
    "deterministic": True,
    "force_row_wise": True,
    "verbose": -1,
    # "advanced" breaks the constraint when values are missing (LightGBM 4.7)
    "monotone_constraints_method": "intermediate",
}


def recipe() -> dict[str, Any]:
    """What decides about the trees, beside the rows."""
    return SETTINGS | {"most_trees": MOST_TREES, "patience": PATIENCE}


def library() -> Any:
    """LightGBM, loaded when first needed; waiting threads must not spin on a busy machine."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    import lightgbm

    return lightgbm


def boosted(
    matrix: Floats,
    outcome: Labels,
    *,
    trees: int,
    directions: Sequence[int],
    held_out: tuple[Floats, Labels] | None = None,
    classes: int = 2,
) -> tuple[Any, list[float]]:
    """A booster of `trees` trees, and its log-loss on the held-out rows after each tree.

    More than two classes grow a tree each per round; directions then must all be 0.
    """
    lightgbm = library()
    settings = settings_for(len(outcome)) | _shape(directions, classes)
    curve: dict[str, dict[str, list[float]]] = {}
    data = lightgbm.Dataset(matrix, outcome.astype(np.float64), free_raw_data=True)
    tests = []
    callbacks = []
    if held_out is not None:
        tests = [lightgbm.Dataset(held_out[0], held_out[1].astype(np.float64), reference=data)]
        callbacks = [
            lightgbm.record_evaluation(curve),
            lightgbm.early_stopping(PATIENCE, verbose=False),
        ]
    booster = lightgbm.train(
        settings, data, trees, valid_sets=tests, valid_names=["held_out"][: len(tests)],
        callbacks=callbacks,
    )  # fmt: skip
    return booster, next(iter(curve.get("held_out", {}).values()), [])


def _shape(directions: Sequence[int], classes: int) -> dict[str, Any]:
    if classes == 2:
        return {"monotone_constraints": list(directions)}
    return {"objective": "multiclass", "num_class": classes}


def settings_for(rows: int) -> dict[str, Any]:
    """Smaller leaves for small books: a leaf never asks for more than a fiftieth of the rows."""
    return SETTINGS | {"min_data_in_leaf": max(5, min(SETTINGS["min_data_in_leaf"], rows // 50))}


def best_size(
    matrix: Floats,
    outcome: Labels,
    fold: Numbers,
    *,
    directions: Sequence[int],
    classes: int = 2,
) -> tuple[int, Floats]:
    """The number of trees with the least log-loss over the folds, and the held-out predictions
    (one column per class where there are more than two).

    One number is chosen from the same folds that are then reported; with thousands of rows that
    flatters the figures far less than their noise.
    """
    parts = [(fold != part, fold == part) for part in np.unique(fold)]

    def fit(rest_and_part: tuple[Flags, Flags]) -> tuple[Any, list[float]]:
        rest, part = rest_and_part
        return boosted(
            matrix[rest], outcome[rest], trees=MOST_TREES, directions=directions,
            held_out=(matrix[part], outcome[part]), classes=classes,
        )  # fmt: skip

    with ThreadPoolExecutor(max_workers=THREADS) as side_by_side:
        fitted = list(side_by_side.map(fit, parts))
    weights = [int(part.sum()) for _, part in parts]
    shortest = min(len(losses) for _, losses in fitted)
    curve = np.average([losses[:shortest] for _, losses in fitted], axis=0, weights=weights)
    trees = int(np.argmin(curve)) + 1
    predictions = np.zeros(len(outcome) if classes == 2 else (len(outcome), classes))
    for (booster, _), (_, part) in zip(fitted, parts, strict=True):
        predictions[part] = booster.predict(matrix[part], num_iteration=trees, num_threads=THREADS)
    return trees, predictions
