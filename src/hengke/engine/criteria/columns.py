"""The columns of what a night writes for the review of tier floors. Nothing tells of a customer.

The tier here is the assessed one, which is what floors make; `rank` -1 counts customers whose
figures are unknown. A value is part / whole, and null where it is unknown: `reason` then says why,
and `needed` how many months or customers it would take.
"""

from __future__ import annotations

from hengke.engine.stamp import STAMP

NEAR, FLICKER, CUSTOMERS, ASSETS = "near", "flicker", "customers", "assets"
STABILITY, GINI, TOP, OVERRIDES = "stability", "gini", "top", "overrides"
MARGIN, KEPT, LEFT, CURVE = "margin", "kept", "left", "curve"
FIGURES = (
    CUSTOMERS, ASSETS, NEAR, FLICKER, STABILITY, GINI, TOP, OVERRIDES, MARGIN, KEPT, LEFT, CURVE,
)  # fmt: skip

OK, WARN, ACT, UNKNOWN, OPEN = "ok", "warn", "act", "unknown", "open"
"""Within the bounds, beyond them, beyond those at which something must be done, not known, and
known without a bound."""

SHORT_HISTORY, TOO_FEW, NOBODY = "short_history", "too_few", "nobody"
NO_ASSETS = "no_assets"
NOT_WEIGHED, NO_EARLIER, NO_FLOOR = "not_weighed", "no_earlier", "no_floor"
REASONS = (
    SHORT_HISTORY, TOO_FEW, NOBODY, NO_ASSETS, NOT_WEIGHED, NO_EARLIER, NO_FLOOR,
)  # fmt: skip

IN_FORCE, BAND = "in_force", "band"
"""Candidates besides the shifts: the floors as they are, and floors that bring the shares of
customers back into their bounds."""

CRITERIA_MONTHS = {  # one row per tier policy, assessment and tier
    "policy": "string", "assessed_on": "date", "rank": "int64", "tier": "string",
    "customers": "int64", "effective": "int64",  # who are assessed there, and who enjoy it
    "overridden": "int64", "aum_minor": "int64", "aum_unknown": "int64",
    "tier_version": "string", "policy_version": "string", **STAMP,
}  # fmt: skip

CRITERIA_FIGURES = {  # one row per tier policy, figure and subject (a tier, months, or nothing)
    "policy": "string", "figure": "string", "subject": "string", "rank": "int64",
    "part": "int64", "whole": "int64", "value": "float64", "low": "float64", "high": "float64",
    "state": "string", "reason": "string", "needed": "int64",
    "from_on": "date", "until_on": "date",
    "tier_version": "string", "policy_version": "string", **STAMP,
}  # fmt: skip

CRITERIA_FLOORS = {  # one row per tier policy, candidate and tier above the lowest
    "policy": "string", "candidate": "string", "rank": "int64", "tier": "string",
    "floor_minor": "int64", "changed": "int64",
    "customers": "int64", "aum_minor": "int64",  # in this tier or a higher one
    "near": "int64", "near_of": "int64", "back": "int64", "crossings": "int64",
    "moved": "int64", "covered": "int64",  # of the whole candidate: another tier than now, of all
    "broken": "int64",  # 1: the floors do not rise, nobody may propose them
    "tier_version": "string", "policy_version": "string", **STAMP,
}  # fmt: skip
