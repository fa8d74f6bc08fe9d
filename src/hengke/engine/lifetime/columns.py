"""The columns of what a night writes of lifetime value; amounts in minor units, home currency.

Null is unknown and `unknown_reason` says why. A relation that is over is worth 0: that is known.
Rates and shares in parts per million; lists are JSON, one entry per year of the policy's horizon.
"""

from __future__ import annotations

from hengke.engine.stamp import STAMP

LIFETIMES = {  # one row per customer of `customer_values`
    "customer_id": "string", "currency": "string", "kind": "string",
    "tier": "string", "rank": "int64",  # effective tier of the main policy
    "tenure_months": "int64",
    "history_minor": "int64", "history_days": "int64",  # contribution of the months weighed
    "margin_minor": "int64",  # a year's, without the cost of winning: that is spent
    "own_ppm": "int64",  # how much of the basis is the customer's own margin; the rest, the tier's
    "basis_minor": "int64", "growth_ppm": "int64",
    "survival": "string",  # still a customer after so many years, ppm
    "present": "string",  # present value of each year's margin, minor units; sums to lifetime
    "remaining_months": "int64",  # expected, without a horizon
    "lifetime_minor": "int64",  # margins x survival x discount
    "markov_minor": "int64",  # of an average customer of the tier, moves between tiers counted
    "ended_on": "date", "unknown_reason": "string", "policy_version": "string", **STAMP,
}  # fmt: skip

LIFETIME_HAZARDS = {  # one row per kind, tier and band of tenure
    "kind": "string", "rank": "int64", "tier": "string",  # rank -1: no tier
    "tenure_from": "int64", "tenure_until": "int64",  # months; null: no end
    "months": "int64", "ended": "int64",  # seen: months of customers, relations that ended
    "hazard_ppm": "int64", "basis": "string",  # own, shrunk, borrowed, policy
    "policy_version": "string", **STAMP,
}  # fmt: skip

LIFETIME_STATES = {  # one row per kind and tier: the Markov form
    "kind": "string", "rank": "int64", "tier": "string", "tier_zh": "string", "tier_en": "string",
    "customers": "int64",  # whose moves over a year were seen
    "moves": "string",  # JSON list: shares of the tiers gone to, lowest first, then lost; ppm
    "margin_minor": "int64",  # mean of a year
    "value_minor": "int64", "policy_version": "string", **STAMP,
}  # fmt: skip

LIFETIME_BOOKS = {  # one row per branch, manager, kind and tier: sums of what is known
    "branch_id": "string", "manager_id": "string", "kind": "string", "rank": "int64",
    "tier": "string", "customers": "int64", "known": "int64", "ended": "int64",
    "history_minor": "int64", "basis_minor": "int64", "lifetime_minor": "int64",
    "markov_minor": "int64", **STAMP,
}  # fmt: skip

LIFETIME_TESTS = {  # one row: foreseen at an earlier month, held against what came
    "split_on": "date", "months": "int64", "customers": "int64", "reason": "string",
    "expected_minor": "int64", "baseline_minor": "int64", "realised_minor": "int64",
    "error_minor": "int64", "baseline_error_minor": "int64",  # mean absolute, per customer
    "missed": "float64", "misplaced": "float64",  # of who came to be the top fifth; of the others
    "baseline_missed": "float64", "baseline_misplaced": "float64",
    "ended": "int64", "ended_expected": "float64",  # relations that ended since
    "policy_version": "string", **STAMP,
}  # fmt: skip
