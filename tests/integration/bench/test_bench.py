"""The bench runs, and every yardstick finds the very rows that the nightly run found."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hengke.bench.ratios import features_and_tiers
from hengke.bench.stages import NAMES
from hengke.bench.table import printed

pytestmark = [pytest.mark.slow_test, pytest.mark.drill_test]
COMPUTED = [name for name in NAMES if name not in ("pages", "tryton", "next day")]
SMALL = ("--customers", "150", "--transactions", "60", "--json")
COLUMNS = ("stage", "customers", "transactions", "wall_s", "cpu_s", "peak_mb", "rows_per_s",
           "ratio_to")  # fmt: skip


def bench(*options: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "hengke", "bench", *options], capture_output=True, text=True,
        check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bench")


@pytest.fixture(scope="module")
def found(place: Path) -> Any:
    named = [part for name in COMPUTED for part in ("--stage", name)]
    return bench(*SMALL, *named, "--place", str(place))


@pytest.fixture(scope="module")
def stages(found: Any) -> dict[str, Any]:
    return {one["stage"]: one for one in found["stages"]}


def test_every_stage_tells_what_scripts_rely_on(stages: dict[str, Any]) -> None:
    assert list(stages) == COMPUTED
    bookings = stages["generate"]["detail"]["table_rows"]["transactions"]
    for name, one in stages.items():
        assert set(COLUMNS) <= set(one)
        assert (one["customers"], one["transactions"]) == (150, bookings)
        assert min(one["wall_s"], one["cpu_s"]) > 0
        assert one["peak_mb"] > 10
        assert name == "help" or one["rows_per_s"] > 0


@pytest.mark.parametrize("yardstick", ["hand sql", "polars", "pandas"])
def test_a_yardstick_computes_the_same_rows_as_the_engine(
    stages: dict[str, Any], yardstick: str
) -> None:
    """Other authors, other languages, one result; and every table that it wrote was compared."""
    tables = {"assessments", "positions"}
    if yardstick == "hand sql":
        tables |= {"asset_points", "book_points", "customer_records", "holdings", "movements"}
    differences = stages[yardstick]["detail"]["differences"]
    assert set(differences) == tables
    assert set(differences.values()) == {0}


def test_ratios_are_quotients_of_what_was_measured_with_the_model_apart(
    stages: dict[str, Any],
) -> None:
    run, hand, scan = stages["run"], stages["hand sql"], stages["scan"]
    wall, cpu = features_and_tiers(run)
    assert 0 < wall < sum(run["detail"]["stages"].values())
    assert run["ratio_to"]["hand sql"] == pytest.approx(wall / hand["detail"]["seconds"], abs=1e-4)
    assert run["cpu_ratio_to"]["hand sql"] == pytest.approx(
        cpu / hand["detail"]["cpu_seconds"], abs=1e-4
    )
    assert hand["ratio_to"]["scan"] == pytest.approx(
        hand["detail"]["seconds"] / scan["detail"]["seconds"], abs=1e-4
    )
    assert set(run["ratio_to"]) == {"hand sql", "scan", "polars", "pandas"}


def test_the_same_file_and_the_same_night_again_change_nothing(stages: dict[str, Any]) -> None:
    run, again = stages["run"]["detail"], stages["run again"]["detail"]
    assert (run["reused"], again["reused"]) == (False, True)
    assert run["run_id"] == again["run_id"]
    assert stages["import again"]["rows"] == stages["import"]["rows"]


def test_a_bench_that_was_killed_goes_on_after_the_last_finished_stage(
    found: Any, stages: dict[str, Any], place: Path
) -> None:
    record = place / "150" / "bench.json"
    kept = json.loads(record.read_text(encoding="utf-8"))
    del kept["stages"]["scan"]
    record.write_text(json.dumps(kept), encoding="utf-8")
    options = ("--stage", "run", "--stage", "scan", "--place", str(place), "--resume")
    again = {one["stage"]: one for one in bench(*SMALL, *options)["stages"]}
    assert again["run"]["measured_at"] == stages["run"]["measured_at"]
    assert again["scan"]["measured_at"] > stages["scan"]["measured_at"]
    assert set(again["run"]["ratio_to"]) == {"scan"}


def test_the_table_says_what_was_measured(found: Any) -> None:
    text = printed(found)
    assert "150 customers, " in text
    assert "hand sql: rows that differ: none" in text
    assert "polars" in text
