"""`hengke demo`: from nothing to an open workbench, and the second time at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.integration.cli.conftest import eventually, started

from hengke.pipelines import api
from hengke.pipelines.home import Home

pytestmark = pytest.mark.slow_test
Hengke = Callable[..., Any]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("demo") / "demo-home")


@pytest.fixture(scope="module")
def first(hengke: Hengke, home: Home) -> Any:
    return hengke("demo", "--customers", "100", "--no-serve", "--home", home.path)


def test_a_demo_is_made_assessed_and_published_with_a_log_in_per_role(first: Any) -> None:
    assert first.exit_code == 0, first.err
    assert "100 customers, data as of 2026-10-23" in first.out
    for role in ("rm", "branch_head", "business", "data", "auditor"):
        assert f" {role}, " in first.out
    assert "hengke serve" in first.err


def test_the_second_time_nothing_is_computed_and_the_log_ins_are_the_same(
    hengke: Hengke, home: Home, first: Any
) -> None:
    manifest = (home.lake / "manifest.json").read_bytes()
    second = hengke("demo", "--no-serve", "--home", home.path, "--json")
    told = json.loads(second.out)
    assert second.err.strip().startswith("Next: hengke serve")
    assert (home.lake / "manifest.json").read_bytes() == manifest
    assert all(login["password"] in first.out for login in told["logins"])


def test_its_own_truth_is_kept_apart_from_what_the_engine_reads(home: Home, first: Any) -> None:
    from hengke.pipelines import lake

    named = [file.path for files in lake.load(home).silver.values() for file in files]
    assert list(home.truth.iterdir())
    assert not any("truth" in path for path in named)
    assert not any((home.inbox / "demo").rglob("*"))


def test_the_run_that_the_demo_shows_can_be_shown_again(
    hengke: Hengke, home: Home, first: Any
) -> None:
    published = json.loads(hengke("publish", "--home", home.path, "--json").out)
    assert published["as_of"] == "2026-10-23"
    unknown = hengke("publish", "--run", "none", "--home", home.path)
    assert unknown.exit_code == 3
    assert "hengke run" in unknown.err


def test_the_worker_runs_the_night_as_a_job(home: Home, first: Any) -> None:
    with started("worker", "--home", home.path):
        eventually(lambda: api.running(home))
        job_id = api.start(home, "run", as_of="2026-10-23")
        done = eventually(lambda: (job := api.job(home, job_id))["state"] != "running" and job)
        refused_id = api.start(home, "run", as_of="soon")
        refused = eventually(
            lambda: (job := api.job(home, refused_id))["state"] != "running" and job
        )
        tiers = api.ask(home, "summary", as_of="2026-09-30")["tiers"]
    assert (done["state"], done["result"]["reused"]) == ("done", True)
    assert (refused["state"], refused["kind"]) == ("failed", "Refused")
    assert sum(tier["customers"] for tier in tiers) > 0


def test_a_home_of_a_real_bank_is_never_filled_with_a_demo(hengke: Hengke, tmp_path: Path) -> None:
    from hengke.pipelines.home import HomeSettings

    real = Home(tmp_path / "bank")
    real.write_settings(HomeSettings(bank="Real"))
    answer = hengke("demo", "--no-serve", "--home", real.path)
    assert answer.exit_code == 2
    assert "not a demo" in answer.err
