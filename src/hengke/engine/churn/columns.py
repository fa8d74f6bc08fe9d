"""Columns of the result table of churn. Null is unknown."""

from __future__ import annotations

from hengke.engine.stamp import STAMP

CHURN_SCORES = {  # one row per customer known by the day
    "customer_id": "string",
    "decides_on": "date",  # end of the month whose average is meant
    "average_minor": "int64",  # of the running month, with which that average is compared
    "probability": "float64",  # of leaving, as the policy defines it
    "percentile": "int64",  # 100: the hundredth of all scored customers who leave most probably
    "listed": "int64",  # 1: from the policy's cut on
    "at_risk_minor": "int64",  # probability x average
    "reasons": "string",  # JSON list of words with their numbers, the strongest first
    "method": "string",  # model; rule: the share that left of those of whom the rule says the same
    "version": "string",  # name of the model, or of the shares
    "rule_holds": "int64",  # does a rule of potential loss (lifecycle) hold? null: unknown
    "unknown_reason": "string",  # why there is no probability
    "policy_version": "string",
    **STAMP,
}

NO_ASSETS, TOO_SMALL, SHORT_HISTORY = "no_assets", "too_small", "short_history"
BALANCE_UNKNOWN, NO_MODEL = "balance_unknown", "no_model"
UNKNOWN = (NO_ASSETS, TOO_SMALL, SHORT_HISTORY, BALANCE_UNKNOWN, NO_MODEL)
"""What `unknown_reason` may say: holds nothing; less than can be lost; too few months known; a
balance of these months is unknown; there is neither a model nor shares of a rule."""
