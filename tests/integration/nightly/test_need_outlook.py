"""Needs to come, night by night: learnt once, judged on a later time, kept for the nights after."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.integration.homes import AS_OF, only

from hengke.engine.needs.outlook_columns import PLAIN_WAYS
from hengke.kernel.errors import PolicyError
from hengke.pipelines import lake, nightly
from hengke.pipelines.home import Home
from hengke.pipelines.need_outlook import models
from hengke.pipelines.need_outlook.looks import Looks
from hengke.pipelines.weighing.need_outlook import Tonight, asked_of
from hengke.policies import needs, register
from hengke.policies.needs import outlook_scheme


@pytest.fixture(scope="module")
def run(small_home: Home) -> lake.RunEntry:
    return lake.load(small_home).runs[-1]


def rows(home: Home, run: lake.RunEntry, name: str) -> list[dict[str, Any]]:
    return pq.read_table(home.lake / run.gold[name]).to_pylist()


def _speaks(kind: dict[str, Any]) -> str:
    """The model only where it is surely better than a plain way that everybody knows."""
    policy = outlook_scheme.load(on=AS_OF)
    gain = max(float(policy.least_gain), float(policy.least_errors) * kind["auc_error"])
    better = kind["auc"] >= kind["plain_auc"] + gain and kind["brier"] < kind["plain_brier"]
    return "model" if better else "plain"


@pytest.mark.requirement("R086")
def test_every_class_is_predicted_with_its_validation_or_says_what_is_missing(small_home, run):
    kinds = {one["need_class"]: one for one in rows(small_home, run, "need_kinds")}
    assert list(kinds) == sorted(needs.load(on=AS_OF).classes)
    saving = kinds["saving"]
    assert (saving["state"], saving["unknown_reason"]) == (_speaks(saving), None)
    assert saving["tested_on"] == AS_OF - timedelta(days=90)
    ways = {way: saving[f"{way}_auc"] for way in PLAIN_WAYS}
    assert saving["plain"] == max(ways, key=lambda way: ways[way]) == "matures"
    assert saving["plain_auc"] == ways["matures"] > 0.6
    assert (saving["drift"] is None) == (saving["state"] == "plain")
    assert set(json.loads(saving["market"])) == {"deposit_1y", "deposit_3y"}
    assert kinds["car"]["unknown_reason"] == "not_seen"
    few = kinds["cross_border"]
    assert (few["state"], few["unknown_reason"], few["auc"]) == ("unknown", "too_few", None)
    assert few["cases"] < few["needed"]


@pytest.mark.requirement("R086")
def test_customers_above_the_usual_share_have_a_probability_with_reasons(small_home, run):
    usual = next(
        one["usual"] for one in rows(small_home, run, "need_kinds") if one["need_class"] == "saving"
    )
    found = rows(small_home, run, "need_outlooks")
    assert {one["unknown_reason"] for one in found if not one["need_class"]} == {"ended"}
    told = [one for one in found if one["need_class"] == "saving"]
    assert told
    for one in told:
        assert usual < one["probability"] <= 1
        assert one["until_on"] == AS_OF + timedelta(days=90)
        assert one["times"] == pytest.approx(one["probability"] / usual)
    best = max(told, key=lambda one: one["probability"])
    assert json.loads(best["reasons"])[0]["key"] in ("matures", "maturing", "holds", "lately")


def test_expected_numbers_of_books_add_up_to_that_of_the_class(small_home, run):
    kinds = {one["need_class"]: one for one in rows(small_home, run, "need_kinds")}
    demand = [one for one in rows(small_home, run, "need_demand") if one["need_class"] == "saving"]
    saving = kinds["saving"]
    assert sum(one["expected"] for one in demand) == pytest.approx(saving["expected"], abs=1e-4)
    assert sum(one["customers"] for one in demand) == saving["scored"]
    assert sum(one["above"] for one in demand) == saving["above"]


def test_models_stand_in_the_register_with_their_figures(small_home, run):
    found = {one["policy"]: one for one in rows(small_home, run, "models") if one["kind"] == "need"}
    saving = found["saving"]
    (kind,) = (one for one in rows(small_home, run, "need_kinds") if one["need_class"] == "saving")
    version = run.report["told"]["need_outlook"]["path"][-17:-5]
    told = (version, None) if kind["state"] == "model" else (None, "not_better_than_plain")
    assert (saving["version"], saving["reason"]) == told
    assert saving["tested_on"] == "later_look"
    assert (saving["auc"], saving["baseline_auc"]) == (kind["auc"], kind["plain_auc"])
    assert saving["psi"] == kind["psi"]
    assert (saving["psi"] is None, saving["drift"] is None) == (told[0] is None, told[0] is None)
    assert saving["due_on"] == AS_OF + timedelta(days=90)
    assert (found["cross_border"]["version"], found["cross_border"]["reason"]) == (None, "too_few")
    bins = [one for one in rows(small_home, run, "model_bins") if one["policy"] == "saving"]
    assert sum(one["scored"] for one in bins) == (saving["scored"] or 0)


def test_the_next_product_is_tried_on_a_later_time_and_stands_in_the_register(small_home, run):
    """Of what customers took since; popularity stands beside it."""
    (trial,) = rows(small_home, run, "recommendation_trials")
    assert trial["learnt_on"] == AS_OF - timedelta(days=90)
    (model,) = (one for one in rows(small_home, run, "models") if one["kind"] == "recommendation")
    assert model["tested_rows"] == trial["taken"]
    spoke = "ranker_hit_rate" if trial["speaks"] == "taken" else "hit_rate"
    assert (model["hit_rate"], model["baseline_hit_rate"]) == (
        trial[spoke], trial["popular_hit_rate"],
    )  # fmt: skip
    assert (trial["speaks"] == "taken") == (trial["ranker_reason"] is None)
    assert model["version"].startswith(f"{trial['speaks']}:")
    if trial["hit_rate"] is None:
        assert trial["reason"] == trial["ranker_reason"] == "too_few_taken"
        assert trial["taken"] < 30
    else:
        assert 0 <= trial["hit_rate"] <= 1


def test_what_was_learnt_stays_until_it_is_old_has_drifted_or_rests_on_other_rules(small_home, run):
    kept = models.stored(small_home.lake, run.report["told"]["need_outlook"]["path"])
    asked = asked_of(small_home, AS_OF)
    later = Looks((AS_OF,), AS_OF + timedelta(days=90))
    rules = register.load(on=AS_OF)
    tonight = Tonight(asked, later, {}, frozenset(), rules)
    soon, late = AS_OF + timedelta(days=1), AS_OF + timedelta(days=91)
    assert kept is not None
    assert tonight.due(None, soon, 0.0) == "first"
    assert tonight.due(kept, soon, 0.0) is None
    assert tonight.due(kept, soon, 0.3) == "drift"
    assert tonight.due(kept, late, 0.0) == "schedule"
    other = replace(kept, follows="other")
    assert tonight.due(other, soon, 0.0) == "rules"
    assert replace(tonight, looks=None).due(None, soon, 0.0) is None
    nothing_newer = replace(tonight, looks=Looks((AS_OF,), kept.known_until))
    assert nothing_newer.due(kept, late, 0.0) is None
    assert models.stored(small_home.lake, "models/need_outlook/gone.json") is None


def test_a_policy_that_names_an_unknown_feature_stops_the_night_before_it_begins(own_home):
    text = (outlook_scheme.SHIPPED / "outlook" / "2026-01-01.toml").read_text(encoding="utf-8")
    own = own_home.needs_policies / "outlook" / "2026-01-01.toml"
    own.parent.mkdir(parents=True)
    own.write_text(text.replace('up = ["asked", "lately"]', 'up = ["horoscope"]'), encoding="utf-8")
    only(own_home, "need_outlook")
    with pytest.raises(PolicyError, match="unknown key 'horoscope'"):
        nightly.run(own_home, as_of=AS_OF + timedelta(days=1))


def test_a_night_at_the_beginning_of_the_data_learns_nothing_and_says_so(own_home):
    """No look has a whole horizon before and after: every class is unknown, nobody has a row with a
    probability, and the books are empty."""
    only(own_home, "need_outlook")
    report = nightly.run(own_home, as_of=date(2025, 1, 31))
    run = SimpleNamespace(gold=lake.load(own_home).runs[-1].gold)
    kinds = rows(own_home, run, "need_kinds")
    assert {one["state"] for one in kinds} == {"unknown"}
    assert {one["unknown_reason"] for one in kinds} == {"not_seen", "too_short"}
    assert rows(own_home, run, "need_demand") == []
    assert {one["probability"] for one in rows(own_home, run, "need_outlooks")} <= {None}
    assert any("too short a time" in note for note in report.notes)
