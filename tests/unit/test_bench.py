"""The benchmark page: growth is a slope, numbers are judged, what a person says stands beside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hengke.bench.growth import exponent, grown
from hengke.bench.held_memory import HeldMemory, held
from hengke.bench.learnt import PLACES, Learnt
from hengke.bench.measuring import Record, Size
from hengke.bench.page import Results, written
from hengke.bench.processes import StepFailed
from hengke.bench.ratios import with_ratios
from hengke.bench.stages import wanted

MACHINE = {
    "measured_at": "2026-11-25T22:00:00+00:00", "cores": 2, "processor": "A processor",
    "memory_gb": 24.0, "system": "Linux", "python": "3.11.7", "load_before": [0.1, 0.1, 0.1],
    "versions": {"duckdb": "2.0.0"},
}  # fmt: skip


def stage(name: str, customers: int, seconds: float, **detail: Any) -> dict[str, Any]:
    return {
        "stage": name, "customers": customers, "transactions": customers * 100,
        "measured_at": "2026-11-25T22:00:00+00:00", "wall_s": seconds + 1, "cpu_s": seconds + 1,
        "peak_mb": 500, "rows": customers, "rows_per_s": round(customers / seconds),
        "detail": {"seconds": seconds, "cpu_seconds": seconds, **detail},
    }  # fmt: skip


def bench_of(customers: int, *, import_seconds: float, run_seconds: float) -> list[dict[str, Any]]:
    times = {"keep the book": run_seconds - 1, "outlook x": 3.0, "churn": 4.0, "tasks": 5.0}
    fit = {"fit": {"seconds": 1.5, "cpu_seconds": 1.25}}
    run = stage("run", customers, run_seconds + 11, stages=times, stages_cpu=times,
                model={"seconds": 2.0, "cpu_seconds": 2.0}, weighed=["churn"],
                stages_peak_mb={"churn": 321}, learnt={"churn": fit})  # fmt: skip
    loaded = stage("import", customers, import_seconds)
    hand = stage("hand sql", customers, 10.0, parts={"book": 10.0}, differences={"positions": 0})
    skipped = {"stage": "pandas", "customers": customers, "transactions": customers * 100,
               "measured_at": "2026-11-25T22:00:00+00:00", "skipped": "not here"}  # fmt: skip
    return with_ratios([loaded, run, hand, skipped])


@pytest.fixture
def results(tmp_path: Path) -> Results:
    small = bench_of(20_000, import_seconds=2.0, run_seconds=5.0)
    large = bench_of(200_000, import_seconds=40.0, run_seconds=20.0)
    file = tmp_path / "one.json"
    file.write_text(json.dumps({"machine": MACHINE, "stages": [*small, *large]}), encoding="utf-8")
    (tmp_path / "remarks.toml").write_text('[growth]\nimport = "it sorts"\n', encoding="utf-8")
    return Results.read([file])


def test_a_cost_that_grows_with_the_square_has_the_exponent_two() -> None:
    assert exponent([(10, 3.0), (100, 300.0), (1_000, 30_000.0)]) == pytest.approx(2.0)
    assert exponent([(10, 3.0), (100, None)]) is None


def test_only_what_grows_faster_than_the_bank_is_to_be_explained() -> None:
    found = {
        one.stage: one
        for one in grown([
            *bench_of(20_000, import_seconds=2.0, run_seconds=5.0),
            *bench_of(200_000, import_seconds=40.0, run_seconds=20.0),
        ])
    }  # fmt: skip
    assert found["import"].to_explain
    assert not found["run"].to_explain
    assert "pandas" not in found


def test_the_run_is_held_beside_the_sql_without_models_parts_and_tasks() -> None:
    _, run, _, _ = bench_of(20_000, import_seconds=2.0, run_seconds=5.0)
    assert run["ratio_to"] == {"hand sql": pytest.approx((4 + 3 - 2) / 10)}


def test_the_page_judges_the_largest_size_and_says_what_was_skipped(results: Results) -> None:
    page = written(results)
    assert "Numbers to hold, at 200,000 customers" in page
    assert "| ≥ 50,000 rows/s | 5,000 rows/s | **missed** |" in page
    assert "| ≤ 1.5 times | 2.00 times | **missed** |" in page
    assert "skipped: not here" in page
    assert "| it sorts |" in page
    assert "of the outlook: the model of falls | 2.0 | 2.0" in page
    assert "2 × A processor" in page


def test_a_stage_brings_what_it_needs_in_the_order_of_the_house() -> None:
    assert [one.name for one in wanted(["scan", "publish"])] == [
        "generate", "import", "run", "publish", "scan",
    ]  # fmt: skip


def test_a_bench_empties_no_folder_that_it_has_not_made(tmp_path: Path) -> None:
    kept = tmp_path / "20000" / "letter.txt"
    kept.parent.mkdir()
    kept.write_text("mine", encoding="utf-8")
    with pytest.raises(StepFailed, match="something else than a bench"):
        Record.opened(kept.parent, Size(20_000), resume=False)
    assert kept.read_text(encoding="utf-8") == "mine"


def test_a_bench_goes_on_at_its_own_size_only(tmp_path: Path) -> None:
    Record.opened(tmp_path / "small", Size(150), resume=False).add("generate", {"detail": {}})
    again = Record.opened(tmp_path / "small", Size(150), resume=True)
    assert again.stages == {"generate": {"detail": {}}}
    with pytest.raises(StepFailed, match="another size"):
        Record.opened(tmp_path / "small", Size(151), resume=True)
    assert Record.opened(tmp_path / "small", Size(150), resume=False).stages == {}


def test_the_next_day_is_told_with_and_without_what_is_weighed_besides_tiers() -> None:
    _, run, _, _ = bench_of(20_000, import_seconds=2.0, run_seconds=5.0)
    times = {"keep the book": 0.5, "churn": 4.0, "tasks": 5.0}
    ran = {"seconds": 10.0, "cpu_seconds": 10.0, "stages": times, "stages_cpu": times,
           "model": {"seconds": 0.0, "cpu_seconds": 0.0}, "weighed": ["churn"]}  # fmt: skip
    day = stage("next day", 20_000, 12.0, run=ran, **{"import": {"seconds": 2.0, "cpu_seconds": 2}})
    *_, told = with_ratios([run, day])
    assert told["ratio_to"] == {"run": 10 / 16, "tiers of the run": 0.5 / 5}


def test_what_is_weighed_and_its_models_stand_apart_with_their_memory(results: Results) -> None:
    page = written(results)
    assert "| churn | 4.0 | 4.0 | 321 |" in page
    assert "| together | 4.0 | 4.0 |  |" in page
    assert "| churn | fit | 1.5 | 1.2 |" in page


def test_every_function_that_is_timed_as_a_model_is_where_the_bench_looks() -> None:
    learnt = Learnt()
    with learnt.watching():
        from hengke.pipelines.weighing import clustering

        assert clustering.held.__name__ == "held"
    assert set(learnt.told()) == {model for model, *_ in PLACES}
    assert learnt.told()["clustering"]["fit"]["seconds"] == 0.0


@pytest.mark.skipif(not held(), reason="this system does not tell what a process holds")
def test_memory_is_told_by_stretches_of_work() -> None:
    memory, block = HeldMemory(), bytearray()
    with memory.watching():
        with memory.of("small"):
            pass
        with memory.of("large"):
            block = bytearray(b"x" * 80_000_000)
    assert memory.peaks["large"] >= memory.peaks["small"] + len(block) // 1_100_000
