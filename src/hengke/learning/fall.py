"""The probability that the tier assessed next is below today's effective tier: model and score.

Fitted on earlier periods of the same bank: figures at a cut-off that lay as many days before that
period's assessment as today lies before the next one, and whether the assessment then fell short.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from hengke.kernel.sentences import sentence
from hengke.learning import boosting, evaluation, isotonic
from hengke.learning.boosted_trees import DIGITS, FeatureTrees, grown
from hengke.learning.evaluation import Flags, Floats, Numbers
from hengke.learning.fall_features import INPUTS, KNOWN, informative, matrix

FEWEST_FALLS = 30


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


@dataclass(frozen=True, kw_only=True)
class FallModel(FeatureTrees):
    """The probability of a fall, and its card."""

    known = KNOWN
    card: Mapping[str, Any] | None = None

    @property
    def middle(self) -> float:
        card = self.card or {}
        return card["falls"] / card["rows"] if card.get("rows") else 0.0


def recipe() -> dict[str, Any]:
    """All that decides, beside the rows, which model is fitted."""
    return {
        "inputs": list(INPUTS),
        "features": KNOWN.recipe(),
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
    found = grown(
        matrix(sample.inputs, names),
        outcome,
        evaluation.folds(sample.customers),
        directions=KNOWN.directions(names),
    )
    model = FallModel(features=names, trees=found.trees, booster=found.booster, steps=found.steps)
    held_out = isotonic.corrected(found.held_out, model.steps)
    return replace(model, card=_card(sample, model)), held_out


def _card(sample: Sample, model: FallModel) -> dict[str, Any]:
    return {
        "purpose": sentence(
            "probability that the next assessed tier is below today's effective tier"
        ),
        "method": sentence("gradient-boosted trees (LightGBM), deterministic"),
        "features": list(model.features),
        "unused": [name for name in KNOWN.by_name if name not in model.features],
        "trees": model.trees,
        "recalibrated": bool(model.steps),
        "rows": len(sample.customers),
        "periods": len(np.unique(sample.period)),
        "falls": int(sample.outcome().sum()),
    }
