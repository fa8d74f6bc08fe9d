"""Logistic regression with a small ridge, as numbers that can be kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from hengke.learning.evaluation import Flags, Floats

RIDGE = 1.0  # as if each weight had been seen to be near nothing once
ROUNDS = 50
NEAR = 1e-8
LISTS = ("middle", "mean", "spread", "weights")


@dataclass(frozen=True)
class Regression:
    """`middle` stands for the unknown; a column is taken less its mean, by its spread."""

    middle: tuple[float, ...]
    mean: tuple[float, ...]
    spread: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Regression:
        """Once more, from text."""
        middle, mean, spread, weights = (tuple(told[name]) for name in LISTS)
        return cls(middle, mean, spread, weights, told["intercept"])

    def score(self, matrix: Floats) -> Floats:
        """A probability per row."""
        return _share(self._scaled(matrix) @ np.array(self.weights) + self.intercept)

    def contributions(self, matrix: Floats) -> Floats:
        """Log-odds that each column adds to those of a row that is average throughout."""
        return np.asarray(self._scaled(matrix) * np.array(self.weights))

    def _scaled(self, matrix: Floats) -> Floats:
        filled = np.where(np.isnan(matrix), np.array(self.middle), matrix)
        return np.asarray((filled - np.array(self.mean)) / np.array(self.spread))


def fit_regression(matrix: Floats, outcome: Flags) -> Regression:
    """By Newton's steps, each shortened until it helps. Both outcomes must occur, and every column
    must differ somewhere."""
    middle = np.nanmedian(matrix, axis=0)
    filled = np.where(np.isnan(matrix), middle, matrix)
    mean, spread = filled.mean(axis=0), filled.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    rows = np.column_stack([np.ones(len(filled)), (filled - mean) / spread])
    ridge = np.array([0.0, *np.full(matrix.shape[1], RIDGE)])
    share = outcome.mean()
    at = np.r_[np.log(share / (1 - share)), np.zeros(matrix.shape[1])]
    for _ in range(ROUNDS):
        step = _step(rows, outcome, at, ridge)
        length, now = 1.0, _loss(rows, outcome, at, ridge)
        while length > NEAR and _loss(rows, outcome, at + length * step, ridge) > now:
            length /= 2
        at = at + length * step
        if np.abs(length * step).max() < NEAR:
            break
    return Regression(
        tuple(middle.tolist()), tuple(mean.tolist()), tuple(spread.tolist()),
        tuple(at[1:].tolist()), float(at[0]),
    )  # fmt: skip


def _step(rows: Floats, outcome: Flags, at: Floats, ridge: Floats) -> Floats:
    chance = _share(rows @ at)
    slope = rows.T @ (outcome - chance) - ridge * at
    curve = (rows * (chance * (1 - chance))[:, None]).T @ rows + np.diag(ridge + NEAR)
    return np.asarray(np.linalg.solve(curve, slope))


def _loss(rows: Floats, outcome: Flags, at: Floats, ridge: Floats) -> float:
    odds = rows @ at
    return float((np.logaddexp(0, odds) - outcome * odds).sum() + ridge @ at**2 / 2)


def _share(odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -500, 500))))
