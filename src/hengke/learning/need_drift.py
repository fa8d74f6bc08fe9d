"""Whether customers that are scored for a need are still those that its model learnt from."""

from __future__ import annotations

from typing import Any

import numpy as np

from hengke.learning.evaluation import Floats
from hengke.learning.need_features import Figures, View, matrix
from hengke.learning.separation import stability_of_counts

BANDS = 10
Bands = dict[str, dict[str, Any]]
"""Per feature `cuts` (rising) and `counts`: rows of the bands between them, last the unknown."""


def bands(figures: Figures, view: View, names: tuple[str, ...]) -> Bands:
    """The tenths of the rows that are learnt from. Of the market there are none: on a day it is the
    same for everybody, which is no drift of customers."""
    kept = tuple(name for name in names if name not in view.market())
    found: Bands = {}
    for name, values in zip(kept, matrix(figures, view, kept).T, strict=True):
        known = values[~np.isnan(values)]
        cuts = np.unique(np.quantile(known, np.linspace(0, 1, BANDS + 1)[1:-1]))
        found[name] = {"cuts": cuts.tolist(), "counts": _counts(values, cuts)}
    return found


def drift(learnt: Bands, figures: Figures, view: View) -> dict[str, float]:
    """PSI of every feature: the rows now against those learnt from. Without rows there is none."""
    names = tuple(learnt)
    if not names or not len(figures["items"]):
        return {}
    return {
        name: round(
            stability_of_counts(
                learnt[name]["counts"], _counts(values, np.array(learnt[name]["cuts"]))
            ),
            6,
        )
        for name, values in zip(names, matrix(figures, view, names).T, strict=True)
    }


def _counts(values: Floats, cuts: Floats) -> list[int]:
    known = values[~np.isnan(values)]
    counted = np.bincount(np.searchsorted(cuts, known, side="right"), minlength=len(cuts) + 1)
    return [*counted.tolist(), len(values) - len(known)]
