"""Whether the customers that are scored are still those that a model learnt from, by feature."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from hengke.learning.churn_features import matrix
from hengke.learning.evaluation import Floats
from hengke.learning.separation import stability_of_counts

BANDS = 10
Bands = dict[str, dict[str, Any]]
"""Per feature `cuts` (rising) and `counts`: rows below the first, between two, from the last on,
and last the unknown."""


def bands(inputs: Mapping[str, Floats], names: tuple[str, ...]) -> Bands:
    """The tenths of the rows that are learnt from."""
    found: Bands = {}
    for name, values in zip(names, matrix(inputs, names).T, strict=True):
        known = values[~np.isnan(values)]
        cuts = np.unique(np.quantile(known, np.linspace(0, 1, BANDS + 1)[1:-1]))
        found[name] = {"cuts": cuts.tolist(), "counts": _counts(values, cuts)}
    return found


def drift(learnt: Bands, inputs: Mapping[str, Floats]) -> dict[str, float]:
    """PSI of every feature: the rows now against those learnt from. Without rows there is none."""
    names = tuple(learnt)
    rows = matrix(inputs, names) if names else np.zeros((0, 0))
    if not len(rows):
        return {}
    return {
        name: round(
            stability_of_counts(
                learnt[name]["counts"], _counts(values, np.array(learnt[name]["cuts"]))
            ),
            6,
        )
        for name, values in zip(names, rows.T, strict=True)
    }


def _counts(values: Floats, cuts: Floats) -> list[int]:
    known = values[~np.isnan(values)]
    place = np.searchsorted(cuts, known, side="right")
    counted = np.bincount(place, minlength=len(cuts) + 1).tolist()
    return [*counted, len(values) - len(known)]
