"""The columns of what a night writes of markets. Ibis type names."""

from __future__ import annotations

from hengke.engine.stamp import STAMP

CHANGE_DAYS = 90
"""A value is compared with the one in force so many days before the business date."""

INDUSTRY_INDEX = "industry_index"
"""What `code` says of the index of an industry, which `base` names."""

MARKET = {  # one row per series of which a value is known by as_of
    "kind": "string", "base": "string", "quote": "string",
    "code": "string",  # the name that rules know; null: rules do not name it
    "rate_date": "date", "rate_e8": "int64",  # the last value by as_of, x 10^8
    "source": "string",
    "age_days": "int64",
    "in_force": "int64",  # 1; 0: older than the policy allows, rules take it for unknown
    "before_on": "date", "before_e8": "int64",  # CHANGE_DAYS before, by the same rule
    "policy_version": "string", **STAMP,
}  # fmt: skip
