"""What BG/NBD expects of a customer: whether he is still one, and how often he will buy.

Fader, Hardie & Lee (2005), equations 9 and 10; P(alive) as in Fader, Hardie & Lee (2008),
"Computing P(alive) using the BG/NBD model".
"""

from __future__ import annotations

import numpy as np

from hengke.learning.evaluation import Floats
from hengke.learning.lifetime_rows import Purchases

Parameters = tuple[float, float, float, float]
"""r, alpha, a, b."""

NEAR_ONE = 1e-6
"""The expectations divide by a - 1, and have a limit there that is as good beside it."""


def alive(parameters: Parameters, rows: Purchases) -> Floats:
    """One without a repeat is certainly alive: he can leave only after a repeat purchase."""
    return 1.0 / (1.0 + _odds_gone(parameters, rows))


def purchases_by(parameters: Parameters, age: Floats) -> Floats:
    """E[X(t)]: repeat purchases up to each age, of a customer drawn at random."""
    from scipy.special import hyp2f1

    r, alpha, a, b = _apart(parameters)
    age = np.asarray(age, np.float64)
    tail = hyp2f1(r, b, a + b - 1, age / (alpha + age))
    return (a + b - 1) / (a - 1) * (1 - (alpha / (alpha + age)) ** r * tail)


def purchases_further(parameters: Parameters, rows: Purchases, ahead: float | Floats) -> Floats:
    """E[Y(t) | x, t_x, T]: purchases in the next `ahead` units of time, given the history."""
    from scipy.special import hyp2f1

    r, alpha, a, b = _apart(parameters)
    x, until = rows.repeats, alpha + rows.observed
    tail = hyp2f1(r + x, b + x, a + b + x - 1, ahead / (until + ahead))
    staying = 1 - (until / (until + ahead)) ** (r + x) * tail
    return (a + b + x - 1) / (a - 1) * staying / (1.0 + _odds_gone(parameters, rows))


def _odds_gone(parameters: Parameters, rows: Purchases) -> Floats:
    r, alpha, a, b = parameters
    x = rows.repeats
    again = x > 0
    silence = (alpha + rows.observed) / (alpha + rows.last)
    odds = a / np.where(again, b + x - 1, 1.0) * silence ** (r + x)
    return np.where(again, odds, 0.0)


def _apart(parameters: Parameters) -> Parameters:
    r, alpha, a, b = parameters
    return (r, alpha, a + NEAR_ONE if abs(a - 1) < NEAR_ONE else a, b)
