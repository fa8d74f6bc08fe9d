"""Lifetime without a contract: BG/NBD by maximum likelihood, in closed form.

While alive a customer buys as a Poisson process whose rate is gamma(r, alpha) over customers; after
each purchase he leaves for good with a probability that is beta(a, b) over customers. Fader, Hardie
& Lee (2005), Marketing Science 24(2), 275-284. It fits purchases and card use, where nobody says
when he leaves; accounts, which are closed, need a hazard instead.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from hengke.kernel.errors import Refused
from hengke.kernel.sentences import sentence
from hengke.learning.evaluation import Floats
from hengke.learning.lifetime_expectation import alive, purchases_by, purchases_further
from hengke.learning.lifetime_likelihood import log_likelihood
from hengke.learning.lifetime_rows import Groups, Purchases, grouped
from hengke.learning.likelihood import maximum

NAMES = ("r", "alpha", "a", "b")


@dataclass(frozen=True)
class BgNbd:
    """A fitted model as numbers. `alpha` is in the unit of time of the rows it was fitted on.

    `errors` are standard errors in the order of `NAMES`; None where the rows do not tell.
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    errors: tuple[float, ...] | None = None
    card: Mapping[str, Any] = field(default_factory=dict)

    @property
    def parameters(self) -> tuple[float, float, float, float]:
        return self.r, self.alpha, self.a, self.b

    def alive(self, rows: Purchases) -> Floats:
        """The probability that each customer has not left, at the end of the time observed."""
        return alive(self.parameters, rows)

    def further(self, rows: Purchases, *, ahead: float | Floats) -> Floats:
        """Expected purchases of each customer in the next `ahead` units of time."""
        return purchases_further(self.parameters, rows, ahead)

    def by(self, age: Floats) -> Floats:
        """Expected repeat purchases of a customer of whom nothing is known, up to each age."""
        return purchases_by(self.parameters, age)

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> BgNbd:
        raw = json.loads(text)
        return cls(**raw | {"errors": raw["errors"] and tuple(raw["errors"])})


def fit_lifetime(purchases: Purchases, *, groups: Groups | None = None) -> BgNbd:
    """The model of these customers; refused where nobody bought again.

    Customers with the same history count together, which changes nothing but the time.
    """
    if not len(purchases) or not purchases.repeats.any():
        raise Refused(
            "Nobody among {customers} customers bought again: there is no rate to learn.",
            next_step="Deliver a longer period, or customers of whom some came back.",
            customers=len(purchases),
        )
    groups = groups or grouped(purchases)

    def slope(parameters: Floats) -> tuple[float, Floats]:
        value, by = log_likelihood(parameters, groups.purchases)
        return float(groups.customers @ value), groups.customers @ by[:, :4]

    found = maximum(slope, start(purchases), rows=len(purchases))
    r, alpha, a, b = found.parameters
    return BgNbd(r, alpha, a, b, found.value, found.errors, _card(purchases))


def start(purchases: Purchases) -> Floats:
    """Where to begin: everybody alike, at the observed rate."""
    rate = purchases.repeats.sum() / purchases.observed.sum()
    return np.array([1.0, 1.0 / rate, 1.0, 2.0])


def _card(purchases: Purchases) -> dict[str, Any]:
    return {
        "purpose": sentence("expected purchases of customers who never say that they leave"),
        "method": sentence("BG/NBD by maximum likelihood (Fader, Hardie & Lee 2005)"),
        "customers": len(purchases),
        "with_repeats": int((purchases.repeats > 0).sum()),
    }
