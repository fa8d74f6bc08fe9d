"""Rows of STATISTICS_FINDINGS: what is no chance and large enough, the largest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from hengke.engine.rules.features import CATALOGUE
from hengke.engine.statistics import telling
from hengke.engine.statistics.columns import APART, BANK, EVERYBODY, FOLLOWS, PAIR, TREND
from hengke.engine.statistics.expressions import expression
from hengke.engine.statistics.rules import Asked
from hengke.engine.statistics.telling import Names, Said
from hengke.learning.correlations import Pair, pair
from hengke.learning.evaluation import Flags
from hengke.learning.trends import discoveries
from hengke.pipelines.statistics.described import Row
from hengke.pipelines.statistics.people import Group, People
from hengke.policies.statistics import DOWN, UP, StatisticsPolicy

if TYPE_CHECKING:  # parts of the night read this package
    from hengke.pipelines.weighing.part import Weighing

THOUSAND = 1_000
DIGITS = 9


@dataclass
class Trial:
    """One thing that was looked for; `chance` of so much by luck, `discovery` among all tests of
    the branch. `row`: of the trend, None of a pair."""

    kind: str
    branch: str
    series: str
    effect: float
    low: float
    high: float
    chance: float
    customers: int
    row: Row | None = None
    discovery: float = 1.0

    @property
    def moves(self) -> str:
        return UP if self.effect > 0 else DOWN

    @property
    def affected(self) -> int:
        return round(abs(self.effect) * self.customers)


@dataclass(frozen=True)
class Found:
    """`tests` by branch, and the findings among them, in order."""

    tests: Mapping[str, Sequence[Trial]]
    findings: Mapping[str, Sequence[Trial]]


def found(trends: Iterable[Row], pairs: Sequence[Trial], policy: StatisticsPolicy) -> Found:
    """Every test of a branch counts among the others of that branch, those of the bank together."""
    tests: dict[str, list[Trial]] = {}
    for one in (*(test for row in trends for test in _tests(row)), *pairs):
        tests.setdefault(one.branch, []).append(one)
    findings = {branch: _chosen(some, policy) for branch, some in tests.items()}
    return Found(tests, findings)


def _chosen(tests: Sequence[Trial], policy: StatisticsPolicy) -> list[Trial]:
    _adjust([one for one in tests if one.kind == PAIR])
    _adjust([one for one in tests if one.kind != PAIR])
    kept = [one for one in tests if one.discovery <= policy.discovery and _large(one, policy)]
    kept.sort(key=lambda one: (one.kind == PAIR, -one.affected, one.chance, _place(one)))
    return kept[: policy.most_findings]


def _adjust(tests: Sequence[Trial]) -> None:
    """Pairs stand apart: many of them hold for plain reasons, and would make room for false
    moves."""
    adjusted = discoveries(np.array([one.chance for one in tests]))
    for one, value in zip(tests, adjusted.tolist(), strict=True):
        one.discovery = value


def _large(one: Trial, policy: StatisticsPolicy) -> bool:
    least = policy.least_correlation if one.kind == PAIR else policy.least_effect
    return abs(one.effect) >= least


def _place(one: Trial) -> tuple[str, str, str, str]:
    row = one.row or {}
    return one.kind, row.get("grouping", ""), row.get("slice", ""), one.series


def _tests(row: Row) -> Iterable[Trial]:
    """A trend needs both: a course that keeps moving, and customers who moved the same way. Its
    chance is the greater of the two."""
    if row.get("reason") == FOLLOWS or row.get("more") is None:
        return
    effect = row["more"] - row["less"]
    if row.get("tau") is not None:
        together = effect * row["tau"] > 0
        chance = max(row["trend_chance"], row["more_chance"]) if together else 1.0
        yield _test(TREND, row, effect, effect, effect, chance)
    if row.get("apart") is not None:
        yield _test(
            APART, row, row["apart"], row["apart_low"], row["apart_high"], row["apart_chance"]
        )


def _test(kind: str, row: Row, effect: float, low: float, high: float, chance: float) -> Trial:
    return Trial(
        kind, row["branch_id"], row["series"], effect, low, high, chance, row["customers"], row
    )


def pairs(weighing: Weighing, asked: Asked, people: People) -> list[Trial]:
    """Rank correlations of the bank, between features of different sources: those of one are often
    reckoned from each other. Of many customers every so many are asked."""
    policy = asked.policy
    told = [name for name in policy.pairs if name not in people.absent]
    every = max(1, -(-people.number // (policy.most_thousands * THOUSAND)))
    table = people.table.filter(people.table.row % every == 0)
    rows = weighing.night.catalog.arrow(
        table.select("row", **{one: table[one].cast("float64") for one in told}).order_by("row")
    )
    values = {one: rows[one].cast(pa.float64()).to_numpy(zero_copy_only=False) for one in told}
    made = []
    for one, other in combinations(told, 2):
        if CATALOGUE[one].source != CATALOGUE[other].source:
            correlated = pair(values[one], values[other], level=float(policy.level))
            if correlated is not None and correlated.rows >= policy.least_group:
                made.append(_of_pair(f"{one} {other}", correlated))
    return made


def _of_pair(names: str, one: Pair) -> Trial:
    return Trial(PAIR, BANK, names, one.rho, one.low, one.high, one.chance, one.rows)


@dataclass(frozen=True)
class Hints:
    """Of every hint: who has nothing for it yet, and of whom no rule concluded the need."""

    asked: Asked
    lacking: Sequence[Flags]
    unmet: Sequence[Flags]

    def of(self, one: Trial) -> int | None:
        for place, hint in enumerate(self.asked.policy.hints):
            if one.kind != PAIR and (hint.series, hint.moves) == (one.series, one.moves):
                return place
        return None


def hints_of(weighing: Weighing, asked: Asked, people: People) -> Hints:
    everybody = np.ones(people.number, dtype=bool)
    lacking = [everybody if one is None else one for one in people.lacking]
    needed = _concluded(weighing, people)
    unmet = [
        flags & ~needed.get(hint.need, ~everybody)
        for hint, flags in zip(asked.policy.hints, lacking, strict=True)
    ]
    return Hints(asked, lacking, unmet)


def _concluded(weighing: Weighing, people: People) -> dict[str, Flags]:
    """Customers of whom a rule concluded a need, by class."""
    table = weighing.results.get("latent_needs")
    if table is None:
        return {}
    needs = table.select("customer_id", "need_class").distinct()
    rows = needs.inner_join(people.table.select("customer_id", "row"), "customer_id")
    told = weighing.night.catalog.arrow(rows.select("need_class", "row"))
    found: dict[str, Flags] = {}
    for name, row in zip(told["need_class"].to_pylist(), told["row"].to_pylist(), strict=True):
        found.setdefault(name, np.zeros(people.number, dtype=bool))[row] = True
    return found


def rows(found_: Found, people: People, hints: Hints, names: Names) -> list[Row]:
    """Without stamp and order."""
    groups = {(one.branch, one.grouping, one.slice): one for one in people.groups}
    return [
        _row(one, rank, groups, hints, names)
        for some in found_.findings.values()
        for rank, one in enumerate(some, 1)
    ]


def _row(
    one: Trial, rank: int, groups: Mapping[Any, Group], hints: Hints, names: Names
) -> dict[str, Any]:
    policy, row = hints.asked.policy, one.row or {}
    bands = {each.feature: each for each in policy.groupings}
    grouping, slice_ = row.get("grouping", EVERYBODY), row.get("slice", EVERYBODY)
    place = hints.of(one)
    hint = None if place is None else policy.hints[place]
    zh, en = _said(one, telling.group(grouping, slice_, bands, names))
    group = groups[one.branch, grouping, slice_].rows
    return {
        "branch_id": one.branch, "kind": one.kind, "grouping": grouping, "slice": slice_,
        "series": one.series, "rank": rank, "moves": one.moves, "effect": _rounded(one.effect),
        "low": _rounded(one.low), "high": _rounded(one.high), "chance": _rounded(one.chance),
        "discovery": _rounded(one.discovery), "customers": one.customers,
        "affected": one.affected, "months": row.get("months"), "year": row.get("year"),
        "need": hint.need if hint else "",
        "lacking": _many(hints.lacking, place, group, policy),
        "unmet": _many(hints.unmet, place, group, policy),
        "expression": "" if one.kind == PAIR else expression(
            policy.population, one.branch, grouping, slice_, bands, hint.lacking if hint else ""
        ),
        "sentence_zh": zh, "sentence_en": en,
    }  # fmt: skip


def _many(
    flags: Sequence[Flags], place: int | None, group: Any, policy: StatisticsPolicy
) -> int | None:
    """Of the group; None where there is no hint, or these, or the others, would be few."""
    if place is None:
        return None
    number = int(flags[place][group].sum())
    left = len(group) - number
    few = 0 < number < policy.least_cell or 0 < left < policy.least_cell
    return None if few else number


def _said(one: Trial, of: telling.Both) -> telling.Both:
    row = one.row or {}
    said = Said(
        moves=one.moves, more=row.get("more", 0.0), less=row.get("less", 0.0), effect=one.effect,
        low=one.low, high=one.high, customers=one.customers, months=row.get("months", 0),
        year=bool(row.get("year")),
    )  # fmt: skip
    if one.kind == PAIR:
        first, second = one.series.split()
        return telling.pair(first, second, said)
    return (telling.trend if one.kind == TREND else telling.apart)(of, one.series, said)


def _rounded(value: float) -> float:
    return round(value, DIGITS)
