"""Maximum likelihood as our closed forms use it: positive parameters, analytic slope, SE."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from hengke.kernel.errors import Refused
from hengke.learning.evaluation import Floats

STEP = 1e-4  # of a logarithm, for the second derivatives
FLAT = 1e-10
FARTHEST = 12.0  # logarithms from the start
Slope = Callable[[Floats], tuple[float, Floats]]
"""Parameters -> the summed log-likelihood and its derivative by each of them."""


@dataclass(frozen=True)
class Maximum:
    """Where the likelihood is greatest. `errors` are standard errors from the observed information;
    None where the likelihood is flat in a direction or rises for ever, so that the rows do not tell
    the parameters apart: customers all alike, or none who leaves."""

    parameters: tuple[float, ...]
    value: float
    errors: tuple[float, ...] | None


def maximum(slope: Slope, start: Floats, *, rows: float) -> Maximum:
    """Climbs in the logarithms of the parameters, which keeps them positive. One that runs away,
    to nothing or for ever, is held at `FARTHEST`. Refused when the likelihood has no value.

    `rows` scales the steps only.
    """
    from scipy.optimize import minimize

    begin = np.log(start)

    def down(logs: Floats) -> tuple[float, Floats]:
        parameters = np.exp(logs)
        value, by = slope(parameters)
        return -value / rows, -by * parameters / rows

    found = minimize(
        down,
        begin,
        jac=True,
        method="L-BFGS-B",
        bounds=[(one - FARTHEST, one + FARTHEST) for one in begin],
        options={"maxiter": 1_000, "ftol": 1e-14, "gtol": 1e-8},
    )
    if not np.isfinite(found.fun):
        raise Refused(
            "The likelihood of these rows has no value.",
            next_step="Look for amounts or times far outside what customers can have.",
        )
    at_the_end = bool(np.any(np.abs(found.x - begin) > FARTHEST - STEP))
    errors = None if at_the_end else _errors(slope, found.x)
    parameters = np.exp(found.x)
    return Maximum(tuple(parameters.tolist()), -found.fun * rows, errors)


def _errors(slope: Slope, logs: Floats) -> tuple[float, ...] | None:
    """From the curvature of the log-likelihood in the logarithms, by the delta method."""

    def by_log(at: Floats) -> Floats:
        parameters = np.exp(at)
        return slope(parameters)[1] * parameters

    steps = np.eye(len(logs)) * STEP
    curvature = np.array([(by_log(logs + s) - by_log(logs - s)) / (2 * STEP) for s in steps])
    information = -(curvature + curvature.T) / 2
    eigenvalues = np.linalg.eigvalsh(information)
    if eigenvalues[0] <= FLAT * eigenvalues[-1]:
        return None
    variance = np.diag(np.linalg.inv(information))
    return tuple((np.exp(logs) * np.sqrt(variance)).tolist())
