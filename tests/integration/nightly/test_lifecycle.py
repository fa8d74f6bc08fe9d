"""Lifecycle of the small bank: stages as a plain function says them, and what two nights tell."""

from __future__ import annotations

import json
from datetime import date
from math import log
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.integration.homes import AS_OF, only

from hengke.engine.rules import singles
from hengke.engine.rules.checking import check
from hengke.engine.rules.features import CATALOGUE
from hengke.kernel.errors import PolicyError
from hengke.pipelines import lake, nightly
from hengke.pipelines.home import Home
from hengke.pipelines.rules import read_features
from hengke.pipelines.weighing.lifecycle import rules_of

BEFORE = date(2026, 9, 30)


def rows(home: Home, run: lake.RunEntry, name: str) -> list[dict[str, Any]]:
    return pq.read_table(home.lake / run.gold[name]).to_pylist()


@pytest.mark.requirement("R075")
def test_every_stage_is_what_its_rule_says_of_one_customer_at_a_time(small_home):
    run = lake.load(small_home).runs[-1]
    rules = rules_of(small_home, AS_OF)
    policy = next(iter(run.policies))
    with read_features(small_home, run, rules.columns, policy=policy) as (catalog, table):
        customers = {row["customer_id"]: row for row in catalog.arrow(table).to_pylist()}
    asked = [
        (one.stage, [singles.function(check(rule.rule.text).tree) for rule in one.rules])
        for one in rules.stages
    ]
    found = rows(small_home, run, "lifecycle")
    assert len(found) == len(customers)
    assert len({row["stage"] for row in found}) >= 6
    for row in found:
        assert row["stage"] == _stage(asked, customers[row["customer_id"]])
        assert row["since"] is None
    assert rows(small_home, run, "lifecycle_moves") == []


def _stage(asked: Any, customer: dict[str, Any]) -> str | None:
    """The same in plain Python, rule by rule."""
    for stage, rules in asked:
        answers = [rule(customer) for rule in rules]
        if stage.otherwise or True in answers:
            return str(stage.name)
        if None in answers and not stage.surely:
            return None
    raise AssertionError("no fallback")


@pytest.mark.requirement("R076")
def test_the_next_night_logs_who_moved_and_proposes_what_the_playbook_says(own_home):
    only(own_home, "activity", "behaviour", "lifecycle")
    nightly.run(own_home, as_of=BEFORE)
    alone = lake.load(own_home).runs[0]
    report = nightly.run(own_home, as_of=AS_OF)
    first, second = lake.load(own_home).runs[-2:]
    assert second.run_id == report.run_id != alone.run_id, "a run is named after the one before"
    before = {row["customer_id"]: row for row in rows(own_home, first, "lifecycle")}
    now = {row["customer_id"]: row for row in rows(own_home, second, "lifecycle")}
    moved = {n for n, row in now.items() if n not in before or row["stage"] != before[n]["stage"]}
    assert moved
    assert {n for n, row in now.items() if row["since"] == AS_OF} == moved
    log = rows(own_home, second, "lifecycle_moves")
    assert {row["customer_id"] for row in log} == moved
    assert all(set(json.loads(row["why"])) <= set(CATALOGUE.features) for row in log)
    counted = rows(own_home, second, "lifecycle_books")
    assert sum(row["customers"] for row in counted) == len(now)
    assert sum(row["losing"] for row in counted) == sum(bool(row["losing"]) for row in now.values())
    tasks = [row for row in rows(own_home, second, "tasks") if row["kind"] == "playbook"]
    assert tasks
    assert {row["customer_id"] for row in tasks} <= moved
    assert nightly.run(own_home, as_of=AS_OF).reused


def test_a_policy_that_makes_no_sense_ends_the_night_before_anything_is_written(own_home):
    text = own_home.lifecycle_policies / "standard" / "2026-01-01.toml"
    text.parent.mkdir(parents=True)
    text.write_text(
        'source = "x"\n[[stages]]\nname = "new"\nzh = "新"\nen = "N"\notherwise = true\n'
        '[[loss]]\nname = "a"\nzh = "a"\nen = "a"\nsource = "a"\nrule = "amu < 1"\n'
    )
    runs = len(lake.load(own_home).runs)
    with pytest.raises(PolicyError, match="amu"):
        nightly.run(own_home, as_of=AS_OF)
    assert len(lake.load(own_home).runs) == runs


@pytest.mark.requirement("R234")
def test_the_register_holds_the_model_of_the_night_with_its_test_and_drift(small_home):
    run = lake.load(small_home).runs[-1]
    (model,) = (one for one in rows(small_home, run, "models") if one["kind"] == "fall")
    bins = [one for one in rows(small_home, run, "model_bins") if one["kind"] == "fall"]
    told = run.report["falls"][model["policy"]]
    assert model["version"] in run.models[model["policy"]]
    assert model["auc"] == told["out_of_time"]["auc"]
    assert model["learnt_until"] <= AS_OF
    places = rows(small_home, run, "positions")
    scored = [row for row in places if row["fall_probability"] is not None]
    assert sum(one["scored"] for one in bins) == model["scored"] == len(scored)
    assert sum(one["tested"] for one in bins) == model["tested_rows"]
    tested, now = ([max(one[name], 0.5) for one in bins] for name in ("tested", "scored"))
    parts = [(a / sum(now), e / sum(tested)) for a, e in zip(now, tested, strict=True)]
    assert model["psi"] == pytest.approx(sum((a - e) * log(a / e) for a, e in parts), abs=1e-5)
