"""Which of two models is kept: the one of more inputs only where it is surely better.

Both are judged by what they gave rows that they had not seen, with the log-loss: a proper score,
which nobody can better but by probabilities nearer to what happens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from hengke.learning.evaluation import Flags, Floats, Numbers

TREES, PLAIN = "trees", "plain"
SURELY = 1.0  # standard errors by which the mean improvement must be above nothing
LEAST = 1e-6  # a probability of six digits is not told nearer to 0 or 1


@dataclass(frozen=True)
class Choice:
    """Mean log-loss of both on the same rows, by how much that of the trees is lower, and the
    standard error of that. `error` None: a single customer, of which nothing follows."""

    trees_log_loss: float
    plain_log_loss: float
    better_by: float
    error: float | None

    @property
    def chosen(self) -> str:
        sure = self.error is not None and self.better_by > SURELY * self.error
        return TREES if sure else PLAIN

    def told(self) -> dict[str, Any]:
        figures = {name: None if value is None else round(value, 6)
                   for name, value in asdict(self).items()}  # fmt: skip
        return {"chosen": self.chosen, **figures}


def choice(outcome: Flags, customers: Sequence[str], *, trees: Floats, plain: Floats) -> Choice:
    """Paired by customer: the periods of one are not independent, so their differences count as
    one sum."""
    ours, theirs = _losses(outcome, trees), _losses(outcome, plain)
    return Choice(
        trees_log_loss=float(ours.mean()),
        plain_log_loss=float(theirs.mean()),
        better_by=float((theirs - ours).mean()),
        error=_error(theirs - ours, customers),
    )


def chosen_without_own_fold(
    outcome: Flags, customers: Sequence[str], fold: Numbers, *, trees: Floats, plain: Floats
) -> Flags:
    """Whether the trees are kept for each row, chosen on the rows of the other folds: held-out
    figures are then of rows that had no say in the choice."""
    names = np.asarray(customers)
    kept = np.zeros(len(outcome), dtype=bool)
    for part in np.unique(fold):
        rest = fold != part
        found = choice(outcome[rest], names[rest].tolist(), trees=trees[rest], plain=plain[rest])
        kept[~rest] = found.chosen == TREES
    return kept


def _losses(outcome: Flags, probability: Floats) -> Floats:
    given = np.clip(np.where(outcome, probability, 1 - probability), LEAST, 1.0)
    return np.asarray(-np.log(given))


def _error(differences: Floats, customers: Sequence[str]) -> float | None:
    """Of the mean of rows that come in bundles, one per customer."""
    _, place = np.unique(np.asarray(customers), return_inverse=True)
    rows = np.bincount(place)
    if len(rows) < 2:
        return None
    off = np.bincount(place, weights=differences) - rows * differences.mean()
    return float(np.sqrt((off**2).sum() * len(rows) / (len(rows) - 1)) / len(differences))
