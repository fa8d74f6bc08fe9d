"""The probability that the tier assessed next is below today's effective tier: model and score.

Fitted on earlier periods of the same bank: figures at a cut-off that lay as many days before that
period's assessment as today lies before the next one, and whether the assessment then fell short.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from hengke.kernel.sentences import sentence
from hengke.learning import boosting, evaluation, isotonic
from hengke.learning.evaluation import Flags, Floats, Numbers
from hengke.learning.fall_features import BY_NAME, FEATURES, INPUTS, informative, matrix

FEWEST_FALLS = 30
DIGITS = 6  # of a probability: more would be noise, and would not survive a text file


@dataclass(frozen=True)
class Sample:
    """Rows of one or more periods: who, which period (0 = oldest), the inputs, what happened.

    `fell` is None for the rows to be scored. Every input is there; unknown is NaN.
    """

    customers: Sequence[str]
    period: Numbers
    inputs: Mapping[str, Floats]
    fell: Flags | None = None

    def __post_init__(self) -> None:
        missing = set(INPUTS) - set(self.inputs)
        if missing:
            raise ValueError(f"inputs are missing: {sorted(missing)}")

    def rows(self, chosen: Flags) -> Sample:
        return Sample(
            customers=[one for one, keep in zip(self.customers, chosen, strict=True) if keep],
            period=self.period[chosen],
            inputs={name: values[chosen] for name, values in self.inputs.items()},
            fell=None if self.fell is None else self.fell[chosen],
        )

    def outcome(self) -> Flags:
        if self.fell is None:
            raise ValueError("these rows have no outcome yet")
        return self.fell


@dataclass(frozen=True)
class FallModel:
    """A fitted model as text and numbers: what is stored, compared and shown on its card.

    `steps` is the calibration (probability in, probability out), empty when the raw probability
    was already the better one.
    """

    features: tuple[str, ...]
    trees: int
    booster: str
    steps: tuple[tuple[float, float], ...] = ()
    card: Mapping[str, Any] | None = None

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> FallModel:
        raw = json.loads(text)
        steps = tuple((low, high) for low, high in raw["steps"])
        return cls(tuple(raw["features"]), raw["trees"], raw["booster"], steps, raw["card"])

    @cached_property
    def _machine(self) -> Any:
        return boosting.library().Booster(model_str=self.booster)

    def score(self, inputs: Mapping[str, Floats]) -> Floats:
        """The probability of a fall, one per row, rounded to `DIGITS`."""
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
        "fewest_falls": FEWEST_FALLS,
        "digits": DIGITS,
        "boosting": boosting.recipe(),
    }


def fit_fall(sample: Sample) -> tuple[FallModel, Floats] | str:
    """The model and its held-out probabilities for the same rows; or why there is none.

    Only what the rows say decides the number of trees and whether to recalibrate: folds keep a
    customer together. Two fits of the same rows give the same text.
    """
    outcome = sample.outcome()
    if outcome.sum() < FEWEST_FALLS or (~outcome).sum() < FEWEST_FALLS:
        return "too_few_falls"
    names = informative(sample.inputs)
    values = matrix(sample.inputs, names)
    directions = [BY_NAME[name].direction for name in names]
    fold = evaluation.folds(sample.customers)
    trees, held_out = boosting.best_size(values, outcome, fold, directions=directions)
    booster, _ = boosting.boosted(values, outcome, trees=trees, directions=directions)
    steps = isotonic.better_steps(held_out, outcome, fold)
    model = FallModel(names, trees, booster.model_to_string(), steps)
    return replace(model, card=_card(sample, model)), isotonic.corrected(held_out, model.steps)


def _card(sample: Sample, model: FallModel) -> dict[str, Any]:
    return {
        "purpose": sentence(
            "probability that the next assessed tier is below today's effective tier"
        ),
        "method": sentence("gradient-boosted trees (LightGBM), deterministic"),
        "features": list(model.features),
        "unused": [feature.name for feature in FEATURES if feature.name not in model.features],
        "trees": model.trees,
        "recalibrated": bool(model.steps),
        "rows": len(sample.customers),
        "periods": len(np.unique(sample.period)),
        "falls": int(sample.outcome().sum()),
    }
