"""A nightly run: what it writes, that it can be repeated, and what it refuses."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from tests.integration.homes import AS_OF, POLICY, copied, fingerprints

from hengke.engine.results import ASSESSMENTS, GOLD
from hengke.kernel.errors import Busy, NotComputed, Refused
from hengke.pipelines import lake, nightly, tiers
from hengke.pipelines.gold import KEYS
from hengke.pipelines.home import Home, HomeSettings
from hengke.pipelines.parts import files_of
from hengke.policies.tiering import shelf

pytestmark = pytest.mark.slow_test
ARROW = {
    "string": "string", "int64": "int64", "float64": "double", "date": "date32[day]",
}  # fmt: skip


def run_of(home: Home) -> lake.RunEntry:
    return lake.load(home).runs[-1]


@pytest.mark.parametrize("table", sorted(set(GOLD) - {"assessments"}))
def test_every_result_is_written_in_its_schema_ordered_by_its_key(
    small_home: Home, table: str
) -> None:
    run = run_of(small_home)
    files = files_of(small_home.lake / run.gold[table])
    keys = []
    for file in files:
        found = pq.read_table(file)
        types = {field.name: str(field.type) for field in found.schema}
        assert {name: types[name] for name in GOLD[table]} == {
            name: ARROW[kind] for name, kind in GOLD[table].items()
        }
        one = list(zip(*(found[column].to_pylist() for column in KEYS[table]), strict=True))
        assert one == sorted(one)
        keys += one
        if file.stem in {table, "rest"}:
            assert set(found["run_id"].to_pylist()) <= {run.run_id}
            assert set(found["as_of"].to_pylist()) <= {AS_OF}
        else:
            assert set(found["run_id"].to_pylist()).isdisjoint({run.run_id, None, ""})
            assert max(found["as_of"].to_pylist()) < AS_OF
    assert len(keys) == len(set(keys)) == pq_rows(files)


def pq_rows(files: Sequence[Path]) -> int:
    return sum(pq.read_metadata(file).num_rows for file in files)


def test_every_assessment_date_of_two_years_has_a_result(small_home: Home) -> None:
    manifest = lake.load(small_home)
    dates = manifest.assessed_dates(POLICY)
    assert (len(dates), dates[0], dates[-1]) == (24, "2024-10-31", "2026-09-30")
    entry = manifest.assessment(POLICY, "2026-09-30")
    assert entry is not None
    found = pq.read_table(small_home.lake / entry.path)
    assert found.column_names == list(ASSESSMENTS)
    assert set(found["policy_version"].to_pylist()) == {entry.policy_version}


def test_everybody_covered_has_one_position_and_who_is_above_the_lowest_tier_a_probability(
    small_home: Home,
) -> None:
    gold = {name: str(small_home.lake / path) for name, path in run_of(small_home).gold.items()}
    persons, placed = duckdb.sql(
        f"SELECT (SELECT count(*) FROM '{gold['customer_records']}' WHERE kind = 'person'), "
        f"(SELECT count(DISTINCT customer_id) FROM '{gold['positions']}')"
    ).fetchall()[0]
    assert persons == placed > 0
    above, scored, explained, lowest_scored = duckdb.sql(
        "SELECT count(*) FILTER (effective_rank > 0), count(fall_probability), count(reasons), "
        "count(fall_probability) FILTER (effective_rank = 0) "
        f"FROM '{gold['positions']}'"
    ).fetchall()[0]
    assert above == scored == explained > 50
    assert lowest_scored == 0


@pytest.mark.requirement("R041")
def test_the_same_run_again_is_not_computed_and_computed_afresh_gives_the_same_bytes(
    own_home: Home,
) -> None:
    before, log = fingerprints(own_home.lake), lake.load(own_home).runs
    again = nightly.run(own_home, as_of=AS_OF)
    assert again.reused
    assert "computed before" in again.notes[0]
    assert fingerprints(own_home.lake) == before

    afresh = nightly.run(own_home, as_of=AS_OF, afresh=True)
    assert not afresh.reused
    assert afresh.run_id == again.run_id == log[-1].run_id
    assert len(afresh.assessed) == 24
    after = fingerprints(own_home.lake)
    assert {name for name in before if before[name] != after.get(name)} == {"manifest.json"}
    told = lake.load(own_home).runs
    assert [one.run_id for one in told] == [one.run_id for one in log]
    assert told[-1].report["stages"]


def test_an_earlier_business_date_uses_the_assessments_that_are_there(tiers_home: Home) -> None:
    report = nightly.run(tiers_home, as_of=date(2026, 9, 15))
    assert report.assessed == []
    written = tiers_home.lake / run_of(tiers_home).gold["positions"]
    positions = duckdb.sql(f"SELECT DISTINCT assessed_on FROM '{written}'").fetchall()
    assert (date(2026, 8, 31),) in positions
    assert (date(2026, 9, 30),) not in positions


def test_after_the_last_delivery_nothing_is_assessed_and_the_run_says_so(tiers_home: Home) -> None:
    report = nightly.run(tiers_home, as_of=date(2026, 11, 3))
    assert report.assessed == []
    assert "2026-10-31" not in lake.load(tiers_home).assessed_dates(POLICY)
    assert any("carried forward" in note for note in report.notes)
    (missed,) = report.missed
    assert (missed["policy"], missed["assessed_on"]) == (POLICY, "2026-10-31")
    assert missed["reason"] == "the data end on 2026-10-23"
    assert f"{POLICY}: 2026-10-31 could not be assessed: {missed['reason']}." in report.notes


def test_who_asks_for_an_assessment_that_the_data_do_not_support_is_told_why(
    tiers_home: Home,
) -> None:
    nightly.run(tiers_home, as_of=date(2026, 10, 31))
    with pytest.raises(NotComputed, match="the data end on 2026-10-23") as refused:
        tiers.migration(tiers_home, start=date(2026, 9, 30), end=date(2026, 10, 31), policy=POLICY)
    assert "2026-09-30" in refused.value.message, "the last assessment is named"
    assert refused.value.next_step.startswith("Import the data up to 2026-10-31")


def test_a_policy_out_of_force_or_in_another_currency_sits_the_run_out_with_a_note(
    tiers_home: Home,
) -> None:
    later = tiers_home.tier_policies / "later"
    later.mkdir(parents=True)
    shipped = Path(shelf.__file__).parent / POLICY / "2020-01-01.toml"
    shutil.copy(shipped, later / "2027-01-01.toml")
    tiers_home.change_settings(policies=("later", POLICY, "berka_czk"))
    report = nightly.run(tiers_home, as_of=date(2026, 10, 22))
    assert set(report.policies) == {POLICY}
    assert any("'later' is not in force on 2026-10-22" in note for note in report.notes)
    assert any("'berka_czk' counts in CZK" in note for note in report.notes)
    tiers_home.change_settings(policies=("later",))
    with pytest.raises(Refused, match="not in force"):
        nightly.run(tiers_home, as_of=date(2026, 10, 22))


def test_two_runs_at_once_the_second_is_told_who_is_first(small_home: Home) -> None:
    with (
        lake.writing(small_home, what="hengke import"),
        pytest.raises(Busy, match="hengke import"),
    ):
        nightly.run(small_home, as_of=AS_OF)


@pytest.mark.parametrize(
    ("as_of", "words"),
    [(date(2024, 9, 30), "begin on 2024-10-01"), (date(2026, 12, 31), "end on 2026-10-23")],
)
def test_a_date_the_data_say_nothing_about_is_refused_with_the_dates_they_reach(
    small_home: Home, as_of: date, words: str
) -> None:
    before = fingerprints(small_home.lake)
    with pytest.raises(Refused, match=words) as refused:
        nightly.run(small_home, as_of=as_of)
    assert refused.value.next_step
    assert fingerprints(small_home.lake) == before


def test_a_home_without_data_or_without_a_policy_is_refused_with_the_way_out(
    tmp_path: Path,
) -> None:
    empty = Home(tmp_path / "empty")
    empty.write_settings(HomeSettings())
    with pytest.raises(Refused, match="No tier policy is enabled"):
        nightly.run(empty, as_of=AS_OF)
    empty.change_settings(policies=(POLICY,))
    with pytest.raises(Refused, match="no balances and no bookings"):
        nightly.run(empty, as_of=AS_OF)
    assert lake.load(empty).runs == []


def test_a_policy_that_contradicts_itself_is_refused_and_nothing_is_written(
    small_home: Home, tmp_path: Path
) -> None:
    home = copied(small_home, tmp_path / "own")
    folder = home.tier_policies / POLICY
    folder.mkdir(parents=True)
    text = 'title_zh = "x"\ntitle_en = "x"\nsource = "x"\ncurrency = "CNY"\n[measure]\n'
    text += 'kind = "month_average"\n[[tiers]]\nname = "a"\nzh = "a"\nen = "a"\n'
    (folder / "2026-10-01.toml").write_text(text, encoding="utf-8")
    before = fingerprints(home.lake)
    with pytest.raises(Refused, match="at least two tiers"):
        nightly.run(home, as_of=AS_OF)
    assert fingerprints(home.lake) == before
