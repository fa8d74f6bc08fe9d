"""`hengke demo`: from nothing to an open workbench, and the second time at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.integration.cli.conftest import eventually, started
from tests.integration.homes import WEIGHED

from hengke.cli import demonstration
from hengke.cli.logins import ROLES
from hengke.pipelines import api
from hengke.pipelines.home import Home

pytestmark = [
    pytest.mark.slow_test,
    pytest.mark.sqlite_only(
        reason="a demo is a laptop's; publishing is tried on either in publish/"
    ),
]
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
    for role in ROLES:
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


def test_no_one_of_the_demo_is_two_administrators(hengke: Hengke, home: Home, first: Any) -> None:
    kept = json.loads((home.path / "demo-logins.json").read_text())
    assert sorted(one["role"] for one in kept) == sorted(ROLES)
    second = hengke(
        "people", "add", "other", "--role", "audit_admin", "--org", "ADM01", "--home", home.path
    )
    assert second.exit_code == 2
    assert "other" not in hengke("people", "list", "--home", home.path).out


def test_a_demo_of_an_earlier_release_gets_the_log_ins_that_it_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older, added = {"username": "rm", "password": "a"}, {"username": "risk", "password": "b"}
    file = tmp_path / "demo-logins.json"
    file.write_text(json.dumps([older]))
    monkeypatch.setattr("hengke.cli.people.demo_logins", lambda policy: [added])
    assert demonstration._logins(Home(tmp_path)) == [older, added]
    assert json.loads(file.read_text()) == [older, added]
    assert file.stat().st_mode & 0o077 == 0


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


def test_an_earlier_date_is_computed_and_not_shown_unless_that_is_said(
    hengke: Hengke, home: Home, first: Any
) -> None:
    def shown() -> str:
        return str(json.loads(hengke("doctor", "--home", home.path, "--json").out)["findings"])

    settings = home.settings()
    home.change_settings(without=WEIGHED)  # the parts have been computed once: this is of dates
    earlier = json.loads(hengke("run", "--as-of", "2026-10-15", "--home", home.path, "--json").out)
    assert earlier["published"] is False
    assert f"hengke publish --run {earlier['run_id']}" in earlier["notes"][0]
    assert "data as of 2026-10-23" in shown()
    meant = hengke("run", "--as-of", "2026-10-15", "--publish", "--home", home.path)
    assert "published." in meant.out
    assert "not published" not in meant.out
    assert f"shown is {earlier['run_id']}" in shown()
    home.write_settings(settings)
    back = json.loads(hengke("publish", "--home", home.path, "--json").out)
    assert back["as_of"] == "2026-10-23", "without a name it is the latest date"


def test_a_run_prints_what_was_assessed_and_how_good_its_model_is(
    hengke: Hengke, home: Home, first: Any
) -> None:
    again = hengke("run", "--as-of", "2026-10-23", "--home", home.path)
    assert "standard_month_average: no new assessment date." in again.out
    assert "probability of a fall" in again.out or "baseline AUC" in again.out


def test_the_radar_as_csv_leaves_json_on_stdout(
    hengke: Hengke, home: Home, first: Any, tmp_path: Path
) -> None:
    file = tmp_path / "radar.csv"
    words = ("tiers", "radar", "--as-of", "2026-10-23", "--home", home.path, "--json")
    told = json.loads(hengke(*words, "--csv", file).out)
    rows = file.read_text(encoding="utf-8").splitlines()
    assert rows[0].endswith("fall_probability,reasons")
    assert told == {
        "as_of": "2026-10-23", "policy": "standard_month_average", "rows": len(rows) - 1,
        "csv": str(file),
    }  # fmt: skip
    assert hengke(*words, "--csv", "-").exit_code == 2


def test_the_migration_table_has_parts_per_row_that_sum_to_a_hundred(
    hengke: Hengke, home: Home, first: Any
) -> None:
    answer = hengke(
        "tiers", "migration", "--from", "2026-08-31", "--to", "2026-09-30", "--home", home.path
    )
    cells = [line.split("│")[1:-1] for line in answer.out.splitlines() if line.startswith("│")]
    shares: dict[str, list[float]] = {}
    for tier, _, _, by_number, _, by_assets in cells:
        for place, share in enumerate((by_number, by_assets)):
            shares.setdefault(tier, [0.0, 0.0])[place] += float(share)
    assert len(shares) > 1
    assert all(abs(share - 100) < 0.05 for both in shares.values() for share in both)


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
