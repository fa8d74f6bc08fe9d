"""Runs and data: how fresh, how long, how good the model; a run started by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hengke.apps.audit.models import Entry
from hengke.apps.imports.models import Run
from hengke.pipelines import lake

PAGE = "/imports/runs/"
FALLS = {
    "model": {"method": "trees", "trees": 120, "rows": 900, "falls": 80, "periods": 3,
              "features": ["distance"], "unused": ["logins"], "purpose": "p"},
    "five_fold": {"rows": 300, "falls": 30, "auc": 0.81, "average_precision": 0.33,
                  "brier": 0.05, "baseline_auc": 0.66, "baseline_average_precision": 0.1},
    "out_of_time": {"rows": 300, "falls": 30, "auc": 0.79, "average_precision": 0.24,
                    "brier": 0.05, "baseline_auc": 0.65, "baseline_average_precision": 0.09},
    "calibration": [{"from": 0.0, "to": 0.1, "customers": 150, "predicted": 0.05,
                     "observed": 0.04}],
    "calibration_error": 0.011, "assessment_on": "2026-10-31",
}  # fmt: skip


def run(number: int = 1, **columns):
    known = {
        "as_of": date(2026, 10, 23), "known_at": "b-1", "engine": "duckdb", "seconds": 41.25,
        "created_at": datetime(2026, 10, 24, 1, number % 60, tzinfo=UTC), "customers": 20_000,
        "policies": {"standard_month_average": "v1"}, "report": {}, "is_current": number == 1,
    }  # fmt: skip
    return Run.objects.create(run_id=f"run-{number}", **{**known, **columns})


@pytest.fixture
def data(home):
    """Two batches in the lake; the second changed balances only."""
    manifest = lake.Manifest()
    manifest.batches = [
        lake.Batch("b-1", "core", "2026-10-01", latest_date="2026-09-30"),
        lake.Batch("b-2", "core", "2026-10-23", latest_date="2026-10-23"),
    ]
    manifest.silver = {
        "customers": [lake.DataFile("c.parquet", 20, "b-1")],
        "balances": [lake.DataFile("x.parquet", 70, "b-1"), lake.DataFile("y.parquet", 5, "b-2")],
        "products": [],
    }
    lake.commit(home, manifest)


@pytest.mark.parametrize("name", ["alice", "head", "business", "data", "auditor"])
def test_everybody_sees_what_the_pages_stand_on(data, client_of, name):
    run()
    answer = client_of(name).get(PAGE)
    assert answer.status_code == 200
    tables = {one.table: one for _label, one in answer.context["tables"]}
    assert (tables["balances"].rows, tables["balances"].batch) == (75, "b-2")
    assert tables["balances"].latest_date == date(2026, 10, 23)
    assert tables["customers"].latest_date == date(2026, 9, 30)
    assert "products" not in tables
    assert answer.context["behind"]


def test_a_run_that_saw_everything_is_not_behind(data, client_of):
    run(known_at="b-2")
    assert not client_of("data").get(PAGE).context["behind"]


def test_an_empty_home_has_a_page_too(client_of):
    page = client_of("data").get(PAGE).content.decode()
    assert "No data yet" in page
    assert "No run yet" in page


def test_a_run_s_page_shows_how_good_the_model_is(client_of):
    run(report={"stages": [["read the bank", 2.0], ["records", 1.0]],
                "falls": {"standard_month_average": FALLS}})  # fmt: skip
    answer = client_of("alice").get(f"{PAGE}run-1/")
    page = answer.content.decode()
    for text in ("0.790", "0.240", "0.810", "0.330", "0.650", "1.10%", "for the assessment of"):
        assert text in page, text
    assert [(str(s.percent), s.seconds) for s in answer.context["stages"]] == [
        ("100", 2.0), ("50", 1.0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        (
            "plain",
            "The plain way itself: more than the distance did not help by more than the "
            "standard error.",
        ),
        ("trees", "More than the distance is used: it helps by more than the standard error."),
    ],
)
def test_the_card_says_what_was_chosen_with_both_figures_and_the_error(client_of, chosen, words):
    beside = {"chosen": chosen, "trees_log_loss": 0.0786, "plain_log_loss": 0.0813,
              "better_by": 0.0027, "error": 0.0097}  # fmt: skip
    told = FALLS | {"model": FALLS["model"] | {"beside_plain": beside}}
    run(report={"falls": {"standard_month_average": told}})
    page = client_of("alice").get(f"{PAGE}run-1/").content.decode()
    for text in (words, "0.0786", "0.0813", "lower by 0.0027 (standard error 0.0097)"):
        assert text in page


def test_without_a_model_the_page_says_why(client_of):
    run(report={"falls": {"standard_month_average": {"reason": "too_few_falls", "falls": 7}}})
    page = client_of("alice").get(f"{PAGE}run-1/").content.decode()
    assert "too few falls to learn from" in page
    assert "7 falls" in page


def test_a_run_that_is_not_on_file_is_not_found(client_of):
    assert client_of("data").get(f"{PAGE}nothing/").status_code == 404


def test_a_run_is_started_by_hand_and_followed(client_of, worker):
    client = client_of("data")
    answer = client.post(f"{PAGE}start/", {"as_of": "2026-10-23"})
    job = answer["Location"].rpartition("=")[2]
    assert worker.started == [("run", {"as_of": date(2026, 10, 23)})]
    assert Entry.objects.get(action="run.started").target == "2026-10-23"
    worker.ends(job, "running", stage="assess standard_month_average", done=1, total=2)
    part = client.get(f"{PAGE}progress/?job={job}").content.decode()
    assert "50%" in part
    assert "assessing standard_month_average" in part
    worker.ends(job, result={"run_id": "run-2"})
    assert "every 1s" not in client.get(f"{PAGE}progress/?job={job}").content.decode()


def test_a_run_that_is_under_way_is_shown_to_whoever_opens_the_page(client_of, worker):
    client_of("data").post(f"{PAGE}start/", {"as_of": "2026-10-23"})
    assert client_of("business").get(PAGE).context["job"].is_running


def test_a_failed_run_says_why(client_of, worker):
    client = client_of("data")
    job = client.post(f"{PAGE}start/", {"as_of": "1990-01-01"})["Location"].rpartition("=")[2]
    worker.ends(job, "failed", message="No data before 2024.", next_step="Choose a later date.")
    page = client.get(f"{PAGE}?job={job}").content.decode()
    assert "No data before 2024." in page
    assert "Choose a later date." in page


@pytest.mark.parametrize("text", ["", "20190230", "2019-02-30", "tomorrow"])
def test_a_date_that_does_not_exist_is_refused(client_of, worker, text):
    assert client_of("data").post(f"{PAGE}start/", {"as_of": text}).status_code == 422
    assert worker.started == []


@pytest.mark.parametrize("name", ["alice", "head", "auditor"])
def test_others_cannot_start_or_cancel_a_run(client_of, worker, name):
    assert client_of(name).post(f"{PAGE}start/", {"as_of": "2026-10-23"}).status_code == 403
    assert client_of(name).post(f"{PAGE}cancel/x/").status_code == 403
    assert worker.started == worker.cancelled == []


def test_a_job_number_that_leads_elsewhere_is_no_job(client_of):
    answer = client_of("data").get(f"{PAGE}?job=../../home.toml")
    assert answer.status_code == 200
    assert answer.context["job"] is None


def test_the_list_costs_the_same_number_of_queries_however_long(data, client_of):
    client = client_of("data")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(PAGE)
        return len(captured)

    run()
    few = queries()
    for number in range(2, 18):
        run(number)
    assert queries() == few
