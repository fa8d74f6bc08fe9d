"""The weights that WoE columns get: a logistic regression made for scorecards.

Weights are not negative, because a bin that was better than all must not cost points for being so;
columns that only repeat others get nothing. They are drawn towards one another (not to nothing), as
if `PRIOR` were known of their difference: all WoE are in one unit, so that few rows leave them
alike, and many are free to tell them apart.
"""

from __future__ import annotations

import numpy as np

from hengke.learning.evaluation import Flags, Floats

PRIOR = 10.0
START = 0.8


def weights(woes: Floats, bad: Flags) -> tuple[float, Floats]:
    """Intercept and one weight per column of ln(good : bad)."""
    from scipy.optimize import minimize

    sign = np.where(bad, -1.0, 1.0)

    def down(at: Floats) -> tuple[float, Floats]:
        apart = at[1:] - at[1:].mean()
        margin = sign * (at[0] + woes @ at[1:])
        pull = -sign / (1 + np.exp(np.minimum(margin, 700)))
        slope = np.r_[pull.sum(), woes.T @ pull + PRIOR * apart]
        return float(np.logaddexp(0, -margin).sum() + PRIOR / 2 * apart @ apart), slope

    share = bad.mean()
    columns = woes.shape[1]
    start = np.r_[np.log((1 - share) / share), np.full(columns, START)]
    bounds = [(None, None), *[(0, None)] * columns]
    found = minimize(down, start, jac=True, method="L-BFGS-B", bounds=bounds,
                     options={"maxiter": 1_000})  # fmt: skip
    return float(found.x[0]), np.asarray(found.x[1:])
