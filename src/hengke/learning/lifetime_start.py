"""BG/NBD with a lively start: customers buy faster in their first weeks than ever after.

Plain BG/NBD knows one reason why purchases become rarer with age: customers leave. Where new ones
first buy in a burst, it takes the end of the burst for leaving and expects too little later. Here
the rate of everybody alive is multiplied by 1 + (extra/fade) exp(-age/fade): a clock that runs
ahead by `extra` units of time in all and loses the haste after `fade`. With extra = 0 it is
BG/NBD, so that twice the gain in log-likelihood tests it on the rows themselves. In clock time all
closed forms hold as they are; the times of all repeats enter the likelihood, not only the last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from hengke.kernel.sentences import sentence
from hengke.learning.evaluation import Floats
from hengke.learning.lifetime import BgNbd, fit_lifetime
from hengke.learning.lifetime_expectation import alive, purchases_by, purchases_further
from hengke.learning.lifetime_likelihood import log_likelihood
from hengke.learning.lifetime_rows import Purchases, grouped
from hengke.learning.likelihood import maximum


@dataclass(frozen=True)
class Clock:
    """Age to the model's own time; both in the unit of the rows."""

    extra: float
    fade: float

    def __call__(self, age: Floats) -> Floats:
        return age + self.extra * -np.expm1(-age / self.fade)

    def slopes(self, age: Floats) -> tuple[Floats, Floats]:
        """By extra and by fade."""
        left = np.exp(-age / self.fade)
        return 1 - left, -self.extra * age * left / self.fade**2

    def haste(self, age: Floats) -> tuple[Floats, Floats, Floats]:
        """The logarithm of its speed at each age, and the slopes of that by extra and by fade."""
        left = np.exp(-age / self.fade) / self.fade
        more = self.extra * left
        by_fade = more * (age / self.fade - 1) / self.fade
        return np.log1p(more), left / (1 + more), by_fade / (1 + more)


@dataclass(frozen=True)
class LivelyStart:
    """BG/NBD in clock time, and the clock. `gain` is the log-likelihood above plain BG/NBD's."""

    inner: BgNbd
    clock: Clock
    log_likelihood: float
    gain: float
    card: Mapping[str, Any] = field(default_factory=dict)

    def alive(self, rows: Purchases) -> Floats:
        return alive(self.inner.parameters, rows.times_through(self.clock))

    def further(self, rows: Purchases, *, ahead: float) -> Floats:
        """Expected purchases of each customer in the next `ahead` units of time."""
        inner = rows.times_through(self.clock)
        passing = self.clock(rows.observed + ahead) - inner.observed
        return purchases_further(self.inner.parameters, inner, passing)

    def by(self, age: Floats) -> Floats:
        return purchases_by(self.inner.parameters, self.clock(np.asarray(age, np.float64)))


def fit_lively_start(purchases: Purchases, ages: Floats) -> LivelyStart:
    """`ages` are the ages of the customers at each of their repeat purchases, in any order."""
    plain = fit_lifetime(purchases)
    groups = grouped(purchases)
    rows, customers = groups.purchases, groups.customers

    def slope(parameters: Floats) -> tuple[float, Floats]:
        clock = Clock(*parameters[4:])
        value, by = log_likelihood(parameters[:4], rows.times_through(clock))
        haste, *by_haste = clock.haste(ages)
        by_last, by_observed = customers * by[:, 4], customers * by[:, 5]
        shape = [
            by_last @ last + by_observed @ observed + one.sum()
            for last, observed, one in zip(
                clock.slopes(rows.last), clock.slopes(rows.observed), by_haste, strict=True
            )
        ]
        return float(customers @ value + haste.sum()), np.r_[customers @ by[:, :4], shape]

    middle = float(np.median(ages))
    begin = np.r_[plain.parameters, middle / 2, middle / 2]
    found = maximum(slope, begin, rows=len(purchases))
    r, alpha, a, b, extra, fade = found.parameters
    inner = BgNbd(r, alpha, a, b, found.value)
    card = dict(plain.card) | {"method": sentence("BG/NBD whose rate falls from a lively start")}
    gain = found.value - plain.log_likelihood
    return LivelyStart(inner, Clock(extra, fade), found.value, gain, card)
