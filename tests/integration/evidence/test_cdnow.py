"""Lifetime value against the papers' own figures, and on another log of the same layout."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from tests.conftest import shared_data_folder
from tests.integration.evidence.sets import measured

from hengke.kernel.errors import Refused
from hengke.pipelines.evidence.purchase_log import read_log

PUBLISHED = {"r": (0.243, 3), "alpha": (4.414, 3), "a": (0.793, 3), "b": (2.426, 3),
             "log_likelihood": (-9582.4, 1)}  # fmt: skip


@pytest.mark.real_data
@pytest.mark.slow_test
def test_the_papers_figures_come_back_to_the_digits_printed() -> None:
    metrics = measured("cdnow")["metrics"]
    assert {key: round(metrics[key], digits) for key, (_, digits) in PUBLISHED.items()} == {
        key: value for key, (value, _) in PUBLISHED.items()
    }
    for key, value in (("p", 6.25), ("q", 3.74), ("v", 15.44)):
        assert metrics[key] == pytest.approx(value, rel=0.002)
    assert metrics["purchases_ahead_actual"] == 1882
    assert metrics["purchases_ahead"] == pytest.approx(1653, abs=1)
    assert abs(metrics["cumulative_error"]) < 0.05
    nearer = metrics["purchases_ahead_lively_start"]
    assert abs(nearer - 1882) < abs(metrics["purchases_ahead"] - 1882)
    assert metrics["lively_start_gain"] > 6.9


@pytest.mark.real_data
@pytest.mark.slow_test
def test_the_log_says_what_the_published_summary_says() -> None:
    folder = shared_data_folder() / "cdnow"
    log = read_log(folder, "CDNOW_sample.txt.gz")
    known = log.until(log.middle)
    file = folder / "cdnow_customers_summary_with_transactions.csv"
    summary = np.loadtxt(file, delimiter=",", skiprows=1)
    ours = np.column_stack([known.purchases.repeats, known.purchases.last,
                            known.purchases.observed, known.mean])  # fmt: skip
    assert np.abs(ours - summary[:, 1:]).max() < 0.0101


def test_a_log_of_other_customers_is_measured_as_well(tmp_path: Path) -> None:
    draw = np.random.default_rng(5)
    lines = []
    for customer in range(400):
        day, ends = int(draw.integers(0, 60)), draw.exponential(250)
        began = day
        while day < 364 and day - began <= ends:
            amount = draw.gamma(4) * 10
            lines.append(f"{customer:05d} {customer:04d} {20240101 + _date(day)} 1 {amount:.2f}")
            day += 1 + int(draw.exponential(30 + customer % 40))
    (tmp_path / "cdnow").mkdir()
    with gzip.open(tmp_path / "cdnow" / "CDNOW_sample.txt.gz", "wt") as file:
        file.write("\n".join(lines))
    found = measured("cdnow", tmp_path)
    assert found["rows"] == 400
    assert (
        0.5 < found["metrics"]["purchases_ahead"] / found["metrics"]["purchases_ahead_actual"] < 2
    )


def test_what_is_no_log_is_refused_with_the_file_and_the_layout(tmp_path: Path) -> None:
    (tmp_path / "cdnow").mkdir()
    for text in ("a,b\n1,2\n", "1 1 19970101\n", "1 1 19971301 1 2.0\n"):
        (tmp_path / "cdnow" / "CDNOW_sample.txt").write_text(text, encoding="utf-8")
        with pytest.raises(Refused, match=r"CDNOW_sample\.txt is no log of purchases") as refused:
            measured("cdnow", tmp_path)
        assert "number within the sample" in refused.value.next_step


def _date(day: int) -> int:
    """Days of 2024 as what is to be added to 20240101."""
    from datetime import date, timedelta

    return int((date(2024, 1, 1) + timedelta(days=day)).strftime("%Y%m%d")) - 20240101
