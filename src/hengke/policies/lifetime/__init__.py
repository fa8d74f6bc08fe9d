"""Lifetime policies: horizon, discount, growth, and how leaving is learnt."""

from hengke.policies.lifetime.scheme import (
    END_OF_YEAR,
    FIRST_MARGINS,
    NOW,
    Growth,
    HazardRule,
    LifetimePolicy,
    Over,
)
from hengke.policies.lifetime.shelf import STANDARD, load, parse

__all__ = [
    "END_OF_YEAR",
    "FIRST_MARGINS",
    "NOW",
    "STANDARD",
    "Growth",
    "HazardRule",
    "LifetimePolicy",
    "Over",
    "load",
    "parse",
]
