"""Columns as a matrix for trees: numbers as they are, unknown or not; categories by value."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hengke.learning.design import Columns
from hengke.learning.evaluation import Floats

FEWEST = 5  # rows of a category that is worth a column of its own


@dataclass(frozen=True)
class TreeColumns:
    """Which columns the trees see. A category never seen, or rare, has no column of its own."""

    numbers: tuple[str, ...]
    categories: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def owners(self) -> tuple[str, ...]:
        """For each column of the matrix, the column that it was made of."""
        return (*self.numbers, *(name for name, values in self.categories for _ in values))

    def matrix(self, columns: Columns) -> Floats:
        parts = [np.asarray(columns[name], np.float64) for name in self.numbers]
        parts += [
            (columns[name] == value).astype(np.float64)
            for name, values in self.categories
            for value in values
        ]
        return np.column_stack(parts)


def learn_tree_columns(columns: Columns) -> TreeColumns:
    """From these rows only; what never differs is left out."""
    numbers, categories = [], []
    for name, values in columns.items():
        if values.dtype.kind == "f":
            known = values[~np.isnan(values)]
            if len(known) and (known.min() < known.max() or len(known) < len(values)):
                numbers.append(name)
            continue
        seen, counts = np.unique(values[values != None].astype(str), return_counts=True)  # noqa: E711
        kept = tuple(one for one, rows in zip(seen.tolist(), counts, strict=True) if rows >= FEWEST)
        if kept and counts.max() < len(values):
            categories.append((name, kept))
    return TreeColumns(tuple(numbers), tuple(categories))
