"""Stage, dormancy and potential loss of every customer: rules asked of the features of a run."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

import ibis
import ibis.expr.types as ir

from hengke.engine.features.json_text import json_object
from hengke.engine.lifecycle.rules import Named, Rules
from hengke.engine.rules import books
from hengke.engine.rules.features import CATALOGUE
from hengke.engine.rules.kinds import Kind

PPM = 1_000_000
FIGURES = ("days_since_own_booking", "aum", "aum_12m_peak", "aum_3m_mean")
"""Features that lists show beside what the rules read."""


def columns_of(rules: Rules) -> tuple[str, ...]:
    """The features that `stages` needs."""
    return tuple(dict.fromkeys((*rules.columns, *FIGURES)))


def answers(features: ir.Table, rules: Rules) -> ir.Table:
    """The features with one truth per rule (`_NAME`); each rule is asked once."""
    named = {one.name: one for asked in rules.stages for one in asked.rules}
    named |= {one.name: one for one in (*rules.dormancy, *rules.loss)}
    truths = {
        _truth(name): books.expression(one.rule.tree, features).cast("boolean")
        for name, one in named.items()
    }
    return features.mutate(**truths)


def stages(asked: ir.Table, rules: Rules) -> ir.Table:
    """The columns of LIFECYCLE that one run tells alone; one row per customer. `asked`: of
    `answers`.

    Stages are asked in the order of the policy. One whose rules are unknown makes the stage
    unknown, and `rule` and `why` say which and what it read, unless the policy passes over it.
    """
    text = ibis.null("string")
    stage, rule, why = [], [], []
    for one in rules.stages:
        if one.stage.otherwise:
            break
        holds = _any(asked, one.rules)
        if one.stage.surely:
            holds = holds.fill_null(False)
        stage += [(holds, ibis.literal(one.stage.name)), (holds.isnull(), text)]
        rule += [(holds, _first(asked, one.rules)), (holds.isnull(), _first_unknown(asked, one))]
        why += [(holds | holds.isnull(), _read(asked, one.rules))]
    last = rules.stages[-1].stage.name
    dormant, losing = _any(asked, rules.dormancy), _any(asked, rules.loss)
    return asked.select(
        "customer_id",
        stage=ibis.cases(*stage, else_=ibis.literal(last)),
        rule=ibis.cases(*rule, else_=ibis.literal(last)),
        why=ibis.cases(*why, else_=ibis.literal("{}")),
        dormant=dormant.cast("int64"),
        dormant_rule=ibis.ifelse(dormant, _first(asked, rules.dormancy), text),
        dormant_why=ibis.ifelse(dormant.coalesce(True), _read(asked, rules.dormancy), text),
        losing=losing.cast("int64"),
        losing_rules=ibis.ifelse(losing, _all_names(asked, rules.loss), text),
        losing_why=ibis.ifelse(losing.coalesce(True), _read(asked, rules.loss), text),
        idle_days=asked.days_since_own_booking,
        aum_minor=asked.aum,
        peak_minor=asked.aum_12m_peak,
        fall_minor=asked.aum_3m_mean - asked.aum,
        policy_version=ibis.literal(rules.policy.version),
    )


def _truth(name: str) -> str:
    return f"_{name}"


def _any(asked: ir.Table, rules: Sequence[Named]) -> Any:
    if not rules:
        return ibis.null("boolean")
    return reduce(lambda a, b: a | b, (asked[_truth(one.name)] for one in rules))


def _first(asked: ir.Table, rules: Sequence[Named]) -> Any:
    """The name of the first that is true."""
    if not rules:
        return ibis.null("string")
    found = [(asked[_truth(one.name)].fill_null(False), ibis.literal(one.name)) for one in rules]
    return ibis.cases(*found, else_=ibis.null("string"))


def _first_unknown(asked: ir.Table, one: Any) -> Any:
    found = [(asked[_truth(rule.name)].isnull(), ibis.literal(rule.name)) for rule in one.rules]
    return ibis.cases(*found, else_=ibis.null("string"))


def _all_names(asked: ir.Table, rules: Sequence[Named]) -> Any:
    names = [
        ibis.ifelse(asked[_truth(one.name)].fill_null(False), f"{one.name} ", "") for one in rules
    ]
    return reduce(lambda a, b: a + b, names).strip() if names else ibis.null("string")


def _read(asked: ir.Table, rules: Sequence[Named]) -> Any:
    """JSON of every feature that the rules read."""
    names = dict.fromkeys(column for one in rules for column in one.rule.columns)
    if not names:
        return ibis.literal("{}")
    return json_object({name: _written(asked, name) for name in names})


def _written(asked: ir.Table, name: str) -> Any:
    """A floating number differs from engine to engine in its last digits: parts per million."""
    if CATALOGUE[name].kind == Kind.RATIO:
        return (asked[name] * PPM).round().cast("int64")
    return asked[name]
