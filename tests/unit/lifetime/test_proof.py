"""The back-test on few customers and on months that are not all known."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pyarrow as pa
import pytest

from hengke.learning.lifetime_hazard import fit_hazards
from hengke.pipelines.weighing.lifetime_proof import _figures
from hengke.policies.lifetime import load

SPLIT = date(2026, 3, 31)
DESK = SimpleNamespace(policy=load(on=SPLIT))
HAZARDS = fit_hazards(
    {}, groups=[("person", 0)], firsts=(0, 12), plain={"person": 0.01}, weight=100
)  # fmt: skip


def rows(*trends: str) -> pa.Table:
    count = len(trends)
    return pa.table(
        {
            "kind": pa.array(["person"] * count, pa.string()),
            "rank": pa.array([0] * count, pa.int64()),
            "tenure": pa.array([None] * count, pa.int64()),
            "days": pa.array([180] * count, pa.int64()),
            "ended": pa.array([0] * count, pa.int64()),
            "trend": pa.array(list(trends), pa.string()),
        }
    )


@pytest.mark.parametrize("few", [[], ["[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"] * 4])
def test_of_nobody_or_few_nothing_is_tested_and_the_row_says_why(few):
    found = _figures(DESK, rows(*few), HAZARDS, SPLIT)
    assert found == {"split_on": SPLIT, "months": 6, "reason": "customers_too_few"}
    lost = rows(*["[null, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"] * 9)
    assert _figures(DESK, lost, HAZARDS, SPLIT)["reason"] == "customers_too_few"


def test_margins_go_on_with_survival_and_the_plain_ones_as_they_were():
    """180 in 180 days is 365 a year; six months of it, each month a hundredth fewer are there."""
    trend = "[30, 30, 30, 30, 30, 30, 20, 20, 20, 20, 20, 20]"
    found = _figures(DESK, rows(*[trend] * 5), HAZARDS, SPLIT)
    left = sum(0.99**month for month in range(1, 7))
    assert found["expected_minor"] == round(5 * 365 / 12 * left)
    assert found["baseline_minor"] == round(5 * 365 / 2)
    assert (found["realised_minor"], found["customers"], found["reason"]) == (600, 5, None)
    assert found["ended_expected"] == pytest.approx(5 * (1 - 0.99**6), abs=1e-4)
