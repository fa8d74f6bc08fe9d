"""Lifecycle at night: stages by the policy, what changed since the run before, and tasks."""

from __future__ import annotations

from datetime import date

import ibis.expr.types as ir

from hengke.engine.lifecycle import baselines, moves, playbook, stages
from hengke.engine.lifecycle.rules import Rules, checked
from hengke.engine.results import GOLD, STAMP
from hengke.engine.rules.feature_table import Moment, features, missing
from hengke.engine.rules.features import CATALOGUE, RECORDS
from hengke.kernel.sentences import sentence
from hengke.pipelines.home import Home
from hengke.pipelines.parts import files_of
from hengke.pipelines.weighing.before import result_of, run_before
from hengke.pipelines.weighing.part import Part, Weighing
from hengke.policies import lifecycle as policies

NAME, LOG = "lifecycle", "lifecycle_moves"


def weigh(weighing: Weighing) -> None:
    """The tables of lifecycle, and the playbook's tasks among the proposals."""
    night, as_of = weighing.night, weighing.as_of
    rules = rules_of(weighing.home, as_of)
    before = run_before(weighing.home, as_of, having=NAME)
    weighing.write("baselines", baselines.baselines(night.book, as_of=as_of))
    told = night.catalog.keep("lifecycle_features", _features(weighing, rules))
    asked = night.catalog.keep("lifecycle_answers", stages.answers(told, rules))
    found = moves.with_since(
        stages.stages(asked, rules),
        result_of(weighing, before, NAME),
        as_of=as_of,
        before_on=None if before is None else date.fromisoformat(before.as_of),
    )
    rows = weighing.write(NAME, found)
    now = night.gold.stamp.on(moves.entered(rows.drop(*STAMP), as_of=as_of))
    log = result_of(weighing, before, LOG)
    months = rules.policy.keep_months
    weighing.write(LOG, moves.logged(now, log, as_of=as_of, keep_months=months))
    records = weighing.results[RECORDS]
    weighing.write("lifecycle_books", moves.books(rows, records, first=before is None))
    weighing.proposals += playbook.steps(rows, rules.policy, as_of=as_of)


def rules_of(home: Home, on: date) -> Rules:
    """The rules in force; PolicyError where one is none."""
    return checked(policies.load(on=on, own=home.lifecycle_policies))


def _features(weighing: Weighing, rules: Rules) -> ir.Table:
    """What the rules read, of the results that this run has written so far."""
    night, names = weighing.night, stages.columns_of(rules)
    paths = night.gold.paths
    needed = {RECORDS, *CATALOGUE.sources(names)} & paths.keys()
    gold = {
        name: night.catalog.read(files_of(night.lake / paths[name]), GOLD[name]) for name in needed
    }
    if lacking := missing(gold, names=names):
        night.notes.append(
            sentence(
                "lifecycle: no night has computed {columns} by the time stages are asked",
                columns=", ".join(lacking),
            )
        )
    return features(gold, names=names, moment=Moment(weighing.as_of, weighing.tier))


def _followed(home: Home, on: date) -> list[str]:
    """The version of the rules, and the run with which this one is compared."""
    before = run_before(home, on, having=NAME)
    return [rules_of(home, on).policy.version, "" if before is None else before.run_id]


PART = Part(NAME, _followed, weigh)
