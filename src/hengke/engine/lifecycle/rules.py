"""The rules of a lifecycle policy, checked: known names, true or false. Loads no engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hengke.engine.rules.checking import Rule, check
from hengke.engine.rules.errors import RuleError
from hengke.engine.rules.kinds import Kind
from hengke.engine.rules.sentences import Language, sentence_of
from hengke.engine.rules.tree import is_null
from hengke.kernel.errors import PolicyError
from hengke.policies.lifecycle import DORMANCY, LOSS, Condition, LifecyclePolicy, Stage


@dataclass(frozen=True)
class Named:
    """One rule that may be the reason of a stage or a flag."""

    name: str
    rule: Rule


@dataclass(frozen=True)
class Asked:
    """A stage with the rules of which any makes it hold; none for the fallback."""

    stage: Stage
    rules: tuple[Named, ...]


@dataclass(frozen=True)
class Rules:
    """A policy that can be computed with."""

    policy: LifecyclePolicy
    stages: tuple[Asked, ...]
    dormancy: tuple[Named, ...]
    loss: tuple[Named, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Every feature that a rule names."""
        found = (column for one in self._all() for column in one.rule.columns)
        return tuple(dict.fromkeys(found))

    def named(self, name: str) -> Named | None:
        return next((one for one in self._all() if one.name == name), None)

    def sentence(self, name: str, language: Language, *, currency: str) -> str:
        """What the rule of this name says, in words; empty where the policy has it no more."""
        found = self.named(name)
        return "" if found is None else sentence_of(found.rule.tree, language, currency=currency)

    def _all(self) -> Iterator[Named]:
        for asked in self.stages:
            yield from asked.rules
        yield from (*self.dormancy, *self.loss)


def checked(policy: LifecyclePolicy) -> Rules:
    """PolicyError, with the place in the expression, where a rule is none or chooses nobody."""
    lists = {
        which: tuple(_named(one, which, policy) for one in getattr(policy, which))
        for which in (DORMANCY, LOSS)
    }
    used = {
        which: tuple(
            one
            for one, condition in zip(found, getattr(policy, which), strict=True)
            if condition.in_use
        )
        for which, found in lists.items()
    }
    stages = tuple(Asked(one, _rules_of(one, used, policy)) for one in policy.stages)
    return Rules(policy, stages, used[DORMANCY], used[LOSS])


def _rules_of(
    stage: Stage, used: dict[str, tuple[Named, ...]], policy: LifecyclePolicy
) -> tuple[Named, ...]:
    if stage.any_of:
        return used[stage.any_of]
    return (_named(stage, "stages", policy),) if stage.rule else ()


def _named(one: Stage | Condition, where: str, policy: LifecyclePolicy) -> Named:
    """Conditions are checked whether they are in use or not: an example must be one."""
    try:
        rule = check(one.rule, wanted=Kind.FLAG)
    except RuleError as error:
        raise PolicyError(
            "lifecycle policy '{policy}', {where} '{name}': {problem}",
            next_step=error.next_step,
            policy=policy.version,
            where=where,
            name=one.name,
            problem=error.message,
        ) from error
    if is_null(rule.tree):
        raise PolicyError(
            "lifecycle policy '{policy}', {where} '{name}': the rule is never true",
            policy=policy.version,
            where=where,
            name=one.name,
        )
    return Named(one.name, rule)
