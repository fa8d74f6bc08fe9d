"""Tier policies: the numbers of tiering, dated, and the loader of the one in force."""

from hengke.policies.tiering.dates import (
    assessment_dates,
    effective_date,
    next_assessment,
    running_assessment,
    running_period,
)  # fmt: skip
from hengke.policies.tiering.measures import Measure
from hengke.policies.tiering.reading import parse
from hengke.policies.tiering.scheme import STATES, Tier, TierPolicy
from hengke.policies.tiering.shelf import NotInForce, load, names, versions

__all__ = [
    "STATES", "Measure", "NotInForce", "Tier", "TierPolicy", "assessment_dates", "effective_date",
    "load", "names", "next_assessment", "parse", "running_assessment", "running_period",
    "versions",
]  # fmt: skip
