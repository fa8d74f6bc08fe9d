"""Fair treatment at night: favourable rates of groups of persons, by decision and trait."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from hengke.engine.fairness import decisions
from hengke.engine.fairness.columns import (
    DEPOSIT_PRICE,
    FAIRNESS,
    LOAN_PRICE,
    POLICY,
    TIER,
)
from hengke.engine.results import HOLDINGS
from hengke.engine.stamp import STAMP
from hengke.learning.fairness import Rule, Slice, slices
from hengke.pipelines.home import Home
from hengke.pipelines.weighing.part import Part, Weighing
from hengke.policies import fairness as policies
from hengke.policies.fairness import FairnessPolicy

Rows = list[dict[str, Any]]
USED = "used"


def weigh(weighing: Weighing) -> None:
    """`fairness`: of tiers, of rates of deposits and loans, and of every decision that an earlier
    part handed over in `weighing.decisions`."""
    policy = _policy(weighing.home, weighing.as_of)
    decided = {**_decided(weighing), **weighing.decisions}
    rows = [
        row for name, table in decided.items() for row in _tested(weighing, name, table, policy)
    ]
    told = [row | {"policy_version": policy.version} for row in [*rows, *_used(weighing, policy)]]
    plain = {name: kind for name, kind in FAIRNESS.items() if name not in STAMP}
    found = pa.Table.from_pylist(told, schema=ibis.schema(plain).to_pyarrow())
    weighing.write("fairness", weighing.night.catalog.given(found))


def _decided(weighing: Weighing) -> dict[str, ir.Table]:
    night = weighing.night
    places = weighing.results["positions"]
    held = night.catalog.read([night.lake / night.gold.paths["holdings"]], HOLDINGS)
    return {
        TIER: decisions.above_the_lowest(places.filter(places.policy == weighing.tier)),
        DEPOSIT_PRICE: decisions.priced(held, decisions.SAVINGS, high_is_good=True),
        LOAN_PRICE: decisions.priced(held, decisions.DEBTS, high_is_good=False),
    }


def _tested(
    weighing: Weighing, name: str, decided: ir.Table, policy: FairnessPolicy
) -> Iterator[dict[str, Any]]:
    counted = decisions.counts(
        decided, weighing.results["customer_records"], as_of=weighing.as_of,
        ages=policy.age_from, assets=policy.assets_from,
    )  # fmt: skip
    traits: dict[str, dict[str, dict[int, tuple[int, int]]]] = {}
    for row in weighing.night.catalog.arrow(counted).to_pylist():
        groups = traits.setdefault(row["trait"], {})
        groups.setdefault(row["slice"], {})[row["band"]] = row["customers"], row["good"]
    rule = Rule(float(policy.ratio), policy.least_group, float(policy.z))
    for trait, groups in sorted(traits.items()):
        for one in slices(groups, rule):
            yield _row(name, trait, one)


def _row(decision: str, trait: str, one: Slice) -> dict[str, Any]:
    figures = {name: getattr(one, name) for name in ("rate", "ratio", "low", "high", "alike")}
    return {
        "decision": decision, "trait": trait, "slice": one.name, "customers": one.customers,
        "best": one.best, "state": one.state,
        **{name: None if value is None else round(value, 6) for name, value in figures.items()},
    }  # fmt: skip


def _used(weighing: Weighing, policy: FairnessPolicy) -> Rows:
    """Protected words that a tier policy of the night counts, each once."""
    used = {
        (one.attribute, dues[-1].policy.name)
        for dues in weighing.night.dues.values() if dues
        for way in (dues[-1].policy.measure, *(a.measure for a in dues[-1].policy.alternatives))
        for one in way.indicators if one.attribute in policy.protected
    }  # fmt: skip
    return [
        {"decision": POLICY, "trait": word, "slice": name, "state": USED}
        for word, name in sorted(used)
    ]


def _policy(home: Home, on: date) -> FairnessPolicy:
    return policies.load(on=on, own=home.fairness_policies)


def _followed(home: Home, on: date) -> list[str]:
    return [_policy(home, on).version]


PART = Part("fairness", _followed, weigh)
