"""How likely a customer is to do one thing (take a product, answer a call, leave): model and score.

Gradient-boosted trees on whatever columns a bank has, recalibrated where that helps. A column that
alone tells the outcome is named on the card: it is rarely luck, mostly it was written afterwards.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from hengke.kernel.errors import Refused
from hengke.kernel.sentences import sentence
from hengke.learning.boosted_trees import BoostedTrees, grown
from hengke.learning.design import Columns
from hengke.learning.evaluation import Flags, Floats
from hengke.learning.out_of_fold import stratified
from hengke.learning.tree_columns import TreeColumns, learn_tree_columns

FEWEST = 20  # of those who did it, and of those who did not
INNER_FOLDS = 5
SUSPECT = 0.98  # AUC of a single column, either way round


@dataclass(frozen=True)
class Reason:
    """What one column adds to the log-odds of a customer, and what the customer has in it (None:
    unknown)."""

    column: str
    value: str | float | None
    adds: float


@dataclass(frozen=True, kw_only=True)
class Propensity(BoostedTrees):
    """The probability that it is done, from the columns that a bank has."""

    columns: TreeColumns
    card: Mapping[str, Any] = field(default_factory=dict)

    def matrix(self, columns: Columns) -> Floats:
        return self.columns.matrix(columns)

    def reasons(self, columns: Columns, *, row: int, most: int = 3) -> list[Reason]:
        """The columns that move the customer in this row away from the average, strongest first."""
        one = {name: values[row : row + 1] for name, values in columns.items()}
        parts = self.contributions(one, threads=1)[0]
        sums: dict[str, float] = {}
        for owner, part in zip(self.columns.owners, parts.tolist(), strict=True):
            sums[owner] = sums.get(owner, 0.0) + part
        strongest = sorted(sums, key=lambda name: -abs(sums[name]))[:most]
        return [Reason(name, _known(one[name][0]), sums[name]) for name in strongest if sums[name]]

    @classmethod
    def _read(cls, raw: dict[str, Any]) -> dict[str, Any]:
        named = tuple((name, tuple(values)) for name, values in raw["columns"]["categories"])
        seen = TreeColumns(tuple(raw["columns"]["numbers"]), named)
        return super()._read(raw) | {"columns": seen}


def fit_propensity(columns: Columns, outcome: Flags) -> Propensity:
    """The model of these rows; the number of trees and the correction are chosen on folds of them.

    Refused with fewer than `FEWEST` of either outcome, and where no column differs. Two fits of the
    same rows give the same text, and the same `version` on the card.
    """
    hits = int(outcome.sum())
    if min(hits, len(outcome) - hits) < FEWEST:
        raise Refused(
            "A propensity needs {fewest} rows of each outcome; there are {hits} and {others}.",
            next_step="Deliver a period in which both outcomes occurred.",
            fewest=FEWEST,
            hits=hits,
            others=len(outcome) - hits,
        )
    seen = learn_tree_columns(columns)
    if not seen.owners:
        raise Refused("All rows are alike in every column: there is nothing to score by.",
                      next_step="Deliver columns in which customers differ.")  # fmt: skip
    fold, free = stratified(outcome, count=INNER_FOLDS), [0] * len(seen.owners)
    found = grown(seen.matrix(columns), outcome, fold, directions=free)
    model = Propensity(columns=seen, trees=found.trees, booster=found.booster, steps=found.steps)
    return replace(model, card=_card(columns, outcome, model))


def suspects(columns: Columns, outcome: Flags) -> tuple[str, ...]:
    """Columns of numbers that alone tell the outcome: known only afterwards, as a rule."""
    from sklearn.metrics import roc_auc_score

    found = []
    for name, values in columns.items():
        if values.dtype.kind != "f" or np.isnan(values).all():
            continue
        auc = roc_auc_score(outcome, np.where(np.isnan(values), np.nanmedian(values), values))
        if max(auc, 1 - auc) >= SUSPECT:
            found.append(name)
    return tuple(found)


def _known(value: Any) -> str | float | None:
    if isinstance(value, str) or value is None:
        return value
    return None if np.isnan(value) else float(value)


def _card(columns: Columns, outcome: Flags, model: Propensity) -> dict[str, Any]:
    return {
        "purpose": sentence("probability that a customer does what is asked about"),
        "method": sentence("gradient-boosted trees (LightGBM), deterministic"),
        "version": hashlib.sha256(model.to_json().encode()).hexdigest()[:12],
        "columns": list(dict.fromkeys(model.columns.owners)),
        "left_out": [name for name in columns if name not in model.columns.owners],
        "suspects": list(suspects(columns, outcome)),
        "trees": model.trees,
        "recalibrated": bool(model.steps),
        "rows": len(outcome),
        "hits": int(outcome.sum()),
    }
