"""How likely a customer is to do one thing (take a product, answer a call, leave): model and score.

Gradient-boosted trees on whatever columns a bank has, recalibrated where that helps. A column that
alone tells the outcome is named on the card: it is rarely luck, mostly it was written afterwards.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from hengke.kernel.errors import Refused
from hengke.kernel.sentences import sentence
from hengke.learning import boosting, isotonic
from hengke.learning.design import Columns
from hengke.learning.evaluation import Flags, Floats
from hengke.learning.out_of_fold import stratified
from hengke.learning.tree_columns import TreeColumns, learn_tree_columns

FEWEST = 20  # of those who did it, and of those who did not
INNER_FOLDS = 5
SUSPECT = 0.98  # AUC of a single column, either way round
DIGITS = 6  # of a probability


@dataclass(frozen=True)
class Reason:
    """What one column adds to the log-odds of a customer, and what the customer has in it (None:
    unknown)."""

    column: str
    value: str | float | None
    adds: float


@dataclass(frozen=True)
class Propensity:
    """A fitted model as text and numbers: what is stored, compared and shown on its card."""

    columns: TreeColumns
    trees: int
    booster: str
    steps: isotonic.Steps = ()
    card: Mapping[str, Any] = field(default_factory=dict)

    def score(self, columns: Columns) -> Floats:
        """The probability, one per row, rounded to `DIGITS`."""
        matrix = self.columns.matrix(columns)
        raw = self._machine.predict(matrix, num_threads=boosting.THREADS)
        return np.round(isotonic.corrected(np.asarray(raw), self.steps), DIGITS)

    def reasons(self, columns: Columns, *, row: int, most: int = 3) -> list[Reason]:
        """The columns that move the customer in this row away from the average, strongest first."""
        one = {name: values[row : row + 1] for name, values in columns.items()}
        matrix = self.columns.matrix(one)
        parts = self._machine.predict(matrix, pred_contrib=True, num_threads=1)[0][:-1]
        sums: dict[str, float] = {}
        for owner, part in zip(self.columns.owners, parts.tolist(), strict=True):
            sums[owner] = sums.get(owner, 0.0) + part
        strongest = sorted(sums, key=lambda name: -abs(sums[name]))[:most]
        return [Reason(name, _known(one[name][0]), sums[name]) for name in strongest if sums[name]]

    @cached_property
    def _machine(self) -> Any:
        return boosting.library().Booster(model_str=self.booster)

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Propensity:
        raw = json.loads(text)
        named = tuple((name, tuple(values)) for name, values in raw["columns"]["categories"])
        seen = TreeColumns(tuple(raw["columns"]["numbers"]), named)
        steps = tuple((low, high) for low, high in raw["steps"])
        return cls(seen, raw["trees"], raw["booster"], steps, raw["card"])


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
    matrix, free = seen.matrix(columns), [0] * len(seen.owners)
    fold = stratified(outcome, count=INNER_FOLDS)
    trees, held_out = boosting.best_size(matrix, outcome, fold, directions=free)
    booster, _ = boosting.boosted(matrix, outcome, trees=trees, directions=free)
    steps = isotonic.better_steps(held_out, outcome, fold)
    model = Propensity(seen, trees, booster.model_to_string(), steps)
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
