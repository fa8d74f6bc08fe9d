"""Leaving, night by night: a model is fitted once, waits for a second person, and then scores."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.integration.homes import AS_OF, only

from hengke.pipelines import lake, nightly
from hengke.pipelines.home import Home
from hengke.pipelines.rules import read_features
from hengke.policies.churn import written
from hengke.policies.churn.shelf import SHIPPED

NEXT = AS_OF + timedelta(days=1)
KEPT = ("churn", "register")


def rows(home: Home, run: lake.RunEntry, name: str) -> list[dict[str, Any]]:
    return pq.read_table(home.lake / run.gold[name]).to_pylist()


def ruled(home: Home, *changes: tuple[str, str]) -> None:
    """The shipped policy with some lines changed, as the bank's own."""
    text = (SHIPPED / "standard" / "2020-01-01.toml").read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    own = home.churn_policies / "standard" / "2020-01-01.toml"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text(text, encoding="utf-8")
    only(home, *KEPT)


def night(home: Home, on: date) -> tuple[lake.RunEntry, list[dict[str, Any]]]:
    report = nightly.run(home, as_of=on)
    run = next(one for one in lake.load(home).runs if one.run_id == report.run_id)
    return run, rows(home, run, "churn_scores")


@pytest.mark.requirement("R232")
@pytest.mark.requirement("R235")
def test_too_few_leavers_make_no_model_and_the_plain_rule_is_used(small_home):
    """The bank of 500 has 29 cases: the night says so, by itself, and every customer has either a
    share of the rule or the reason why not."""
    run = lake.load(small_home).runs[-1]
    told = run.report["told"]["churn"]
    assert (told["champion"], told["verdict"], told["fitted"]) == (None, "no_model", "first")
    assert told["due_on"] == "2026-12-31"
    (model,) = (one for one in rows(small_home, run, "models") if one["kind"] == "churn")
    assert (model["reason"], model["version"], model["auc"]) == ("too_few_leavers", None, None)
    scores = rows(small_home, run, "churn_scores")
    assert len(scores) == run.customers
    for one in scores:
        assert (one["probability"] is None) == (one["unknown_reason"] is not None)
    scored = [one for one in scores if one["probability"] is not None]
    assert {one["method"] for one in scored} == {"rule"}
    holds, not_holds = ({one["probability"] for one in scored if one["rule_holds"] == flag}
                        for flag in (1, 0))  # fmt: skip
    assert min(holds) > max(not_holds)
    counted = run.report["rows"]
    for made in ("churn_scores", "tags", "tasks", "book_points", "value_books", "models"):
        assert counted[made] > 0, "scores, tags, alerts and sums for reports come with the night"


@pytest.mark.requirement("R232")
@pytest.mark.requirement("R234")
def test_a_model_waits_for_a_second_person_and_then_scores_without_another_fit(own_home):
    ruled(own_home, ('"50000.00"', '"5000.00"'), ('first = "automatic"', 'first = "second_person"'))
    first, scores = night(own_home, AS_OF)
    told = first.report["told"]["churn"]
    assert (told["champion"], told["verdict"]) == (None, "waits_for_person")
    assert {one["method"] for one in scores} == {"rule", None}
    (waiting,) = (one for one in rows(own_home, first, "models") if one["kind"] == "churn")
    assert waiting["role"] == "challenger"
    assert waiting["auc"] >= waiting["baseline_auc"] + 0.01
    assert waiting["learnt_until"] == date(2026, 9, 30)

    named = own_home.churn_policies / "champion" / f"{AS_OF}.toml"
    named.parent.mkdir()
    named.write_text(written(waiting["version"], source="approval 1"), encoding="utf-8")
    second, scores = night(own_home, NEXT)
    told = second.report["told"]["churn"]
    assert (told["champion_by"], told["challenger"], told["fitted"]) == ("named", None, None)
    assert second.models["churn.champion"] == first.models["churn.challenger"]
    scored = [one for one in scores if one["probability"] is not None]
    assert {one["method"] for one in scored} == {"model"}
    assert {one["version"] for one in scored} == {waiting["version"]}
    (champion,) = (one for one in rows(own_home, second, "models") if one["kind"] == "churn")
    assert champion["scored"] == len(scored)
    assert champion["psi"] == told["psi"]
    _holds_together(scored)
    _is_a_feature(own_home, second, scored)


def _holds_together(scored: list[dict[str, Any]]) -> None:
    """Percentiles rise with probabilities, the list begins at the cut, money at risk is both."""
    order = sorted(scored, key=lambda one: one["probability"])
    places = [one["percentile"] for one in order]
    assert places == sorted(places)
    assert (min(places), max(places) >= 99) == (1, True)
    assert all(one["listed"] == (one["probability"] >= 0.3) for one in scored)
    for one in scored:
        wanted = one["probability"] * one["average_minor"]
        assert one["at_risk_minor"] == pytest.approx(wanted, abs=0.51)
        assert one["reasons"] is not None


def _is_a_feature(home: Home, run: lake.RunEntry, scored: list[dict[str, Any]]) -> None:
    names = ("churn_probability", "balance_at_risk")
    with read_features(home, run, names, policy=next(iter(run.policies))) as (catalog, table):
        found = {one["customer_id"]: one for one in catalog.arrow(table).to_pylist()}
    assert len(found) == run.customers
    for one in scored:
        assert found[one["customer_id"]]["churn_probability"] == one["probability"]
        assert found[one["customer_id"]]["balance_at_risk"] == one["at_risk_minor"]


def test_a_named_model_that_is_not_there_is_told_and_too_few_months_too(own_home):
    """Nothing is lost: the night ends, scores stay unknown with the reason."""
    ruled(
        own_home,
        ("history_months = 6", "history_months = 20"),
        ("learn_months = 12", "learn_months = 1"),
    )
    named = own_home.churn_policies / "champion" / f"{AS_OF}.toml"
    named.parent.mkdir()
    named.write_text(written("0" * 12, source="approval 1"), encoding="utf-8")
    run, scores = night(own_home, AS_OF)
    assert any("000000000000" in note for note in run.report["notes"])
    (model,) = (one for one in rows(own_home, run, "models") if one["kind"] == "churn")
    assert model["version"] is None
    assert {one["probability"] for one in scores if one["method"] is None} == {None}
