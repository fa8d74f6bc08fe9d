"""What groups are like: middles of every input, what sets a group apart, and the map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from hengke.engine.clustering.plane import ACROSS, DOWN
from hengke.learning.clusters import NONE, Assigned, ClusterModel, bent
from hengke.learning.evaluation import Floats

SEEN = (0.01, 0.99)
"""What part of the customers the map spans in each direction; the rest lies at its edge."""
AXIS_INPUTS = 2
PPM = 1_000_000
Rows = list[dict[str, Any]]


def middles(values: Mapping[str, Floats], found: Assigned, model: ClusterModel) -> Rows:
    """One row per group and input: cluster, feature, middle, whole, apart, known_ppm."""
    return [
        _middle(values[one.name], found.labels == label, one, int(label))
        for label in sorted(model.labels)
        for one in model.inputs
    ]


def _middle(values: Floats, inside: Any, one: Any, label: int) -> dict[str, Any]:
    known = ~np.isnan(values)
    own, whole = values[inside & known], values[known]
    middle = float(np.median(own)) if len(own) else None
    apart = None if middle is None else float(bent(np.array([middle]), log=one.log)[0])
    return {
        "cluster": label,
        "feature": one.name,
        "middle": None if middle is None else round(middle, 6),
        "whole": round(float(np.median(whole)), 6) if len(whole) else None,
        "apart": None if apart is None else round((apart - one.middle) / one.spread, 4),
        "known_ppm": round(PPM * len(own) / max(int(inside.sum()), 1)),
    }


def words(rows: Rows, *, apart: float, far: float, most: int) -> list[dict[str, Any]]:
    """What sets one group apart, the farthest first; empty: it is in the middle of all. `much`: it
    is at least `far` spreads away."""
    found = [row for row in rows if row["apart"] is not None and abs(row["apart"]) >= apart]
    found.sort(key=lambda row: (-abs(row["apart"]), row["feature"]))
    return [
        {"feature": row["feature"], "apart": row["apart"], "much": abs(row["apart"]) >= far}
        for row in found[:most]
    ]


def fields(found: Assigned) -> Rows:
    """One row per field of the map and group: x, y, cluster, customers."""
    inside = found.labels != NONE
    if not inside.any():
        return []
    x = _placed(found.x[inside], ACROSS)
    y = _placed(found.y[inside], DOWN)
    keys = np.column_stack([x, y, found.labels[inside]])
    places, counts = np.unique(keys, axis=0, return_counts=True)
    return [
        {"x": int(at[0]), "y": int(at[1]), "cluster": int(at[2]), "customers": int(count)}
        for at, count in zip(places, counts, strict=True)
    ]


def _placed(values: Floats, steps: int) -> Any:
    low, high = np.quantile(values, SEEN)
    width = max(float(high - low), 1e-9)
    return np.clip(((values - low) / width * steps).astype(np.int64), 0, steps - 1)


def axes(model: ClusterModel) -> dict[str, list[str]]:
    """Of each direction of the map, the inputs that weigh most in it."""
    names = [one.name for one in model.inputs]
    return {
        axis: [names[at] for at in np.argsort(-np.abs(line), kind="stable")[:AXIS_INPUTS]]
        for axis, line in zip("xy", np.asarray(model.plane), strict=True)
    }
