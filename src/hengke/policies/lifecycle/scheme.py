"""What a lifecycle policy is. Rules are texts of the expression language (engine.rules)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from hengke.kernel.errors import PolicyError

STAGES = ("prospect", "new", "growing", "stable", "mature", "at_risk", "dormant", "lost")
"""Every stage that there is; a policy says by which rules, and asks them in its own order."""
DORMANCY, LOSS = "dormancy", "loss"
LISTS = (DORMANCY, LOSS)


@dataclass(frozen=True)
class Condition:
    """One rule of dormancy or of potential loss. One that is not `in_use` is an example to take."""

    name: str
    zh: str
    en: str
    rule: str
    source: str
    in_use: bool


@dataclass(frozen=True)
class Step:
    """What is done for a customer who enters a stage: one task, due so many days after.

    It is proposed for `within_days` after the customer entered, while the stage holds, and of
    customers with so much in assets. `stake` is the part of the assets that is taken to be lost
    when nobody does it.
    """

    name: str
    zh: str
    en: str
    due_days: int
    within_days: int
    least_assets_minor: int
    stake: Fraction


@dataclass(frozen=True)
class Stage:
    """A stage and when it holds: by a rule, by any rule of a list, or where no other does.

    `surely`: where the rule is unknown it counts as not holding; else the stage is then unknown.
    """

    name: str
    zh: str
    en: str
    rule: str
    any_of: str
    otherwise: bool
    surely: bool
    playbook: tuple[Step, ...]


@dataclass(frozen=True)
class LifecyclePolicy:
    """One dated set of rules; stages in the order in which they are asked, the first wins."""

    name: str
    version: str
    source: str
    keep_months: int  # how long a transition stays in the log
    stages: tuple[Stage, ...]
    dormancy: tuple[Condition, ...]
    loss: tuple[Condition, ...]

    def __post_init__(self) -> None:
        conditions = [one.name for one in (*self.dormancy, *self.loss)]
        stages = [one.name for one in self.stages]
        _refuse_twice([*stages, *conditions], where=self.name)  # results name a rule, not its list
        for stage in self.stages:
            _refuse_twice([step.name for step in stage.playbook], where=stage.name)
            said = (bool(stage.rule), bool(stage.any_of), stage.otherwise)
            if sum(said) != 1:
                raise PolicyError(
                    "stage '{stage}' needs one of rule, any_of and otherwise", stage=stage.name
                )
        if [stage.otherwise for stage in self.stages] != [*[False] * (len(self.stages) - 1), True]:
            raise PolicyError(
                "lifecycle policy '{name}': the last stage, and only it, is the fallback",
                next_step="Give the last of [[stages]] `otherwise = true` instead of a rule.",
                name=self.name,
            )
        for stage in self.stages:
            if stage.any_of and not self.used(stage.any_of):
                raise PolicyError(
                    "stage '{stage}': no rule of {list} is in use",
                    stage=stage.name,
                    list=stage.any_of,
                )

    def used(self, which: str) -> tuple[Condition, ...]:
        """The rules in use of DORMANCY or LOSS."""
        return tuple(one for one in getattr(self, which) if one.in_use)

    def stage(self, name: str) -> Stage | None:
        return next((one for one in self.stages if one.name == name), None)


def _refuse_twice(names: list[str], *, where: str) -> None:
    for name, times in Counter(names).items():
        if times > 1:
            raise PolicyError("{where}: '{name}' is there twice", where=where, name=name)
