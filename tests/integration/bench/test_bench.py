"""The bench runs, and its hand-written SQL finds the very rows that the nightly run found."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from bench.table import printed

pytestmark = pytest.mark.slow_test
ROOT = Path(__file__).resolve().parents[3]
SMALL = ("--customers", "150", "--transactions", "20", "--users", "2", "--rounds", "1",
         "--wait", "0", "--json")  # fmt: skip


@pytest.fixture(scope="module")
def found() -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "bench", *SMALL], cwd=ROOT, capture_output=True, text=True,
        check=False, timeout=400,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (one,) = json.loads(done.stdout)
    return one


def test_an_independent_sql_computes_the_same_rows_of_every_table(found: Any) -> None:
    """Two authors, two languages, one result: assessments, positions, records and courses."""
    assert set(found["differences"]) == {
        "asset_points", "assessments", "book_points", "customer_records", "holdings", "movements",
        "positions",
    }  # fmt: skip
    assert set(found["differences"].values()) == {0}


def test_every_step_and_page_was_timed(found: Any) -> None:
    steps = {one["step"]: one for one in found["steps"]}
    assert list(steps) == ["generate", "load", "run", "publish", "publish again", "hand"]
    assert all(one["seconds"] > 0 and one["peak_mb"] > 10 for one in steps.values())
    assert found["failed"] == 0
    assert {"list", "list, next page", "customer (360)"} <= set(found["pages"])
    assert found["ratio"]["ratio"] > 0


def test_the_table_says_what_was_measured(found: Any) -> None:
    text = printed([found])
    assert "150 customers, 3,000 transactions" in text
    assert "rows that differ: none" in text
    assert "customer (360)" in text
