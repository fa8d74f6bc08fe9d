"""Columns as a matrix for linear models: numbers standardised, categories as dummies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hengke.learning.evaluation import Floats

Columns = Mapping[str, NDArray[Any]]
"""Arrays of one length: float64 (unknown NaN) or object (texts, unknown None)."""


@dataclass(frozen=True)
class Design:
    """`numbers`: column, middle value (stands for the unknown), mean, spread. `categories`: column
    and its values; one never seen, as one unknown, has no dummy."""

    numbers: tuple[tuple[str, float, float, float], ...]
    categories: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Of the columns of the matrix."""
        dummies = (f"{name}={value}" for name, values in self.categories for value in values)
        return (*(one[0] for one in self.numbers), *dummies)

    def matrix(self, columns: Columns) -> Floats:
        """One row per customer, without a column for the intercept."""
        parts = [
            (np.where(np.isnan(columns[name]), middle, columns[name]) - mean) / spread
            for name, middle, mean, spread in self.numbers
        ]
        parts += [
            (columns[name] == value).astype(np.float64)
            for name, values in self.categories
            for value in values
        ]
        return np.column_stack(parts)


def learn_design(columns: Columns) -> Design:
    """From these rows only. A column of numbers that never differ, or are unknown, is left out."""
    numbers, categories = [], []
    for name, values in columns.items():
        if values.dtype.kind != "f":
            seen = sorted({one for one in values.tolist() if one is not None})
            categories.append((name, tuple(seen)))
            continue
        known = values[~np.isnan(values)]
        if len(known) and known.min() < known.max():
            filled = np.where(np.isnan(values), np.median(known), values)
            told = (float(np.median(known)), float(filled.mean()), float(filled.std()))
            numbers.append((name, *told))
    return Design(tuple(numbers), tuple(categories))
