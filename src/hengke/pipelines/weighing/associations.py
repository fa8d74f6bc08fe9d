"""Associations at night: which products come together, and who lacks the other half."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from hengke.engine.associations.baskets import HELD, baskets
from hengke.engine.associations.rules import Asked, checked
from hengke.engine.results import GOLD
from hengke.engine.rules import books
from hengke.engine.rules.feature_table import Moment, features
from hengke.engine.rules.features import CATALOGUE, RECORDS
from hengke.engine.stamp import STAMP
from hengke.kernel.sentences import sentence
from hengke.learning.association_baskets import Baskets
from hengke.learning.association_rules import Rule, all_rules, useful
from hengke.learning.associations import count_sets
from hengke.learning.evaluation import Flags, Numbers
from hengke.pipelines.home import Home
from hengke.pipelines.parts import files_of
from hengke.pipelines.weighing.part import Part, Weighing
from hengke.policies import associations as policies
from hengke.policies.associations import AssociationPolicy

WORD, RULES, BOOKS = "associations", "product_rules", "product_rule_books"


@dataclass(frozen=True)
class Counted:
    """Kinds of baskets: which families (columns of `lines`), of how many customers, whose book."""

    families: tuple[str, ...]
    lines: Flags
    customers: Numbers
    branches: Sequence[str]
    managers: Sequence[str]

    @property
    def population(self) -> int:
        return int(self.customers.sum())

    def lacking(self, rule: Rule) -> Flags:
        """Kinds of baskets that have the condition and not the product."""
        held = self.lines[:, [self.families.index(one) for one in rule.condition]].all(axis=1)
        return np.asarray(held & ~self.lines[:, self.families.index(rule.product)])


def weigh(weighing: Weighing) -> None:
    """The tables of associations; empty, with a note of the reason, where nothing can be said."""
    asked = asked_of(weighing.home, weighing.as_of)
    counted = _counted(weighing, asked)
    found = _rules(counted, asked.policy)
    if counted.population < asked.policy.least_customers:
        weighing.night.notes.append(
            sentence(
                "associations: of fewer than {least} customers it is known what they hold",
                least=asked.policy.least_customers,
            )
        )
    _write(weighing, RULES, [_row(rule, counted, asked.policy) for rule in found])
    _write(weighing, BOOKS, [row for rule in found for row in _books(rule, counted)])


def asked_of(home: Home, on: date) -> Asked:
    """The policy in force; PolicyError where it cannot be computed with."""
    return checked(policies.load(on=on, own=home.association_policies))


def _counted(weighing: Weighing, asked: Asked) -> Counted:
    night, families = weighing.night, asked.policy.families
    table = baskets(_chosen(weighing, asked), weighing.results[RECORDS], families)
    keys = ["branch_id", "manager_id", *(f"{HELD}{one}" for one in families)]
    rows = night.catalog.arrow(table.order_by(keys))
    flags = [rows[f"{HELD}{one}"].to_numpy().astype(bool) for one in families]
    return Counted(
        families=families,
        lines=np.column_stack(flags),
        customers=rows["customers"].to_numpy().astype(np.int64),
        branches=rows["branch_id"].to_pylist(),
        managers=rows["manager_id"].to_pylist(),
    )


def _chosen(weighing: Weighing, asked: Asked) -> ir.Table:
    """The features of the population."""
    night = weighing.night
    needed = {RECORDS, *CATALOGUE.sources(asked.columns)} & night.gold.paths.keys()
    gold = {
        name: night.catalog.read(files_of(night.lake / night.gold.paths[name]), GOLD[name])
        for name in needed
    }
    told = features(gold, names=asked.columns, moment=Moment(weighing.as_of, weighing.tier))
    return told.filter(books.expression(asked.population.tree, told).fill_null(False))


def _rules(counted: Counted, policy: AssociationPolicy) -> list[Rule]:
    if counted.population < policy.least_customers:
        return []
    weight = counted.customers.astype(np.float64)
    held = Baskets(counted.families, counted.lines.astype(np.float64), weight, counted.population)
    sets = count_sets(held, support=float(policy.support))
    found = useful(all_rules(sets), lift=float(policy.lift), discovery=float(policy.discovery))
    return found[: policy.most_rules]


def _row(rule: Rule, counted: Counted, policy: AssociationPolicy) -> dict[str, Any]:
    return {
        "condition": " ".join(rule.condition),
        "product": rule.product,
        "count": rule.count,
        "candidates": int(counted.customers[counted.lacking(rule)].sum()),
        **{name: round(getattr(rule, name), 9) for name in FIGURES},
        "population": counted.population,
        "expression": _expression(rule, policy),
        "policy_version": policy.version,
    }


def _expression(rule: Rule, policy: AssociationPolicy) -> str:
    held = " and ".join(f"has('{one}')" for one in rule.condition)
    return f"({policy.population}) and {held} and not has('{rule.product}')"


FIGURES = ("support", "confidence", "lift", "leverage", "gain", "chance", "discovery")


def _books(rule: Rule, counted: Counted) -> list[dict[str, Any]]:
    sums: dict[tuple[str, str], int] = {}
    for place in np.flatnonzero(counted.lacking(rule)).tolist():
        book = (counted.branches[place], counted.managers[place])
        sums[book] = sums.get(book, 0) + int(counted.customers[place])
    return [
        {
            "condition": " ".join(rule.condition), "product": rule.product, "branch_id": branch,
            "manager_id": manager, "candidates": number,
        }
        for (branch, manager), number in sums.items()
    ]  # fmt: skip


def _write(weighing: Weighing, name: str, rows: list[dict[str, Any]]) -> None:
    plain = {column: kind for column, kind in GOLD[name].items() if column not in STAMP}
    table = pa.Table.from_pylist(rows, schema=ibis.schema(plain).to_pyarrow())
    weighing.write(name, weighing.night.catalog.given(table))


def _followed(home: Home, on: date) -> list[str]:
    return [asked_of(home, on).policy.version]


PART = Part(WORD, _followed, weigh)
