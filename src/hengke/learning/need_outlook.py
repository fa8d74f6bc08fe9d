"""How probably a customer shows a need within the horizon: learnt from looks at the past.

A row is a customer as known on a day, and whether the need was shown in the horizon after it. Three
looks are apart by a whole horizon, so that nothing of a label is known to what comes after: models
learn before the middle one, on which the best of them is chosen; it is judged on the last, beside
plain ways. Where it is not better than the best of those, that one speaks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np

from hengke.learning import boosting, isotonic
from hengke.learning.evaluation import Flags, Floats, Numbers, folds
from hengke.learning.need_features import Figures, View, informative, matrix
from hengke.learning.need_plain import Plain
from hengke.learning.regression import Regression, fit_regression

TREES, REGRESSION, PLAIN = "trees", "regression", "plain"
MOST_TREES = 120
DIGITS = 6  # of a probability: more would be noise, and would not survive a text file


@dataclass(frozen=True)
class Sample:
    """Rows of several looks: who, which look (counted from the first), figures, what came of it."""

    customers: Sequence[str]
    look: Numbers
    figures: Figures
    shown: Flags

    def rows(self, chosen: Flags) -> Sample:
        return Sample(
            [one for one, keep in zip(self.customers, chosen, strict=True) if keep],
            self.look[chosen],
            {name: values[chosen] for name, values in self.figures.items()},
            self.shown[chosen],
        )

    def enough(self, fewest: int) -> bool:
        return min(self.cases, len(self.shown) - self.cases) >= fewest

    @property
    def cases(self) -> int:
        return int(self.shown.sum())


@dataclass(frozen=True)
class NeedModel:
    """What speaks of one need, as text and numbers. `way`: trees (`booster`), regression, or plain;
    `steps` is the calibration, empty where the raw probability was the better one."""

    way: str
    features: tuple[str, ...]
    usual: float
    trees: int = 0
    booster: str = ""
    steps: isotonic.Steps = ()
    regression: Regression | None = None
    plain: Plain | None = None

    def as_told(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> NeedModel:
        raw = dict(told)
        raw["features"] = tuple(raw["features"])
        raw["steps"] = tuple((low, high) for low, high in raw["steps"])
        if raw["regression"] is not None:
            raw["regression"] = Regression.of(raw["regression"])
        if raw["plain"] is not None:
            raw["plain"] = Plain(**{**raw["plain"], "cuts": tuple(raw["plain"]["cuts"])})
        return cls(**raw)

    @cached_property
    def _machine(self) -> Any:
        return boosting.library().Booster(model_str=self.booster)

    def score(self, figures: Figures, view: View) -> Floats:
        """The probability of showing the need, one per row, rounded to `DIGITS`."""
        if self.plain is not None:
            return self.plain.score(figures, view)
        raw = self.raw(matrix(figures, view, self.features))
        return np.round(isotonic.corrected(raw, self.steps), DIGITS)

    def raw(self, values: Floats) -> Floats:
        if not len(values):
            return np.zeros(0)
        if self.regression is not None:
            return self.regression.score(values)
        return np.asarray(self._machine.predict(values, num_threads=boosting.THREADS))

    def contributions(self, figures: Figures, view: View) -> Floats:
        """Log-odds each feature adds; one row per customer, in the order of `features`."""
        values = matrix(figures, view, self.features)
        if self.plain is not None or not len(values):
            return np.zeros((len(values), len(self.features)))
        if self.regression is not None:
            return self.regression.contributions(values)
        found = self._machine.predict(values, pred_contrib=True, num_threads=boosting.THREADS)
        return np.asarray(found)[:, :-1]


def recipe() -> dict[str, Any]:
    """All that decides, beside the rows and the policy, which model is fitted."""
    return {"most_trees": MOST_TREES, "digits": DIGITS, "boosting": boosting.recipe()}


@dataclass(frozen=True)
class Blocks:
    """Looks to learn from, to choose on, and to judge on; `known`: all whose outcome had come by
    the look that is judged on."""

    learn: Sample
    choose: Sample
    known: Sample
    judge: Sample


def apart(sample: Sample, *, steps: int) -> Blocks | None:
    """`steps`: looks to a horizon. None where the looks do not reach so far."""
    last = int(sample.look.max()) if len(sample.look) else 0
    middle = last - steps
    if not (sample.look <= middle - steps).any() or not (sample.look == middle).any():
        return None
    return Blocks(
        sample.rows(sample.look <= middle - steps),
        sample.rows(sample.look == middle),
        sample.rows(sample.look <= middle),
        sample.rows(sample.look == last),
    )


@dataclass(frozen=True)
class Candidate:
    """A way to learn: by trees or regression, from these features; trees of this number."""

    way: str
    features: tuple[str, ...]
    trees: int = 0
    loss: float = float("inf")

    def fit(self, sample: Sample, view: View, *, steps: isotonic.Steps = ()) -> NeedModel:
        values = matrix(sample.figures, view, self.features)
        usual = round(float(sample.shown.mean()), DIGITS)
        if self.way == REGRESSION:
            found = fit_regression(values, sample.shown)
            return NeedModel(REGRESSION, self.features, usual, steps=steps, regression=found)
        booster, _ = boosting.boosted(
            values, sample.shown, trees=self.trees, directions=view.directions(self.features)
        )
        text = booster.model_to_string()
        return NeedModel(TREES, self.features, usual, self.trees, text, steps)


def candidates(blocks: Blocks, view: View) -> dict[str, Candidate]:
    """By name, each with its log-loss on the middle look; none where customers are all alike.
    `without_market` only where the market told anything."""
    names = informative(blocks.learn.figures, view)
    if not names:
        return {}
    market = set(view.market())
    without = tuple(name for name in names if name not in market)
    found = {TREES: _trees(blocks, view, names), REGRESSION: _regression(blocks, view, names)}
    if without and without != names:
        found["without_market"] = _trees(blocks, view, without)
    return found


def chosen(found: Mapping[str, Candidate]) -> Candidate:
    """The least log-loss on the middle look."""
    return min(found.values(), key=lambda one: one.loss)


def calibrated(model: NeedModel, sample: Sample, view: View) -> isotonic.Steps:
    """Steps from rows that the model did not learn from, only if they help."""
    raw = model.raw(matrix(sample.figures, view, model.features))
    return better_steps(raw, sample.shown, sample.customers)


def better_steps(raw: Floats, shown: Flags, customers: Sequence[str]) -> isotonic.Steps:
    """None where a fold of the customers would leave only one outcome to learn from."""
    fold = folds(customers)
    rest = [shown[fold != part] for part in np.unique(fold)]
    if len(rest) < 2 or any(one.all() or not one.any() for one in rest):
        return ()
    return isotonic.better_steps(raw, shown, fold)


def _trees(blocks: Blocks, view: View, names: tuple[str, ...]) -> Candidate:
    learn, choose = (
        (matrix(one.figures, view, names), one.shown) for one in (blocks.learn, blocks.choose)
    )
    _, losses = boosting.boosted(
        *learn, trees=MOST_TREES, directions=view.directions(names), held_out=choose
    )
    return Candidate(TREES, names, int(np.argmin(losses)) + 1, float(np.min(losses)))


def _regression(blocks: Blocks, view: View, names: tuple[str, ...]) -> Candidate:
    model = fit_regression(matrix(blocks.learn.figures, view, names), blocks.learn.shown)
    chance = model.score(matrix(blocks.choose.figures, view, names))
    return Candidate(REGRESSION, names, loss=_loss(blocks.choose.shown, chance))


def _loss(shown: Flags, chance: Floats) -> float:
    near = np.clip(chance, 1e-12, 1 - 1e-12)
    return float(-np.where(shown, np.log(near), np.log(1 - near)).mean())
