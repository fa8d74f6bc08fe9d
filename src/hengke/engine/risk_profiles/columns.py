"""The columns of what a night writes of risk profiles. Ibis type names."""

from __future__ import annotations

from hengke.engine.stamp import STAMP

RISK_PROFILES = {  # one row per customer who was ever assessed
    "customer_id": "string",
    "level": "string",  # C1 to C5
    "preference": "string",  # conservative, steady, aggressive; null = not said
    "knowledge": "string",  # low, medium, high
    "assessed_on": "date",
    "expires_on": "date",  # the last day on which it holds
    "channel": "string",
    "source": "string",  # as delivered; null: the customer file alone
    "policy_version": "string",
    **STAMP,
}
