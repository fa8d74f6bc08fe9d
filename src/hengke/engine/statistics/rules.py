"""A policy of statistics, checked against the catalogue of features. Loads no engine."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from hengke.engine.rules.catalogue import Feature
from hengke.engine.rules.checking import Rule, check
from hengke.engine.rules.errors import RuleError, nearest
from hengke.engine.rules.features import CATALOGUE
from hengke.engine.rules.kinds import NUMERIC, Kind
from hengke.engine.statistics.series import SERIES
from hengke.kernel.errors import PolicyError
from hengke.kernel.sentences import sentence
from hengke.policies.statistics import Grouping, StatisticsPolicy

WORDS = frozenset({Kind.TEXT, Kind.FLAG})
BRANCH = "branch_id"


@dataclass(frozen=True)
class Asked:
    """A policy that can be computed with; `lacking`: a rule for each hint that has one."""

    policy: StatisticsPolicy
    population: Rule
    lacking: tuple[Rule | None, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Every feature that is read."""
        rules = (self.population, *(one for one in self.lacking if one))
        read = (name for rule in rules for name in rule.columns)
        grouped = (one.feature for one in self.policy.groupings)
        features = (*self.policy.features, *self.policy.pairs)
        return tuple(dict.fromkeys((BRANCH, *read, *grouped, *features)))


def checked(policy: StatisticsPolicy, *, needs: Collection[str]) -> Asked:
    """PolicyError where a feature, a series, a rule or a class of needs is none; with what was
    probably meant."""
    for name in policy.features:
        if _feature(name, policy).kind not in NUMERIC | WORDS:
            raise _wrong(policy, sentence("{name} is neither a number nor a word", name=name))
    for name in policy.pairs:
        if _feature(name, policy).kind not in NUMERIC:
            raise _wrong(policy, sentence("pairs: {name} is no number", name=name))
    for name in policy.protected:
        _feature(name, policy)
    for name in policy.own_edges:
        if not _in_bands(_feature(name, policy)):
            raise _wrong(policy, sentence("own_edges: {name} is no count", name=name))
    for one in policy.groupings:
        _check_grouping(one, policy)
    for code in (*policy.series, *(one for each in policy.groupings for one in each.follows)):
        _known(code, SERIES, sentence("series"), policy)
    for hint in policy.hints:
        _known(hint.need, needs, sentence("class of needs"), policy)
    return Asked(
        policy,
        _rule(policy.population, "population", policy),
        tuple(_rule(one.lacking, "lacking", policy) if one.lacking else None
              for one in policy.hints),
    )  # fmt: skip


def _check_grouping(one: Grouping, policy: StatisticsPolicy) -> None:
    name = one.feature
    feature = _feature(name, policy)
    kind = feature.kind
    if one.firsts and not _in_bands(feature):
        raise _wrong(policy, sentence("groupings: {name} has bands and is no count", name=name))
    if not one.firsts and kind not in WORDS | {Kind.COUNT}:
        raise _wrong(policy, sentence("groupings: {name} needs bands", name=name))
    if one.in_branches and name == BRANCH:
        raise _wrong(policy, sentence("groupings: {name} within a branch is one group", name=name))


def _in_bands(feature: Feature) -> bool:
    return feature.kind is Kind.COUNT or feature.is_score


def _feature(name: str, policy: StatisticsPolicy) -> Feature:
    found = CATALOGUE.get(name)
    if found is None:
        now = CATALOGUE.former.get(name)
        hint = sentence("It is called '{now}' now.", now=now) if now else ""
        step = hint or nearest(name, CATALOGUE.features, CATALOGUE.meanings)
        raise _wrong(policy, sentence("there is no feature {name}", name=name), step)
    return found


def _known(code: str, known: Collection[str], what: str, policy: StatisticsPolicy) -> None:
    if code not in known:
        problem = sentence("there is no {what} '{code}'", what=what, code=code)
        raise _wrong(policy, problem, nearest(code, known))


def _rule(text: str, key: str, policy: StatisticsPolicy) -> Rule:
    try:
        rule = check(text, wanted=Kind.FLAG)
    except RuleError as error:
        problem = sentence("{key}: {problem}", key=key, problem=error.message)
        raise _wrong(policy, problem, error.next_step) from error
    sets = [one for one in rule.columns if one not in CATALOGUE.features]
    if sets:
        problem = sentence("{key}: {what} is nothing that a night knows", key=key, what=sets[0])
        raise _wrong(policy, problem)
    return rule


def _wrong(policy: StatisticsPolicy, problem: str, next_step: str = "") -> PolicyError:
    return PolicyError(
        "policy of statistics '{policy}': {problem}",
        next_step=next_step,
        policy=policy.version,
        problem=problem,
    )
