"""Value of a state from which customers move on: V = (I - P/(1+d))^-1 R.

Haenlein, Kaplan & Beeser (2007), European Management Journal 25(3), 221-234. States are tiers; the
share that a row of P lacks to 1 is lost, and lost customers bring nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hengke.learning.evaluation import Floats


def moves(counts: Floats, staying: Floats, *, weight: float) -> Floats:
    """Shares by state gone to, lost last, from counts of the same form.

    Of few customers little is learnt: staying with probability `staying` (else lost) counts like
    so many customers. Without any it is all that is known.
    """
    states = len(counts)
    prior = np.zeros((states, states + 1))
    prior[np.arange(states), np.arange(states)] = staying
    prior[:, -1] = 1 - staying
    return (counts + weight * prior) / (counts.sum(axis=1, keepdims=True) + weight)


def filled(margins: Sequence[float | None]) -> Floats:
    """Of a state without customers the margin is that of the nearest state with some, the lower of
    two; 0 where no state has any."""
    known = [place for place, one in enumerate(margins) if one is not None]
    nearest = [
        min(known, key=lambda other: (abs(other - place), other), default=None)
        for place in range(len(margins))
    ]
    return np.array([0.0 if at is None else margins[at] for at in nearest], dtype=np.float64)


def state_values(
    shares: Floats, margins: Floats, *, discount: float, first_now: bool = False
) -> Floats:
    """Present value of a customer of each state, without a horizon.

    `shares` between states, lost left out. With `first_now` the first margin is not discounted;
    otherwise it comes after the first moves, at the end of the first period.
    """
    within = np.eye(len(margins)) - shares / (1 + discount)
    values: Floats = np.linalg.solve(within, margins).astype(np.float64)
    return values if first_now else values - margins
