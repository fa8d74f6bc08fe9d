"""The probability that a customer leaves: gradient boosting on the months that are over.

A row is a customer as known at the end of a month, and whether the average of a month so many
months ahead had fallen (the churn policy says how far). A model is tested on the last month of
which that is known, by one that learnt only from months whose outcome had come by then: the horizon
lies between the two, so that nothing of a label is known to what is tested.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hengke.learning import boosting, evaluation
from hengke.learning.boosted_trees import DIGITS, FeatureTrees, grown
from hengke.learning.churn_features import INPUTS, KNOWN, informative, matrix
from hengke.learning.evaluation import Flags, Floats, Numbers

FEWEST = 30
"""So many who left, and so many who stayed, are needed to learn from, and half as many to test."""


@dataclass(frozen=True)
class Sample:
    """Rows of several months: who, the month (counted through the years), inputs, what happened.

    `rule` is what the plain rule says of them: 1, 0, NaN unknown. Unknown inputs are NaN.
    """

    customers: Sequence[str]
    month: Numbers
    inputs: Mapping[str, Floats]
    rule: Floats
    left: Flags

    def rows(self, chosen: Flags) -> Sample:
        return Sample(
            customers=[one for one, keep in zip(self.customers, chosen, strict=True) if keep],
            month=self.month[chosen],
            inputs={name: values[chosen] for name, values in self.inputs.items()},
            rule=self.rule[chosen],
            left=self.left[chosen],
        )

    def enough(self, fewest: int = FEWEST) -> bool:
        left = int(self.left.sum())
        return min(left, len(self.left) - left) >= fewest


@dataclass(frozen=True, kw_only=True)
class ChurnModel(FeatureTrees):
    """The probability of leaving. `usual`: the share that left."""

    known = KNOWN
    usual: float

    @property
    def middle(self) -> float:
        return self.usual


def recipe() -> dict[str, Any]:
    """All that decides, beside the rows, which model is fitted."""
    return {
        "inputs": list(INPUTS),
        "features": KNOWN.recipe(),
        "fewest": FEWEST,
        "digits": DIGITS,
        "boosting": boosting.recipe(),
    }


def fit_churn(sample: Sample) -> ChurnModel:
    """Folds keep a customer together and decide the number of trees and whether to recalibrate. Two
    fits of the same rows give the same text. The sample must be `enough`."""
    names = informative(sample.inputs)
    found = grown(
        matrix(sample.inputs, names),
        sample.left,
        evaluation.folds(sample.customers),
        directions=KNOWN.directions(names),
    )
    return ChurnModel(
        features=names,
        trees=found.trees,
        booster=found.booster,
        steps=found.steps,
        usual=round(float(sample.left.mean()), DIGITS),
    )


def apart(sample: Sample, *, horizon: int) -> tuple[Sample, Sample] | None:
    """What is learnt from and what it is tested on: the last month, and those whose outcome had
    come by its end. None where there is no such month."""
    last = sample.month.max() if len(sample.month) else 0
    before = sample.month <= last - horizon
    if not before.any():
        return None
    return sample.rows(before), sample.rows(sample.month == last)
