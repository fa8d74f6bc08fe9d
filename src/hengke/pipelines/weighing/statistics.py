"""Statistics at night: figures of groups, how their courses move, and findings in sentences."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import ibis
import pyarrow as pa

from hengke.engine.results import GOLD, ORG_UNITS, SCHEMES
from hengke.engine.rules.features import CATALOGUE
from hengke.engine.stamp import STAMP
from hengke.engine.statistics.columns import BANK, EVERYBODY, FEW, PAIR, SHORT
from hengke.engine.statistics.rules import BRANCH, Asked, checked
from hengke.engine.statistics.telling import Names
from hengke.kernel.sentences import sentence
from hengke.pipelines.home import Home
from hengke.pipelines.parts import files_of
from hengke.pipelines.statistics import described, findings, moved
from hengke.pipelines.statistics.courses import Course, courses_of
from hengke.pipelines.statistics.described import Row, Sizes
from hengke.pipelines.statistics.findings import Found
from hengke.pipelines.statistics.people import People, people
from hengke.pipelines.weighing.part import Part, Weighing
from hengke.policies import needs as needs_policies
from hengke.policies import statistics as policies

WORD = "statistics"
TIER = "tier"


def weigh(weighing: Weighing) -> None:
    """The tables of statistics; SCOPES says why, where there is nothing to tell."""
    asked = asked_of(weighing.home, weighing.as_of)
    who = people(weighing, asked)
    sizes = _sizes(who, asked)
    told = described.rows(weighing, asked, who, sizes) if sizes.shown else []
    courses = courses_of(weighing, asked, who) if sizes.shown else {}
    trends = [
        row
        for code, course in courses.items()
        for row in moved.rows(course, code, who, asked.policy)
    ]
    pairs = findings.pairs(weighing, asked, who) if sizes.shown else []
    found = findings.found(trends, pairs, asked.policy)
    names = _names(weighing)
    rows = findings.rows(found, who, findings.hints_of(weighing, asked, who), names)
    order = _order(asked, names)
    _write(weighing, asked, "statistics", [_placed(row, order) for row in told])
    _write(weighing, asked, "statistics_trends", [_placed(row, order) for row in trends])
    _write(weighing, asked, "statistics_findings", rows)
    _write(weighing, asked, "statistics_scopes", _scopes(sizes, found, courses, asked))
    _say_why(weighing, sizes, asked)


def asked_of(home: Home, on: date) -> Asked:
    """The policy in force; PolicyError where it cannot be computed with."""
    classes = needs_policies.load(on=on, own=home.needs_policies).classes
    return checked(policies.load(on=on, own=home.statistics_policies), needs=classes)


def _sizes(who: People, asked: Asked) -> Sizes:
    sizes = {(one.branch, one.grouping, one.slice): len(one.rows) for one in who.groups}
    return Sizes(sizes, described.visible(sizes, least=asked.policy.least_group))


def _names(weighing: Weighing) -> Names:
    """Tiers by their rank, branches and clusters: what people call them."""
    night = weighing.night
    read = {
        name: night.catalog.arrow(
            night.catalog.read(files_of(night.lake / night.gold.paths[name]), schema)
        ).to_pylist()
        for name, schema in (("schemes", SCHEMES), ("org_units", ORG_UNITS))
    }
    ladders = [one["tiers"] for one in read["schemes"] if one["policy"] == weighing.tier]
    tiers = {(TIER, one["tier"]): (one["zh"], one["en"]) for text in ladders
             for one in json.loads(text)}  # fmt: skip
    units = {
        (BRANCH, one["org_id"]): (one["name"] or one["org_id"],) * 2 for one in read["org_units"]
    }
    return {**tiers, **units}


def _order(asked: Asked, names: Names) -> dict[tuple[str, str], int]:
    """Where groups stand: tiers and words of the catalogue as they are listed, bands as they
    rise; others in the order of their names, after these."""
    found = {key: place for place, key in enumerate(names) if key[0] == TIER}
    for one in asked.policy.groupings:
        words = [str(first) for first in one.firsts] or [*(CATALOGUE[one.feature].choices or ())]
        found |= {(one.feature, word): place for place, word in enumerate(words)}
    return found


def _placed(row: Row, order: dict[tuple[str, str], int]) -> Row:
    slice_ = row["slice"]
    other = 1_000 + (int(slice_) if slice_.isdigit() else 0)
    return row | {"place": order.get((row["grouping"], slice_), other)}


def _scopes(
    sizes: Sizes, found: Found, courses: dict[str, Course], asked: Asked
) -> list[dict[str, Any]]:
    policy = asked.policy
    ends: Sequence[date] = max((one.ends for one in courses.values()), key=len, default=())
    branches = sorted({branch for branch, grouping, _ in sizes.customers if grouping == EVERYBODY})
    return [
        {
            "branch_id": branch,
            "customers": sizes.customers.get(cell) if cell in sizes.shown else None,
            "tests": len(tests),
            "by_chance": round(len(tests) * (1 - float(policy.level)), 3),
            "found": len(chosen),
            "false_most": round(len(chosen) * float(policy.discovery), 3),
            "months": len(ends),
            "first_on": ends[0] if ends else None,
            "last_on": ends[-1] if ends else None,
            "reason": _reason(cell in sizes.shown, len(ends), policy.least_months),
            "least_group": policy.least_group,
            "discovery": float(policy.discovery),
        }
        for branch in branches or [BANK]
        for cell in [(branch, EVERYBODY, EVERYBODY)]
        for tests in [found.tests.get(branch, ())]
        for chosen in [found.findings.get(branch, ())]
    ]


def _reason(enough: bool, months: int, least: int) -> str | None:
    if not enough:
        return FEW
    return SHORT if months < least else None


def _say_why(weighing: Weighing, sizes: Sizes, asked: Asked) -> None:
    if not sizes.shown:
        weighing.night.notes.append(
            sentence(
                "statistics: fewer than {least} customers are described, so nothing is told",
                least=asked.policy.least_group,
            )
        )


def _write(weighing: Weighing, asked: Asked, name: str, rows: Sequence[Row]) -> None:
    policy = asked.policy
    plain = {column: kind for column, kind in GOLD[name].items() if column not in STAMP}
    told = [row | {"policy_version": policy.version, "protected": _protected(row, policy)}
            for row in rows]  # fmt: skip
    schema = ibis.schema(plain).to_pyarrow()
    table = pa.Table.from_pylist([{key: row.get(key) for key in plain} for row in told], schema)
    weighing.write(name, weighing.night.catalog.given(table))


def _protected(row: Row, policy: policies.StatisticsPolicy) -> int:
    named = {row.get("grouping"), row.get("feature")}
    if row.get("kind") == PAIR:
        named |= set(row["series"].split())
    return int(not named.isdisjoint(policy.protected))


def _followed(home: Home, on: date) -> list[str]:
    return [asked_of(home, on).policy.version]


PART = Part(WORD, _followed, weigh)
