"""The columns of what a night writes of fair treatment. Rates are shares; null is not told."""

from __future__ import annotations

from hengke.engine.stamp import STAMP

GENDER, AGE, REGION = "gender", "age", "region"
TRAITS = (GENDER, AGE, REGION)
TIER, DEPOSIT_PRICE, LOAN_PRICE, POLICY = "tier", "deposit_price", "loan_price", "policy"
OFFER = "offer"

FAIRNESS = {  # one row per decision, trait and slice; of POLICY, per word that a tier policy counts
    "decision": "string", "trait": "string", "slice": "string",  # '': not delivered
    "customers": "int64", "rate": "float64",  # favourable share; both null for small groups
    "best": "string", "ratio": "float64", "low": "float64", "high": "float64",  # against the best
    "alike": "float64",  # the same ratio among customers of like assets
    "state": "string",  # best, fair, unclear, explained, breach, small, used
    "policy_version": "string", **STAMP,
}  # fmt: skip
