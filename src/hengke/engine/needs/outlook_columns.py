"""What a night writes of needs that customers may show in the days to come. Ibis type names."""

from __future__ import annotations

from hengke.engine.stamp import STAMP

NEED_OUTLOOKS = {  # one row per customer and need shown more probably than usual; see need_class
    "customer_id": "string",
    "need_class": "string",  # '': of this customer nothing is said, unknown_reason says why
    "probability": "float64",  # of showing the need up to until_on
    "times": "float64",  # probability by the share of customers who usually show it
    "until_on": "date",
    "reasons": "string",  # JSON list of words with their numbers, the strongest first
    "method": "string",  # model, or plain: by the best plain way
    "version": "string",  # name of what was learnt
    "unknown_reason": "string",
    "policy_version": "string",
    **STAMP,
}

NEED_KINDS = {  # one row per class of needs: what is known of predicting it
    "need_class": "string",
    "state": "string",  # model, plain, or unknown
    "unknown_reason": "string",  # NOT_SEEN, NOT_DELIVERED, TOO_SHORT, TOO_FEW
    "until_on": "date",
    "cases": "int64",  # who showed it, of those learnt from; null: not looked at
    "needed": "int64",  # cases that the policy asks for
    "rows": "int64",  # customers and looks learnt from
    "usual": "float64",  # share that showed it at the last looks
    "tested_on": "date",  # the look that figures speak of
    "tested_rows": "int64",
    "tested_cases": "int64",
    "auc": "float64",  # of what is used or, where a plain way is, of the model that was no better
    "auc_error": "float64",  # its standard error
    "plain": "string",  # the best plain way
    "plain_auc": "float64",
    "segment_auc": "float64",  # share of customers of like kind and assets
    "rule_auc": "float64",  # rules that conclude the need
    "lately_auc": "float64",  # who showed it lately shows it again
    "matures_auc": "float64",  # something of theirs matures within the horizon
    "regression_auc": "float64",
    "without_market_auc": "float64",  # the same model without what markets say
    "brier": "float64",
    "plain_brier": "float64",
    "calibration_error": "float64",
    "lift": "float64",  # of the tenth most probable
    "chosen": "string",  # trees, regression
    "market": "string",  # JSON: series that the model reads -> its value and change in 90 days
    "psi": "float64",  # drift of the model's scores since its test
    "drift": "string",  # one of DRIFTS, by the register's policy; null: no model
    "expected": "float64",  # sum of the probabilities of all scored
    "scored": "int64",
    "above": "int64",  # customers above the usual share
    "due_on": "date",
    "version": "string",
    "policy_version": "string",
    **STAMP,
}

NEED_DEMAND = {  # one row per class of needs, branch, manager and tier
    "need_class": "string", "branch_id": "string", "manager_id": "string",
    "tier": "string",  # '' unknown
    "customers": "int64",  # with a probability
    "expected": "float64",  # sum of their probabilities
    "above": "int64",
    "policy_version": "string",
    **STAMP,
}  # fmt: skip

STEADY, WATCHED, DRIFTED, UNJUDGED = "steady", "watched", "drifted", "unjudged"
DRIFTS = (STEADY, WATCHED, DRIFTED, UNJUDGED)
"""Whether scores still lie as when tested; unjudged: of too few rows."""
MODEL, PLAIN, UNKNOWN = "model", "plain", "unknown"
STATES = (MODEL, PLAIN, UNKNOWN)
NOT_SEEN, NOT_DELIVERED = "not_seen", "not_delivered"
TOO_SHORT, TOO_FEW = "too_short", "too_few"
REASONS = (NOT_SEEN, NOT_DELIVERED, TOO_SHORT, TOO_FEW)
"""Why a class of needs is not predicted: nothing shows it; what shows it is not delivered; the data
do not reach back far enough; too few showed it, or too few did not."""
SHORT_HISTORY, ENDED = "short_history", "ended"
OF_CUSTOMERS = (SHORT_HISTORY, ENDED)
"""Why nothing is said of a customer: known for too few days; the relation has ended."""
SEGMENT, RULE, LATELY, MATURES = "segment", "rule", "lately", "matures"
PLAIN_WAYS = (SEGMENT, RULE, LATELY, MATURES)
