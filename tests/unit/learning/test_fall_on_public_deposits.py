"""The fall model on the public deposits of about 200,000 customers, July to September 2019.

The floors are those that plain boosting reaches on the same files; ours must not be below them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.unit.learning.books import deposit_months, deposit_sample

from hengke.learning.fall import fit_fall
from hengke.learning.fall_report import report

pytestmark = [pytest.mark.real_data, pytest.mark.slow_test]


@pytest.fixture(scope="module")
def told(shared_data: Path) -> dict[str, Any]:
    months = deposit_months(shared_data / "xiamen_bank_2020")
    sample = deposit_sample(months, cut_offs=(7, 8))
    found = fit_fall(sample)
    assert not isinstance(found, str)
    return report(sample, *found)


def test_fitted_to_august_it_ranks_the_falls_of_september(told: dict[str, Any]) -> None:
    out_of_time = told["out_of_time"]
    assert out_of_time["auc"] >= 0.79
    assert out_of_time["average_precision"] >= 0.24


def test_in_five_folds_it_ranks_the_falls_of_september(told: dict[str, Any]) -> None:
    assert told["five_fold"]["auc"] >= 0.80
    assert told["five_fold"]["average_precision"] >= 0.32


def test_it_is_far_ahead_of_the_distance_to_the_floor(told: dict[str, Any]) -> None:
    figures = told["five_fold"]
    assert figures["auc"] > figures["baseline_auc"] + 0.10
    assert figures["average_precision"] > 2 * figures["baseline_average_precision"]


def test_its_probabilities_are_calibrated(told: dict[str, Any]) -> None:
    assert told["calibration_error"] < 0.01
    assert told["out_of_time"]["calibration_error"] < 0.015
    riskiest = told["calibration"][-1]
    assert abs(riskiest["predicted"] - riskiest["observed"]) < 0.03
