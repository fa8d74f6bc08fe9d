"""The probability that a customer leaves: gradient boosting on the months that are over.

A row is a customer as known at the end of a month, and whether the average of a month so many
months ahead had fallen (the churn policy says how far). A model is tested on the last month of
which that is known, by one that learnt only from months whose outcome had come by then: the horizon
lies between the two, so that nothing of a label is known to what is tested.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np

from hengke.learning import boosting, evaluation, isotonic
from hengke.learning.churn_features import BY_NAME, FEATURES, INPUTS, informative, matrix
from hengke.learning.evaluation import Flags, Floats, Numbers

FEWEST = 30
"""So many who left, and so many who stayed, are needed to learn from, and half as many to test."""
DIGITS = 6  # of a probability: more would be noise, and would not survive a text file


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


@dataclass(frozen=True)
class ChurnModel:
    """A fitted model as text and numbers. `steps` is the calibration (probability in, probability
    out), empty where the raw probability was the better one; `usual` the share that left."""

    features: tuple[str, ...]
    trees: int
    booster: str
    steps: isotonic.Steps
    usual: float

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> ChurnModel:
        raw = json.loads(text)
        steps = tuple((low, high) for low, high in raw["steps"])
        return cls(tuple(raw["features"]), raw["trees"], raw["booster"], steps, raw["usual"])

    @cached_property
    def _machine(self) -> Any:
        return boosting.library().Booster(model_str=self.booster)

    def score(self, inputs: Mapping[str, Floats]) -> Floats:
        """The probability of leaving, one per row, rounded to `DIGITS`."""
        raw = self._machine.predict(matrix(inputs, self.features), num_threads=boosting.THREADS)
        return np.round(isotonic.corrected(np.asarray(raw), self.steps), DIGITS)

    def contributions(self, inputs: Mapping[str, Floats]) -> Floats:
        """Log-odds each feature adds; one row per customer, in the order of `features`."""
        values = self._machine.predict(
            matrix(inputs, self.features), pred_contrib=True, num_threads=boosting.THREADS
        )
        return np.asarray(values)[:, :-1]


def recipe() -> dict[str, Any]:
    """All that decides, beside the rows, which model is fitted."""
    return {
        "inputs": list(INPUTS),
        "features": [[one.name, one.direction] for one in FEATURES],
        "fewest": FEWEST,
        "digits": DIGITS,
        "boosting": boosting.recipe(),
    }


def fit_churn(sample: Sample) -> ChurnModel:
    """Folds keep a customer together and decide the number of trees and whether to recalibrate. Two
    fits of the same rows give the same text. The sample must be `enough`."""
    names = informative(sample.inputs)
    values = matrix(sample.inputs, names)
    directions = [BY_NAME[name].direction for name in names]
    fold = evaluation.folds(sample.customers)
    trees, held_out = boosting.best_size(values, sample.left, fold, directions=directions)
    booster, _ = boosting.boosted(values, sample.left, trees=trees, directions=directions)
    steps = isotonic.better_steps(held_out, sample.left, fold)
    usual = round(float(sample.left.mean()), DIGITS)
    return ChurnModel(names, trees, booster.model_to_string(), steps, usual)


def apart(sample: Sample, *, horizon: int) -> tuple[Sample, Sample] | None:
    """What is learnt from and what it is tested on: the last month, and those whose outcome had
    come by its end. None where there is no such month."""
    last = sample.month.max() if len(sample.month) else 0
    before = sample.month <= last - horizon
    if not before.any():
        return None
    return sample.rows(before), sample.rows(sample.month == last)
