"""A model of boosted trees with its calibration, as text and numbers; and how it is grown."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np

from hengke.learning import boosting, isotonic
from hengke.learning.evaluation import Flags, Floats, Numbers
from hengke.learning.tree_features import FeatureSet

DIGITS = 6  # of a probability: more would be noise, and would not survive a text file


@dataclass(frozen=True, kw_only=True)
class BoostedTrees(ABC):
    """What is stored, compared and shown on a card. `steps` is the calibration (probability in,
    probability out), empty where the raw probability was the better one."""

    trees: int
    booster: str
    steps: isotonic.Steps = ()

    @abstractmethod
    def matrix(self, columns: Mapping[str, Any]) -> Floats:
        """What the trees see, one row per customer."""

    def score(self, columns: Mapping[str, Any]) -> Floats:
        """The probability, one per row, rounded to `DIGITS`."""
        return np.round(isotonic.corrected(self.raw(self.matrix(columns)), self.steps), DIGITS)

    def raw(self, matrix: Floats) -> Floats:
        """The probability before calibration, one per row of the matrix."""
        return np.asarray(self._machine.predict(matrix, num_threads=boosting.THREADS))

    def contributions(
        self, columns: Mapping[str, Any], *, threads: int = boosting.THREADS
    ) -> Floats:
        """Log-odds that each column of the matrix adds; one row per customer."""
        values = self._machine.predict(self.matrix(columns), pred_contrib=True, num_threads=threads)
        return np.asarray(values)[:, :-1]

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Self:
        return cls(**cls._read(json.loads(text)))

    @classmethod
    def _read(cls, raw: dict[str, Any]) -> dict[str, Any]:
        """The fields of a stored text: what JSON knows as lists are tuples again."""
        return raw | {"steps": tuple((low, high) for low, high in raw["steps"])}

    @cached_property
    def _machine(self) -> Any:
        return boosting.library().Booster(model_str=self.booster)


@dataclass(frozen=True, kw_only=True)
class FeatureTrees(BoostedTrees):
    """Trees on the named features of a set."""

    known: ClassVar[FeatureSet]
    features: tuple[str, ...]

    @property
    @abstractmethod
    def middle(self) -> float:
        """The share of those learnt from: from there on a probability counts as high."""

    def matrix(self, columns: Mapping[str, Any]) -> Floats:
        return self.known.matrix(columns, self.features)

    @classmethod
    def _read(cls, raw: dict[str, Any]) -> dict[str, Any]:
        return super()._read(raw) | {"features": tuple(raw["features"])}


@dataclass(frozen=True)
class Grown:
    """What the rows decided: the number of trees, whether to recalibrate. `held_out`: what each row
    was given, before that correction, by trees that had not seen it."""

    trees: int
    booster: str
    steps: isotonic.Steps
    held_out: Floats


def grown(matrix: Floats, outcome: Flags, fold: Numbers, *, directions: Sequence[int]) -> Grown:
    """Two growths of the same rows give the same text."""
    trees, held_out = boosting.best_size(matrix, outcome, fold, directions=directions)
    booster, _ = boosting.boosted(matrix, outcome, trees=trees, directions=directions)
    steps = isotonic.better_steps(held_out, outcome, fold)
    return Grown(trees, booster.model_to_string(), steps, held_out)
