"""Scorecards: bins with weights of evidence, a logistic regression on them, points per bin.

Siddiqi (2006), Credit Risk Scorecards. Points of a bin are (weight x WoE + intercept / n) x factor
+ offset / n, so that a customer's points add up to the score, and the score stands for odds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from hengke.kernel.errors import Refused
from hengke.kernel.sentences import sentence
from hengke.learning.design import Columns
from hengke.learning.evaluation import Flags, Floats
from hengke.learning.scorecard_bins import Bin, Binning, learn_bins
from hengke.learning.scorecard_scale import Scale
from hengke.learning.scorecard_weights import weights

FEWEST = 10  # of the good and of the bad


@dataclass(frozen=True)
class Reason:
    """What one column gives a customer, and how that differs from the mean of all in the fit."""

    column: str
    label: str
    points: float
    against_mean: float


@dataclass(frozen=True)
class Scorecard:
    """A fitted card as numbers. Columns with weight 0 told nothing that others do not tell."""

    binnings: tuple[Binning, ...]
    weights: tuple[float, ...]
    intercept: float
    scale: Scale
    card: Mapping[str, Any] = field(default_factory=dict)

    def log_odds(self, columns: Columns) -> Floats:
        """ln(good : bad), one per row."""
        parts = [w * one.woes(columns[one.column]) for w, one in self._pairs()]
        return self.intercept + np.sum(parts, axis=0)

    def bad(self, columns: Columns) -> Floats:
        """The probability of bad, one per row."""
        return 1 / (1 + np.exp(self.log_odds(columns)))

    def score(self, columns: Columns) -> Floats:
        """The score: the sum of the points of all columns."""
        return self.scale.points(self.log_odds(columns))

    def points(self, column: str) -> Floats:
        """The points of each bin of a column, in the order of its bins."""
        place = [one.column for one in self.binnings].index(column)
        base = (self.scale.factor * self.intercept + self.scale.offset) / len(self.binnings)
        woes = np.array([one.woe for one in self.binnings[place].bins])
        return base + self.scale.factor * self.weights[place] * woes

    def reasons(self, columns: Columns, *, row: int) -> list[Reason]:
        """What every column gives the customer in this row, dearest loss first."""
        found = []
        for _, one in self._pairs():
            points = self.points(one.column)
            place = int(one.places(columns[one.column][row : row + 1])[0])
            mean = float(points @ _shares(one.bins))
            gives = float(points[place])
            found.append(Reason(one.column, one.bins[place].label, gives, gives - mean))
        return sorted(found, key=lambda reason: reason.against_mean)

    def _pairs(self) -> list[tuple[float, Binning]]:
        return list(zip(self.weights, self.binnings, strict=True))

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Scorecard:
        raw = json.loads(text)
        binnings = tuple(
            Binning(one["column"], one["numeric"], tuple(
                Bin(**each | {"values": tuple(each["values"])}) for each in one["bins"]))
            for one in raw["binnings"]
        )  # fmt: skip
        scale = Scale(**raw["scale"])
        return cls(binnings, tuple(raw["weights"]), raw["intercept"], scale, raw["card"])


def fit_scorecard(columns: Columns, bad: Flags, *, scale: Scale) -> Scorecard:
    """The card of these rows; every column that differs at all gets bins, and its weight decides.

    Refused with fewer than `FEWEST` good or bad, and where no column differs.
    """
    good, bads = int((~bad).sum()), int(bad.sum())
    if min(good, bads) < FEWEST:
        raise Refused(
            "A scorecard needs {fewest} good and {fewest} bad; there are {good} and {bads}.",
            next_step="Deliver a period in which both outcomes occurred.",
            fewest=FEWEST,
            good=good,
            bads=bads,
        )
    learnt = (learn_bins(name, values, bad) for name, values in columns.items())
    binnings = tuple(one for one in learnt if one.informative)
    if not binnings:
        raise Refused("All rows are alike in every column: there is nothing to score by.",
                      next_step="Deliver columns in which customers differ.")  # fmt: skip
    woes = np.column_stack([one.woes(columns[one.column]) for one in binnings])
    intercept, found = weights(woes, bad)
    card = {
        "purpose": sentence("odds of good to bad as points that add up"),
        "method": sentence("weights of evidence and logistic regression, weights not negative"),
        "rows": len(bad),
        "bad": bads,
        "information_value": {one.column: round(one.information_value, 4) for one in binnings},
        "left_out": [name for name in columns if name not in {one.column for one in binnings}],
    }
    return Scorecard(binnings, tuple(found.tolist()), intercept, scale, card)


def _shares(bins: tuple[Bin, ...]) -> Floats:
    rows = np.array([one.good + one.bad for one in bins], float)
    return rows / rows.sum()
