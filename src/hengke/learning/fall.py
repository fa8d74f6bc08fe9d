"""The probability that the tier assessed next is below today's effective tier: model and score.

Fitted on earlier periods of the same bank: figures at a cut-off that lay as many days before that
period's assessment as today lies before the next one, and whether the assessment then fell short.

Two models are fitted: trees of all that is known, and the plain way, a curve of the distance to the
floor alone. The trees are kept where they are surely better on customers they have not seen.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from hengke.kernel.sentences import sentence
from hengke.learning import boosting, evaluation, fall_plain, isotonic
from hengke.learning.boosted_trees import DIGITS, FeatureTrees, grown
from hengke.learning.evaluation import Flags, Floats, Numbers
from hengke.learning.fall_choice import SURELY, TREES, Choice, choice, chosen_without_own_fold
from hengke.learning.fall_features import INPUTS, KNOWN, informative, matrix
from hengke.learning.regression import Regression

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
    """The probability of a fall, and its card. `curve`: the plain way, in place of trees."""

    known = KNOWN
    card: Mapping[str, Any] | None = None
    curve: Regression | None = None

    @property
    def middle(self) -> float:
        card = self.card or {}
        return card["falls"] / card["rows"] if card.get("rows") else 0.0

    def raw(self, matrix: Floats) -> Floats:
        if self.curve is None:
            return super().raw(matrix)
        return fall_plain.by_curve(self.curve, matrix, usual=self.middle)

    def contributions(
        self, columns: Mapping[str, Any], *, threads: int = boosting.THREADS
    ) -> Floats:
        if self.curve is None:
            return super().contributions(columns, threads=threads)
        return fall_plain.contributions(self.curve, self.matrix(columns))

    def to_json(self) -> str:
        """Trees are stored without the curve that they have not."""
        told = asdict(self)
        if self.curve is None:
            del told["curve"]
        return json.dumps(told, ensure_ascii=False, sort_keys=True)

    @classmethod
    def _read(cls, raw: dict[str, Any]) -> dict[str, Any]:
        curve = raw.get("curve")
        return super()._read(raw) | {"curve": None if curve is None else Regression.of(curve)}


@dataclass(frozen=True)
class Candidate:
    """A model, what it gave rows that it had not seen, and the same corrected by steps learnt on
    other rows: what it is judged by."""

    model: FallModel
    held_out: Floats
    judged: Floats


def recipe() -> dict[str, Any]:
    """All that decides, beside the rows, which model is fitted."""
    return {
        "inputs": list(INPUTS),
        "features": KNOWN.recipe(),
        "fewest_falls": FEWEST_FALLS,
        "digits": DIGITS,
        "boosting": boosting.recipe(),
        "plain": fall_plain.recipe(),
        "surely": SURELY,
    }


def fit_fall(sample: Sample) -> tuple[FallModel, Floats] | str:
    """The model and its held-out probabilities for the same rows; or why there is none.

    Only what the rows say decides the number of trees, whether to recalibrate, and whether more
    than the distance is used: folds keep a customer together. Held-out probabilities are of the
    model that the other folds chose. Two fits of the same rows give the same text.
    """
    outcome = sample.outcome()
    if outcome.sum() < FEWEST_FALLS or (~outcome).sum() < FEWEST_FALLS:
        return "too_few_falls"
    names = informative(sample.inputs)
    if not names:
        return "all_alike"
    fold = evaluation.folds(sample.customers)
    trees, plain = _trees(sample, names, fold), _plain(sample, fold)
    if plain is None:
        return replace(trees.model, card=_card(sample, trees.model, names)), trees.held_out
    told = choice(outcome, sample.customers, trees=trees.judged, plain=plain.judged)
    model = trees.model if told.chosen == TREES else plain.model
    kept = chosen_without_own_fold(
        outcome, sample.customers, fold, trees=trees.judged, plain=plain.judged
    )
    held_out = np.where(kept, trees.held_out, plain.held_out)
    return replace(model, card=_card(sample, model, names, told)), held_out


def _trees(sample: Sample, names: tuple[str, ...], fold: Numbers) -> Candidate:
    """Of all that is known."""
    found = grown(
        matrix(sample.inputs, names),
        sample.outcome(),
        fold,
        directions=KNOWN.directions(names),
    )
    model = FallModel(features=names, trees=found.trees, booster=found.booster, steps=found.steps)
    return _candidate(model, found.held_out, sample.outcome(), fold)


def _plain(sample: Sample, fold: Numbers) -> Candidate | None:
    """Of the distance alone; None where it is not known of enough."""
    distance = matrix(sample.inputs, fall_plain.FEATURES)
    raw = fall_plain.held_out(distance, sample.outcome(), fold)
    if raw is None:
        return None
    model = FallModel(
        features=fall_plain.FEATURES,
        trees=0,
        booster="",
        steps=isotonic.better_steps(raw, sample.outcome(), fold),
        curve=fall_plain.fit_curve(distance, sample.outcome()),
    )
    return _candidate(model, raw, sample.outcome(), fold)


def _candidate(model: FallModel, raw: Floats, outcome: Flags, fold: Numbers) -> Candidate:
    judged = isotonic.without_own_fold(raw, outcome, fold) if model.steps else raw
    return Candidate(model, isotonic.corrected(raw, model.steps), judged)


def _card(
    sample: Sample, model: FallModel, names: tuple[str, ...], told: Choice | None = None
) -> dict[str, Any]:
    """`beside_plain`: both log-losses and what was chosen; None where there was no plain way."""
    return {
        "purpose": sentence(
            "probability that the next assessed tier is below today's effective tier"
        ),
        "method": _method(model),
        "features": list(model.features),
        "unused": [name for name in KNOWN.by_name if name not in names],
        "trees": model.trees,
        "recalibrated": bool(model.steps),
        "rows": len(sample.customers),
        "periods": len(np.unique(sample.period)),
        "falls": int(sample.outcome().sum()),
        "beside_plain": None if told is None else told.told(),
    }


def _method(model: FallModel) -> Any:
    if model.curve is None:
        return sentence("gradient-boosted trees (LightGBM), deterministic")
    return sentence("the plain way: logistic regression on the distance to the floor alone")
