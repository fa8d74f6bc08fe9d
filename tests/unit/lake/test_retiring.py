"""What the lake gives up, and what it never does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hengke.pipelines.lake import AssessmentEntry, Batch, DataFile, Manifest, RunEntry
from hengke.pipelines.retiring import kept_runs, retire
from hengke.policies import retention

NOW = datetime(2026, 10, 24, 2, tzinfo=UTC)
POLICY = retention.load(on=date(2026, 10, 24))
ONE_DAY = replace(POLICY, run_days=1)
P = "standard_month_average"


def a_run(as_of: str, *, made_on: str = "", name: str = "", known_at: str = "b1") -> RunEntry:
    name = name or f"run-{as_of}"
    made = f"{made_on or as_of}T22:00:00+00:00"
    gold = {"positions": f"gold/{name}/positions.parquet"}
    report = {"rows": {"positions": 3}, "falls": {P: {"auc": 0.8}}, "notes": ["n"]}
    known = (name, as_of, known_at, "duckdb", made, 1.0, 3, {P: f"{P}@1"})
    return RunEntry(*known, gold=gold, report=report)


def an_assessment(on: str, run_id: str, digest: str) -> AssessmentEntry:
    return AssessmentEntry(P, f"{P}@1", on, run_id, "b1", f"assessments/{P}/{on}-{digest}.parquet")


def a_batch(number: int, *, files: tuple[str, ...] = (), days_ago: int = 1) -> Batch:
    made = (NOW - timedelta(days=days_ago)).isoformat()
    before = {"balances": [{"path": path, "rows": 1, "batch": "b0"} for path in files]}
    return Batch(f"b{number}", "m", made, before=before, quarantine=f"quarantine/b{number}.parquet")


def test_a_week_of_dates_and_the_last_of_each_month_are_kept_for_two_years() -> None:
    days = [date(2024, 1, 1) + timedelta(days=number) for number in range(1_027)]
    runs = [a_run(str(day)) for day in days]
    kept = kept_runs(runs, POLICY, shown=runs[-1].run_id, now=NOW)
    dates = sorted(run.as_of for run in runs if run.run_id in kept)
    assert dates[-8:] == [
        "2026-09-30", "2026-10-17", "2026-10-18", "2026-10-19", "2026-10-20", "2026-10-21",
        "2026-10-22", "2026-10-23",
    ]  # fmt: skip
    assert dates[0] == "2024-11-30"
    assert len(dates) == 23 + 7


def test_of_a_month_the_last_run_of_its_last_date_is_kept() -> None:
    first, second = (
        a_run("2026-03-31", name=name, made_on="2026-04-01") for name in ("first", "corrected")
    )
    newest = a_run("2026-10-23")
    kept = kept_runs([first, a_run("2026-03-30"), second, newest], ONE_DAY, shown="", now=NOW)
    assert {"corrected", newest.run_id} <= kept
    assert "first" not in kept


def test_the_run_shown_and_what_was_made_this_week_stay_however_old_their_dates() -> None:
    none = replace(ONE_DAY, run_month_ends=0)
    old, shown = a_run("2020-05-04", made_on="2026-10-23"), a_run("2025-05-05")
    runs = [shown, old, a_run("2025-05-06"), a_run("2026-10-22"), a_run("2026-10-23")]
    kept = kept_runs(runs, none, shown=shown.run_id, now=NOW - timedelta(hours=3))
    assert kept == {shown.run_id, old.run_id, runs[-1].run_id}


def test_a_retired_run_leaves_a_record_without_tables_that_names_its_notes() -> None:
    manifest = Manifest(runs=[a_run("2026-01-05"), a_run("2026-01-31"), a_run("2026-10-23")])
    gone = retire(manifest, ONE_DAY, shown="run-2026-10-23", now=NOW)
    assert [(one.what, one.name, one.paths) for one in gone] == [
        ("run", "run-2026-01-05", ("gold/run-2026-01-05/positions.parquet",))
    ]
    assert [run.run_id for run in manifest.runs] == ["run-2026-01-31", "run-2026-10-23"]
    record = manifest.retired[0]
    assert (record.gold, record.report) == ({}, {"rows": {"positions": 3}, "notes": ["n"]})


def test_an_assessment_that_was_replaced_goes_when_no_kept_run_was_made_of_it() -> None:
    old, kept, newest = a_run("2026-01-05"), a_run("2026-01-31"), a_run("2026-10-23")
    manifest = Manifest(
        runs=[old, kept, newest],
        assessments=[
            an_assessment("2025-12-31", old.run_id, "aa"),
            an_assessment("2025-12-31", kept.run_id, "bb"),
            an_assessment("2025-12-31", newest.run_id, "cc"),
            an_assessment("2025-11-30", old.run_id, "dd"),
        ],
    )
    gone = retire(manifest, ONE_DAY, shown=newest.run_id, now=NOW)
    assert [one.paths for one in gone if one.what == "assessment"] == [
        (f"assessments/{P}/2025-12-31-aa.parquet",)
    ]
    assert [entry.path[-10:-8] for entry in manifest.assessments] == ["bb", "cc", "dd"]


def test_no_result_goes_while_nobody_knows_which_run_is_shown() -> None:
    runs = [a_run("2026-01-05"), a_run("2026-01-31"), a_run("2026-10-23")]
    for unknown in ("", "a run of another lake"):
        manifest = Manifest(runs=list(runs))
        assert retire(manifest, ONE_DAY, shown=unknown, now=NOW) == []
        assert manifest.runs == runs


def test_the_record_of_a_run_goes_in_the_end_unless_an_assessment_comes_from_it() -> None:
    old = replace(a_run("2020-01-31"), gold={}), replace(a_run("2020-02-29"), gold={})
    manifest = Manifest(
        runs=[a_run("2026-10-23")],
        retired=list(old),
        assessments=[an_assessment("2020-01-31", old[0].run_id, "aa")],
    )
    gone = retire(manifest, POLICY, shown="run-2026-10-23", now=NOW)
    assert [(one.what, one.name) for one in gone] == [("record of a run", "run-2020-02-29")]
    assert [run.run_id for run in manifest.retired] == ["run-2020-01-31"]


def test_the_way_back_of_a_delivery_ends_when_a_run_has_used_it_or_many_came_since() -> None:
    few = replace(POLICY, undo_batches=2)
    manifest = Manifest(
        silver={"balances": [DataFile("silver/there.parquet", 1, "b0")]},
        batches=[a_batch(number, files=(f"silver/{number}", "silver/there.parquet"))
                 for number in range(1, 6)],
        runs=[a_run("2026-10-23", known_at="b1")],
    )  # fmt: skip
    gone = retire(manifest, few, shown="run-2026-10-23", now=NOW)
    assert [(one.name, one.why, one.paths) for one in gone] == [
        ("b1", "run run-2026-10-23 has used it", ("silver/1",)),
        ("b2", "2 other deliveries came since", ("silver/2",)),
        ("b3", "2 other deliveries came since", ("silver/3",)),
    ]
    assert [batch.settled for batch in manifest.batches] == [True, True, True, False, False]
    assert [bool(batch.before) for batch in manifest.batches] == [False, False, False, True, True]


def test_rejected_rows_go_after_their_days_and_the_batch_stays() -> None:
    manifest = Manifest(batches=[a_batch(1, days_ago=401), a_batch(2, days_ago=399)])
    gone = retire(manifest, POLICY, shown="", now=NOW)
    assert [(one.what, one.name, len(one.paths)) for one in gone] == [("quarantine", "b1", 3)]
    assert [batch.quarantine for batch in manifest.batches] == [None, "quarantine/b2.parquet"]
