"""What an order of customers by uplift is worth: Qini, AUUC, and how sure they are.

Both look at customers best first. The Qini curve counts the outcomes that the treatment has added
among the treated so far, hits - hits of the control x treated / control (Radcliffe 2007), per
customer of both arms; random order climbs straight to its end, and Qini is the area between. AUUC
is the area under (rate of the treated - rate of the control) x share of customers so far: what
treating that share of everybody would add.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hengke.learning.evaluation import Flags, Floats, Numbers

DRAWS = 200
Outcome = Floats | Flags
"""Money or numbers, or whether something happened."""


@dataclass(frozen=True)
class Qini:
    """`errors` by the bootstrap over customers, who keep their scores; 0 draws give None."""

    qini: float
    auuc: float
    qini_error: float | None
    auuc_error: float | None


def qini(
    score: Floats, treated: Flags, outcome: Outcome, *, draws: int = DRAWS, seed: int = 0
) -> Qini:
    """Customers with the same score come together: no order of rows among them helps."""
    order = np.argsort(-score, kind="stable")
    ends = np.r_[np.flatnonzero(np.diff(score[order])), len(score) - 1]
    arm, result = treated[order], outcome[order].astype(np.float64)
    value = _areas(np.ones(len(order), np.int64), arm, result, ends)
    if not draws:
        return Qini(*value, None, None)
    draw = np.random.default_rng(seed)
    rows = len(order)
    again = np.array([
        _areas(np.bincount(draw.integers(0, rows, rows), minlength=rows), arm, result, ends)
        for _ in range(draws)
    ])  # fmt: skip
    errors = again.std(axis=0, ddof=1)
    return Qini(*value, float(errors[0]), float(errors[1]))


def uplift_at(share: float, score: Floats, treated: Flags, outcome: Outcome) -> float | None:
    """The difference seen among the best `share` by score; None without both arms there."""
    best = np.argsort(-score, kind="stable")[: round(share * len(score))]
    arm, result = treated[best], outcome[best]
    if arm.all() or not arm.any():
        return None
    return float(result[arm].mean() - result[~arm].mean())


def _areas(weight: Numbers, treated: Flags, outcome: Floats, ends: Numbers) -> tuple[float, float]:
    """Qini and AUUC of customers in their order, each counted `weight` times."""
    counted = np.cumsum(np.column_stack([
        weight * treated, weight * ~treated, weight * treated * outcome,
        weight * ~treated * outcome,
    ]), axis=0)[ends]  # fmt: skip
    with_it, without, hits, hits_without = counted.T
    rates = [
        np.divide(part, whole, out=np.zeros(len(ends)), where=whole > 0)
        for part, whole in ((hits, with_it), (hits_without, without))
    ]
    everybody = with_it[-1] + without[-1]
    share = np.r_[0.0, (with_it + without) / everybody]
    extra = np.r_[0.0, hits - rates[1] * with_it] / everybody
    gained = float(np.trapezoid(extra, share)) - float(extra[-1]) / 2
    return gained, float(np.trapezoid(np.r_[0.0, rates[0] - rates[1]] * share, share))
