"""A policy of associations, checked: its population is a rule over features. Loads no engine."""

from __future__ import annotations

from dataclasses import dataclass

from hengke.engine.rules.checking import Rule, check
from hengke.engine.rules.errors import RuleError
from hengke.engine.rules.features import CATALOGUE
from hengke.engine.rules.kinds import Kind
from hengke.kernel.errors import PolicyError
from hengke.policies.associations import AssociationPolicy


@dataclass(frozen=True)
class Asked:
    """A policy that can be computed with."""

    policy: AssociationPolicy
    population: Rule

    @property
    def columns(self) -> tuple[str, ...]:
        flags = (f"has_{family}" for family in self.policy.families)
        return tuple(dict.fromkeys((*self.population.columns, *flags)))


def checked(policy: AssociationPolicy) -> Asked:
    """PolicyError where the population is no rule, or names what no night has computed by then."""
    try:
        rule = check(policy.population, wanted=Kind.FLAG)
    except RuleError as error:
        raise PolicyError(
            "policy of associations '{policy}', population: {problem}",
            next_step=error.next_step,
            policy=policy.version,
            problem=error.message,
        ) from error
    later = [one for one in rule.columns if one not in CATALOGUE.features]
    if later:
        raise PolicyError(
            "policy of associations '{policy}', population: {what} is computed later",
            policy=policy.version,
            what=later[0],
        )
    return Asked(policy, rule)
