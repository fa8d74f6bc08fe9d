"""Why a probability is high or low, as words and numbers: {"key": ..., "params": {...}}.

The contributions of the features are summed by reason; a customer above the share of those learnt
from is told what raises the probability, one below it what lowers it. A key comes with the figures
it speaks of, in minor units, so that every number of a sentence can be traced.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from hengke.learning.boosted_trees import FeatureTrees
from hengke.learning.evaluation import Floats

MOST_REASONS = 3
LEAST_WEIGHT = 0.05  # log-odds; weaker influences are not worth a word

Inputs = Mapping[str, float]
Word = tuple[str, dict[str, Any]] | None
Speaker = Callable[[Inputs, bool], Word]
"""(a customer's inputs, whether the reason raises the probability) -> key and figures; None where
a sentence would contradict the figures."""


@dataclass(frozen=True)
class Speech:
    """The words of a kind of model, by reason; a reason without any stays silent.

    `partly`: a word may be said though a figure of it is unknown; else it is left out. `otherwise`
    speaks where nothing else does.
    """

    words: Mapping[str, Speaker]
    partly: bool = False
    otherwise: Speaker | None = None

    def reasons(
        self, model: FeatureTrees, inputs: Mapping[str, Floats], probability: Floats
    ) -> list[str]:
        """The reasons of each row as JSON text. They take the time: a score is far quicker."""
        weights = self._by_reason(model, inputs)
        return [
            json.dumps(
                self._of_one(
                    {name: float(values[row]) for name, values in inputs.items()},
                    {reason: float(found[row]) for reason, found in weights.items()},
                    raises=bool(probability[row] >= model.middle),
                )
            )
            for row in range(len(probability))
        ]

    def _by_reason(self, model: FeatureTrees, inputs: Mapping[str, Floats]) -> dict[str, Floats]:
        """Log-odds of each reason that has words, one per row."""
        contributions = model.contributions(inputs)
        group_of = [model.known.by_name[name].group for name in model.features]
        return {
            reason: contributions[:, [at for at, one in enumerate(group_of) if one == reason]].sum(
                axis=1
            )
            for reason in self.words
            if reason in group_of
        }

    def _of_one(
        self, row: Inputs, weight: Mapping[str, float], *, raises: bool
    ) -> list[dict[str, Any]]:
        """At most three words, the strongest first; no word twice."""
        sign = 1 if raises else -1
        found: dict[str, dict[str, Any]] = {}
        for reason in sorted(weight, key=lambda one: -sign * weight[one]):
            if sign * weight[reason] < LEAST_WEIGHT or len(found) == MOST_REASONS:
                break
            self._say(found, self.words[reason](row, raises))
        if not found and self.otherwise is not None:
            self._say(found, self.otherwise(row, raises))
        return [{"key": key, "params": params} for key, params in found.items()]

    def _say(self, found: dict[str, dict[str, Any]], word: Word) -> None:
        if word is not None and (self.partly or None not in word[1].values()):
            found.setdefault(word[0], word[1])


def whole(value: float) -> int | None:
    return None if np.isnan(value) else round(value)


def items(row: Inputs, raises: bool) -> Word:
    return ("few_products" if raises else "several_products"), {"items": whole(row["items"])}


def demand(row: Inputs, raises: bool) -> Word:
    return ("mostly_demand" if raises else "little_demand"), {
        "demand_minor": whole(row["demand_minor"])
    }


def maturing(row: Inputs, raises: bool) -> Word:
    amount = whole(row["maturing_minor"])
    return ("maturing", {"maturing_minor": amount}) if raises and amount else None


def tenure(row: Inputs, raises: bool) -> Word:
    return ("new_relation" if raises else "long_relation"), {"days": whole(row["tenure_days"])}
