"""The rules of a recommendation policy, checked: known names, true or false. Loads no engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hengke.engine.rules.checking import Rule, check
from hengke.engine.rules.errors import RuleError
from hengke.engine.rules.kinds import Kind
from hengke.engine.rules.tree import is_null
from hengke.kernel.errors import PolicyError
from hengke.policies.recommendation import RecommendationPolicy

ASSETS = "aum"
"""Feature: what value is told from, whatever the rules name."""
GATE_COLUMNS = ("kind", "age", "status", "tier", "tier_rank")
"""Features that the gate and the shelf need, whatever the rules name."""


@dataclass(frozen=True)
class Rules:
    """A policy that can be computed with: signals that are rules, and `only`, by name and code."""

    policy: RecommendationPolicy
    signals: Mapping[str, Rule]
    only: Mapping[str, Rule]

    @property
    def needs(self) -> dict[str, str]:
        """Of each signal that is a need on the register: the class of it."""
        return {one.name: one.need for one in self.policy.signals if one.need}

    @property
    def columns(self) -> tuple[str, ...]:
        """Every feature that is needed."""
        rules = (*self.signals.values(), *self.only.values())
        return tuple(
            dict.fromkeys((*GATE_COLUMNS, ASSETS, *(one for rule in rules for one in rule.columns)))
        )


def checked(policy: RecommendationPolicy) -> Rules:
    """PolicyError, with the place in the expression, where a rule is none or chooses nobody."""
    return Rules(
        policy,
        {one.name: _rule(one.rule, "signals", one.name, policy)
         for one in policy.signals if one.rule},
        {one.code: _rule(one.condition, "products", one.code, policy)
         for one in policy.products if one.condition},
    )  # fmt: skip


def _rule(text: str, where: str, name: str, policy: RecommendationPolicy) -> Rule:
    try:
        rule = check(text, wanted=Kind.FLAG)
    except RuleError as error:
        raise PolicyError(
            "recommendation policy '{policy}', {where} '{name}': {problem}",
            next_step=error.next_step,
            policy=policy.version,
            where=where,
            name=name,
            problem=error.message,
        ) from error
    if is_null(rule.tree):
        raise PolicyError(
            "recommendation policy '{policy}', {where} '{name}': the rule is never true",
            policy=policy.version,
            where=where,
            name=name,
        )
    return rule
