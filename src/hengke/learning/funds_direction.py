"""Will a customer's funds fall, stay or rise in the next quarter? Three classes, weighed.

The most probable class is the wrong answer where one class is common: each class has a weight, and
the weights are those with the highest kappa on held-out folds of the rows the model is fitted on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from hengke.kernel.errors import Refused
from hengke.kernel.sentences import sentence
from hengke.learning import boosting
from hengke.learning.evaluation import Floats, Numbers
from hengke.learning.funds_inputs import Inputs, features
from hengke.learning.kappa import kappa

DIRECTIONS = (-1, 0, 1)  # fall, stay, rise
FEWEST = 30  # rows of each
INNER_FOLDS = 3
STEPS = np.exp(np.linspace(-1.2, 1.2, 49))  # weights tried of one class against the last
ROUNDS = 2


@dataclass(frozen=True)
class FundsDirection:
    """A fitted model as text and numbers; `weights` of the three classes, the last of them 1."""

    features: tuple[str, ...]
    trees: int
    booster: str
    weights: tuple[float, ...]
    card: Mapping[str, Any] = field(default_factory=dict)

    def probabilities(self, inputs: Inputs) -> Floats:
        """Of fall, stay and rise: one row per customer, three columns."""
        found = self._machine.predict(matrix(inputs, self.features), num_threads=boosting.THREADS)
        return np.asarray(found)

    def direction(self, probabilities: Floats) -> Numbers:
        """-1, 0 or 1: the class with the highest weighted probability."""
        return _weighed(probabilities, np.array(self.weights)) - 1

    def contributions(self, inputs: Inputs) -> Floats:
        """Log-odds that each feature adds for the fall; one row per customer."""
        whole = self._machine.predict(matrix(inputs, self.features), pred_contrib=True)
        return np.asarray(whole)[:, : len(self.features)]

    @cached_property
    def _machine(self) -> Any:
        return boosting.library().Booster(model_str=self.booster)

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> FundsDirection:
        raw = json.loads(text)
        return cls(tuple(raw["features"]), raw["trees"], raw["booster"], tuple(raw["weights"]),
                   raw["card"])  # fmt: skip


def fit_direction(inputs: Inputs, came: Numbers) -> FundsDirection:
    """`came` is -1, 0 or 1 per row. Trees and weights are chosen on held-out folds of these rows.

    Refused with fewer than `FEWEST` rows of any direction.
    """
    place = check_directions(came) + 1
    names = differing(inputs)
    values = matrix(inputs, names)
    free = [0] * len(names)
    fold = parts(place, count=INNER_FOLDS, seed=1)
    trees, held_out = boosting.best_size(values, place, fold, directions=free, classes=3)
    booster, _ = boosting.boosted(values, place, trees=trees, directions=free, classes=3)
    card = {
        "purpose": sentence("whether a customer's funds fall, stay or rise in the next quarter"),
        "method": sentence("gradient-boosted trees (LightGBM), deterministic"),
        "features": list(names),
        "trees": trees,
        "rows": len(came),
        "came": [int((place == one).sum()) for one in range(3)],
    }
    weights = tuple(best_weights(held_out, place).tolist())
    return FundsDirection(names, trees, booster.model_to_string(), weights, card)


def check_directions(came: Numbers) -> Numbers:
    """The same, when every direction occurred often enough."""
    rows = [int((came == one).sum()) for one in DIRECTIONS]
    if min(rows) < FEWEST or sum(rows) < len(came):
        raise Refused(
            "A forecast of funds needs {fewest} customers each whose funds fell, stayed and rose; "
            "there are {fell}, {stayed} and {rose} of {rows}.",
            next_step="Deliver a quarter in which all three occurred.",
            fewest=FEWEST,
            fell=rows[0],
            stayed=rows[1],
            rose=rows[2],
            rows=len(came),
        )
    return came


def matrix(inputs: Inputs, names: tuple[str, ...]) -> Floats:
    found = features(inputs)
    return np.column_stack([found[name] for name in names])


def differing(inputs: Inputs) -> tuple[str, ...]:
    """The features that differ at all in these rows."""
    return tuple(
        name for name, values in features(inputs).items()
        if len(known := values[~np.isnan(values)]) and known.min() < known.max()
    )  # fmt: skip


def parts(place: Numbers, *, count: int, seed: int) -> Numbers:
    """The fold of each row, each class spread evenly."""
    from sklearn.model_selection import StratifiedKFold

    fold = np.empty(len(place), np.int64)
    split = StratifiedKFold(count, shuffle=True, random_state=seed).split(place, place)
    for number, (_, part) in enumerate(split):
        fold[part] = number
    return fold


def best_weights(probabilities: Floats, place: Numbers) -> Floats:
    """Those with the highest kappa, one class after the other; all 1 where none is better."""
    weights = np.ones(3)
    best = kappa(place, _weighed(probabilities, weights))
    for _ in range(ROUNDS):
        for one in (0, 1):
            for step in STEPS:
                tried = weights.copy()
                tried[one] = step
                reached = kappa(place, _weighed(probabilities, tried))
                if reached > best:
                    best, weights = reached, tried
    return weights


def _weighed(probabilities: Floats, weights: Floats) -> Numbers:
    return np.asarray((probabilities * weights).argmax(axis=1), np.int64)
