"""Days past due count from the first unpaid due day until it is paid."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from hengke.pipelines.synthetic.debts import Debts
from hengke.pipelines.synthetic.plan import Plan

PLAN = Plan(customers=20, seed=1)


@pytest.fixture
def debt() -> Debts:
    """Due on the 10th; January and February 2025 are not paid, March pays everything."""
    january = int(PLAN.month_of_day[PLAN.day(date(2025, 1, 1))])
    skipped = np.zeros((1, PLAN.month_count), np.bool_)
    skipped[0, january : january + 2] = True
    one = np.array([0])
    return Debts(one, one, np.array([10]), skipped, np.array([january]))


@pytest.mark.parametrize(
    ("on", "behind"),
    [
        (date(2024, 10, 5), 0),
        (date(2025, 1, 9), 0),
        (date(2025, 1, 10), 0),
        (date(2025, 1, 11), 1),
        (date(2025, 1, 31), 21),
        (date(2025, 2, 9), 30),
        (date(2025, 2, 28), 49),
        (date(2025, 3, 9), 58),
        (date(2025, 3, 10), 0),
        (date(2025, 12, 31), 0),
    ],
)
def test_days_past_due(debt: Debts, on: date, behind: int) -> None:
    assert debt.days_past_due(PLAN, PLAN.day(on)).tolist() == [behind]
