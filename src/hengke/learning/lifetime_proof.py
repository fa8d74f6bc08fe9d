"""What was foreseen of customers' margins, held against what came."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hengke.learning.evaluation import Floats
from hengke.learning.top_share import top_share


@dataclass(frozen=True)
class BackTest:
    """A forecast of what customers bring, and a plain one, held against what they brought.

    Errors are mean absolute ones. `missed`: of who came to be the top fifth; `misplaced`: of all
    others, who were taken for it.
    """

    customers: int
    expected: float
    baseline: float
    realised: float
    error: float
    baseline_error: float
    missed: float
    misplaced: float
    baseline_missed: float
    baseline_misplaced: float


def back_test(expected: Floats, baseline: Floats, realised: Floats) -> BackTest:
    """Refused where the customers are too few for a top fifth."""
    ours, plain = top_share(expected, realised), top_share(baseline, realised)
    return BackTest(
        customers=len(realised),
        expected=float(expected.sum()),
        baseline=float(baseline.sum()),
        realised=float(realised.sum()),
        error=float(np.abs(expected - realised).mean()),
        baseline_error=float(np.abs(baseline - realised).mean()),
        missed=ours.missed,
        misplaced=ours.misplaced,
        baseline_missed=plain.missed,
        baseline_misplaced=plain.misplaced,
    )
