"""What boosted trees are shown of a customer: columns derived from the inputs that an engine gives.

Each names the reason that it speaks for and the direction in which it may only push the
probability. Nothing is made up: what is unknown is NaN, and what never differs is not used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from hengke.learning.evaluation import Floats

Columns = Mapping[str, Floats]
"""Inputs by name, arrays of one length; NaN where unknown."""


@dataclass(frozen=True)
class Feature:
    """One column of a matrix. `group` is the reason it speaks for; one that has no words stays
    silent. `direction`: 1, -1, or 0 where it is free."""

    name: str
    group: str
    value: Callable[[Columns], Floats]
    direction: int = 0


@dataclass(frozen=True)
class FeatureSet:
    """All features that a kind of model may use, in their order."""

    features: tuple[Feature, ...]

    @cached_property
    def by_name(self) -> dict[str, Feature]:
        return {feature.name: feature for feature in self.features}

    def matrix(self, columns: Columns, names: Sequence[str]) -> Floats:
        """The named features, one row per customer; NaN where an input is unknown."""
        with np.errstate(invalid="ignore", divide="ignore"):
            values = [self.by_name[name].value(columns) for name in names]
        return np.column_stack([np.asarray(value, dtype=np.float64) for value in values])

    def informative(self, columns: Columns, *, copies: bool = True) -> tuple[str, ...]:
        """The features that differ in these rows; without `copies`, no two that are the same."""
        kept: dict[str, Floats] = {}
        everything = self.matrix(columns, tuple(self.by_name))
        for name, values in zip(self.by_name, everything.T, strict=True):
            known = values[~np.isnan(values)]
            if not len(known) or known.min() == known.max():
                continue
            if copies or not any(np.array_equal(values, one, equal_nan=True)
                                 for one in kept.values()):  # fmt: skip
                kept[name] = values
        return tuple(kept)

    def directions(self, names: Sequence[str]) -> list[int]:
        return [self.by_name[name].direction for name in names]

    def recipe(self) -> list[list[str | int]]:
        """What decides about a model, as far as a text can say it."""
        return [[one.name, one.direction] for one in self.features]


def log_amount(amount: Floats) -> Floats:
    """Log of an amount in minor units; what is owed counts as nothing."""
    return np.log1p(np.clip(amount, 0, None))


def share_of(part: Floats, whole: Floats) -> Floats:
    """A part of the assets; of less than one yuan nothing is a share worth the name."""
    return np.clip(part / np.maximum(whole, 100.0), 0, 10)
