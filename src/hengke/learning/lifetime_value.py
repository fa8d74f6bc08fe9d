"""What a purchase is worth: Gamma-Gamma by maximum likelihood, and value ahead.

A customer's purchases vary around his own mean, which varies over customers; means of few purchases
are drawn towards everybody's. Fader & Hardie (2013), "The Gamma-Gamma model of monetary value";
Fader, Hardie & Lee (2005), Journal of Marketing Research 42(4). It supposes that how much is spent
does not depend on how often: the card holds the correlation to judge that by.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from hengke.kernel.errors import Refused
from hengke.kernel.sentences import sentence
from hengke.learning.evaluation import Floats
from hengke.learning.likelihood import Slope, maximum


@dataclass(frozen=True)
class GammaGamma:
    """`v` is in the unit of money of the rows; `p` and `q` are numbers."""

    p: float
    q: float
    v: float
    log_likelihood: float
    errors: tuple[float, ...] | None = None
    card: Mapping[str, Any] = field(default_factory=dict)

    def value(self, purchases: Floats, mean: Floats) -> Floats:
        """Expected value of one further purchase of each customer, given how many were seen and
        their mean; with none seen everybody's mean. Needs p x + q > 1, as any mean here does."""
        seen = np.where(purchases > 0, mean, 0.0)
        return self.p * (self.v + purchases * seen) / (self.p * purchases + self.q - 1)


def fit_value(purchases: Floats, mean: Floats) -> GammaGamma:
    """From customers with at least one purchase of a value above zero; others tell nothing.

    Refused with a negative mean, with fewer than two customers, and where the mean of all has no
    end (q <= 1).
    """
    if (mean < 0).any():
        raise Refused(
            "A mean value of purchases is negative.",
            next_step="Take returns off the purchase they belong to before they are counted.",
        )
    told = (purchases > 0) & (mean > 0)
    if told.sum() < 2:
        raise Refused("Fewer than two customers have purchases with a value.",
                      next_step="Deliver purchases with their amounts.")  # fmt: skip
    x, z = purchases[told].astype(np.float64), mean[told].astype(np.float64)
    found = maximum(_slope_of(x, z), np.array([2.0, 2.0, float(z.mean())]), rows=len(x))
    if found.parameters[1] <= 1:
        raise Refused("The values of purchases vary too widely: their mean has no estimate.",
                      next_step="Look for amounts of another kind among them.")  # fmt: skip
    alike = float(np.corrcoef(x, z)[0, 1]) if x.std() > 0 and z.std() > 0 else None
    card = {
        "purpose": sentence("expected value of a customer's next purchase"),
        "method": sentence("Gamma-Gamma by maximum likelihood (Fader & Hardie 2013)"),
        "customers": int(told.sum()),
        "left_out": int((~told).sum()),
        "correlation_of_number_and_value": alike,
    }
    p, q, v = found.parameters
    return GammaGamma(p, q, v, found.value, found.errors, card)


def _slope_of(x: Floats, z: Floats) -> Slope:
    """What depends on the number of purchases alone is computed once per number; of the rows only
    ln(v + x z) is left, which makes a million of them affordable."""
    from scipy.special import gammaln, psi

    number, alike = np.unique(x, return_counts=True)
    spent = x * z
    logs, logs_by_x = float(np.log(z).sum()), float(x @ np.log(z))
    weighed = float(alike @ (number * np.log(number)))

    def slope(parameters: Floats) -> tuple[float, Floats]:
        p, q, v = parameters
        total = np.log(v + spent)
        of_all, of_all_by_x = float(total.sum()), float(x @ total)
        shapes = gammaln(p * number + q) - gammaln(p * number) - gammaln(q) + q * np.log(v)
        value = alike @ shapes + p * logs_by_x - logs + p * weighed - p * of_all_by_x - q * of_all
        rise = alike @ (number * (psi(p * number + q) - psi(p * number)))
        by_q = alike @ (psi(p * number + q) - psi(q) + np.log(v)) - of_all
        by_v = len(x) * q / v - float(((p * x + q) / (v + spent)).sum())
        return float(value), np.array([rise + logs_by_x + weighed - of_all_by_x, by_q, by_v])

    return slope


def present_value(by_period: Floats, value: Floats, *, rate: float) -> Floats:
    """Lifetime value ahead: purchases expected in each coming period (columns) times the value of
    one, discounted at `rate` per period from the end of each period. Money of `value`; gross: a
    margin is the caller's."""
    periods = np.arange(1, by_period.shape[1] + 1)
    return (by_period @ (1 + rate) ** -periods.astype(np.float64)) * value
