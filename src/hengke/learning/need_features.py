"""What may announce that a customer shows a need: figures of a day as columns of a model's matrix.

The figures are those of `engine.needs.outlook_inputs.columns`, NaN where unknown. One need reads
those of the customer, its own (what is held of it, who showed it lately, what was asked about it)
and the series of the market that its policy names. Features that never differ are not used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from hengke.learning.evaluation import Floats
from hengke.policies.needs.outlook_scheme import FEATURES, Sign

E8 = 100_000_000
LEVEL, CHANGE = "level", "change"
Figures = Mapping[str, Floats]
LONG, SHORT = "90d", "30d"


@dataclass(frozen=True)
class View:
    """One need among those of the policy: `at` is the number of its columns."""

    at: int
    sign: Sign

    def names(self) -> tuple[str, ...]:
        """Every feature of this need: those of customers, then those of the market."""
        return (*FEATURES, *self.market())

    def market(self) -> tuple[str, ...]:
        return tuple(f"{code}_{part}" for code in self.sign.market for part in (LEVEL, CHANGE))

    def directions(self, names: tuple[str, ...]) -> list[int]:
        return [self.sign.direction(name) for name in names]

    def asked(self, figures: Figures, span: str) -> Floats:
        """Enquiries about the subjects of the need; unknown where the need has none."""
        found = [figures[f"enquiries_{one}_{span}"] for one in self.sign.enquiries]
        if not found:
            return np.full(len(figures["items"]), np.nan)
        return np.asarray(np.sum(found, axis=0))


def log(amount: Floats) -> Floats:
    """Log of an amount in minor units; what is owed counts as nothing."""
    return np.asarray(np.log1p(np.clip(amount, 0, None)))


OWN: dict[str, Callable[[Figures, View], Floats]] = {
    "assets": lambda c, v: log(c["assets_minor"]),
    "growth": lambda c, v: log(c["assets_minor"]) - log(c["assets_before"]),
    "idle": lambda c, v: log(c["demand_minor"]),
    "idle_growth": lambda c, v: log(c["demand_minor"]) - log(c["demand_before"]),
    "items": lambda c, v: c["items"],
    "bookings": lambda c, v: np.log1p(c["frequency"]),
    "turnover": lambda c, v: log(c["monetary_minor"]),
    "recency": lambda c, v: np.log1p(np.clip(c["recency_days"], 0, None)),
    "maturing": lambda c, v: log(c["maturing_minor"]),
    "tenure": lambda c, v: np.log1p(np.clip(c["tenure_days"], 0, None)),
    "institution": lambda c, v: c["institution"],
    "held": lambda c, v: log(c[f"held_{v.at}"]),
    "lately": lambda c, v: c[f"lately_{v.at}"],
    "asked": lambda c, v: np.log1p(v.asked(c, LONG)),
    "asked_lately": lambda c, v: np.log1p(v.asked(c, SHORT)),
    "industry": lambda c, v: _change(c["industry_level"], c["industry_before"]),
}


def matrix(figures: Figures, view: View, names: tuple[str, ...]) -> Floats:
    """The named features, one row per customer; NaN where a figure is unknown."""
    if not names:
        return np.zeros((len(figures["items"]), 0))
    with np.errstate(invalid="ignore", divide="ignore"):
        values = [_value(figures, view, name) for name in names]
    return np.column_stack([np.asarray(value, dtype=np.float64) for value in values])


def informative(figures: Figures, view: View) -> tuple[str, ...]:
    """The features of the need that differ in these rows."""
    names = view.names()
    known = [column[~np.isnan(column)] for column in matrix(figures, view, names).T]
    kept = [len(values) > 0 and values.min() < values.max() for values in known]
    return tuple(name for name, keep in zip(names, kept, strict=True) if keep)


def _value(figures: Figures, view: View, name: str) -> Floats:
    if name in OWN:
        return OWN[name](figures, view)
    code, _, part = name.rpartition("_")
    level = figures[f"{code}_level"]
    return level / E8 if part == LEVEL else _change(level, figures[f"{code}_before"])


def _change(now: Floats, before: Floats) -> Floats:
    return np.asarray(np.log(now) - np.log(before))
