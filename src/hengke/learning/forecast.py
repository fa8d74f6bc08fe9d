"""Four plain ways to look some months ahead, over all customers at once.

Courses are matrices, one row per customer and one column per month, the oldest first; NaN is
unknown. A way that cannot say anything of a customer says the last value (persistence), so that all
are compared on the same rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hengke.learning.evaluation import Floats, Numbers

YEAR = 12
LEAST_CHANGES = 3
"""Known changes, below which there is no trend."""
RIPPLE = 0.01
"""Part of the level that is added to the usual change: who never moved may move."""


@dataclass(frozen=True)
class Ways:
    """`recent` months for trend and mean, the part `shrink` of the median change, `unit`: the least
    that the quantity moves by."""

    recent: int
    shrink: float
    unit: float


@dataclass(frozen=True)
class Origin:
    """What is known when one looks ahead: the months so far, the last value, and by how much it
    usually changes in a month (`scale`, never 0)."""

    past: Floats
    level: Floats
    trend: Floats
    mean: Floats
    scale: Floats

    def ahead(self, method: str, months: int, part: float) -> Floats:
        """The value so many months after the last column; `part`: how many of them are left."""
        return np.maximum(self._plain(method, months, part), 0.0)

    def _plain(self, method: str, months: int, part: float) -> Floats:
        if method == "trend":
            return self.level + self.trend * part
        if method == "mean":
            return self.mean
        place = self.past.shape[1] - 1 + months - YEAR
        if method == "seasonal" and 0 <= place < self.past.shape[1]:
            return np.where(np.isnan(self.past[:, place]), self.level, self.past[:, place])
        return self.level


def origin(past: Floats, ways: Ways, *, level: Floats | None = None) -> Origin:
    """`level`: the last value where it is newer than the last month."""
    last = past[:, -1] if level is None else level
    changes = np.diff(past[:, -ways.recent - 1 :], axis=1)
    enough = known(changes) >= LEAST_CHANGES
    usual = np.nan_to_num(_mean(np.abs(changes)))
    mean = _mean(past[:, -ways.recent :])
    return Origin(
        past=past,
        level=last,
        trend=np.where(enough, np.nan_to_num(_median(changes)) * ways.shrink, 0.0),
        mean=np.where(np.isnan(mean), last, mean),
        scale=usual + RIPPLE * np.abs(last) + ways.unit,
    )


def known(values: Floats) -> Numbers:
    """How many of each row are known."""
    return np.asarray((~np.isnan(values)).sum(axis=1), dtype=np.int64)


def _mean(values: Floats) -> Floats:
    """Of the known ones; NaN where there is none."""
    number = known(values)
    total = np.nansum(values, axis=1)
    return np.where(number > 0, total / np.maximum(number, 1), np.nan)


def _median(values: Floats) -> Floats:
    """Of the known ones (those sort first); NaN where there is none."""
    if not values.shape[1]:
        return np.full(len(values), np.nan)
    ordered, number = np.sort(values, axis=1), known(values)
    rows = np.arange(len(values))
    low = ordered[rows, np.maximum(number - 1, 0) // 2]
    return np.asarray((low + ordered[rows, np.minimum(number // 2, values.shape[1] - 1)]) / 2)
