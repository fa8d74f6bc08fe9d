"""A clustering policy, checked: a rule that chooses people, inputs that are numbers. No engine."""

from __future__ import annotations

from dataclasses import dataclass

from hengke.engine.rules.checking import Rule, check
from hengke.engine.rules.errors import RuleError, nearest
from hengke.engine.rules.features import CATALOGUE, MEMBERS
from hengke.engine.rules.kinds import NUMERIC, Kind
from hengke.kernel.errors import PolicyError
from hengke.policies.clustering import ClusteringPolicy


@dataclass(frozen=True)
class Asked:
    """A policy that can be computed with."""

    policy: ClusteringPolicy
    population: Rule

    @property
    def columns(self) -> tuple[str, ...]:
        """Every feature that is read."""
        inputs = (one.feature for one in self.policy.inputs)
        return tuple(dict.fromkeys((*self.population.columns, *inputs)))


def checked(policy: ClusteringPolicy) -> Asked:
    """PolicyError where the rule is none, an input is no number, or groups would read groups."""
    for one in policy.inputs:
        _check_input(one.feature, policy)
    try:
        rule = check(policy.population, wanted=Kind.FLAG)
    except RuleError as error:
        raise PolicyError(
            "clustering policy '{policy}', population: {problem}",
            next_step=error.next_step,
            policy=policy.version,
            problem=error.message,
        ) from error
    later = [one for one in rule.columns if one not in CATALOGUE.features or _is_later(one)]
    if later:
        raise PolicyError(
            "clustering policy '{policy}', population: {what} is computed after the groups",
            policy=policy.version,
            what=later[0],
        )
    return Asked(policy, rule)


def _check_input(name: str, policy: ClusteringPolicy) -> None:
    feature = CATALOGUE.get(name)
    if feature is None:
        raise PolicyError(
            "clustering policy '{policy}': there is no feature {name}",
            next_step=nearest(name, CATALOGUE.features, CATALOGUE.meanings),
            policy=policy.version,
            name=name,
        )
    if feature.kind not in NUMERIC or _is_later(name):
        raise PolicyError(
            "clustering policy '{policy}': {name} is no number that is known before the groups",
            policy=policy.version,
            name=name,
        )


def _is_later(name: str) -> bool:
    return CATALOGUE[name].source == MEMBERS
