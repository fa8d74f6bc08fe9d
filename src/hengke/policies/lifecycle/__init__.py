"""Lifecycle policies: in which stage a customer is, who sleeps, who may leave, what is then done.

Expressions are texts here; `engine.lifecycle.rules.checked` reads them, or refuses them.
"""

from hengke.policies.lifecycle.scheme import (
    DORMANCY,
    LOSS,
    STAGES,
    Condition,
    LifecyclePolicy,
    Stage,
    Step,
)
from hengke.policies.lifecycle.shelf import STANDARD, load, parse

__all__ = [
    "DORMANCY",
    "LOSS",
    "STAGES",
    "STANDARD",
    "Condition",
    "LifecyclePolicy",
    "Stage",
    "Step",
    "load",
    "parse",
]
