"""Columns of the result tables of recommendation. Null is unknown. R1 to R5 and C1 to C5 are 1 to
5; factors and propensities are in millionths."""

from __future__ import annotations

from hengke.engine.stamp import STAMP

SUITABILITY = {  # one row per customer
    "customer_id": "string",
    "state": "string",  # of the assessment that counts: gate.STATES
    "level": "int64",  # what it says, valid or not
    "assessed_on": "date",
    "valid_through": "date",  # by the bank's own word
    "times_day": "int64",  # assessments of its day up to it
    "times_year": "int64",  # and of twelve months
    "level_before": "int64",  # of the assessment before it that counted
    "person": "int64",  # 1, or 0 for institutions
    "age": "int64",
    "status": "string",
    "tier": "string",
    "tier_rank": "int64",
    "unmet": "string",  # products whose condition is not surely met, each code between spaces
    "policy_version": "string",
    **STAMP,
}

OFFERED_PRODUCTS = {  # one row per product that is delivered or on the shelf
    "product_id": "string",
    "name": "string",
    "family": "string",
    "risk": "int64",  # the higher of the two
    "risk_seller": "int64",
    "risk_issuer": "int64",
    "risk_before": "int64",  # the higher one on the day before `risk_since`
    "risk_since": "date",  # day of the newest rating
    "shelf": "string",  # null: on none
    "place": "int64",  # in the fixed order
    "state": "string",  # offered, or why not: states.NOT_OFFERED
    "channels": "string",  # separated by a space
    "holders": "int64",
    "share_ppm": "int64",  # of the customers
    "basis": "string",  # of propensities: propensities.OWN, SHARES; null where there is none
    "policy_version": "string",
    "model_version": "string",
    **STAMP,
}

RECOMMENDATIONS = {  # one row per customer and product, best first
    "customer_id": "string",
    "place": "int64",
    "product_id": "string",
    "product_name": "string",
    "family": "string",
    "risk": "int64",
    "level": "int64",
    "state": "string",  # as in SUITABILITY, with the days that pages judge by
    "assessed_on": "date",
    "valid_through": "date",
    "senior": "int64",  # 1: the procedure for older customers; null: the age is unknown
    "value_minor": "int64",  # profit of a year
    "value_basis": "string",  # worth.BASES, volume.BASES
    "volume_minor": "int64",  # assumed to be placed; null: not told from own assets
    "share_ppm": "int64",  # of the own assets, as holders keep; null: the smallest amount
    "margin_ppm": "int64",  # profit of a year / volume, before the cost of serving
    "upkeep_minor": "int64",  # cost of serving in a year: value = volume x margin - upkeep
    "propensity_ppm": "int64",
    "propensity_basis": "string",
    "context_ppm": "int64",
    "lever_ppm": "int64",
    "score_minor": "int64",  # the four multiplied
    "because": "string",  # codes of products held that speak for it, separated by a space
    "of_group": "string",  # group that speaks most for it, NAME:FROM:BELOW; null: none
    "signals": "string",  # names, separated by a space
    "levers": "string",
    "trigger": "string",  # the first signal that asks for an offer now
    "policy_version": "string",
    "model_version": "string",
    **STAMP,
}

RECOMMENDATION_TRIALS = {  # one row: the model of the next product on a later time
    "named": "int64",  # so many products are named to each customer
    "learnt_on": "date",  # as of when; what was taken since is what has to be named
    "taken": "int64",  # products that customers took since and did not hold then
    "hit_rate": "float64",  # share of them among those named; null: reason
    "popular_hit_rate": "float64",  # by the products that most customers hold
    "reason": "string",
    "recent_hit_rate": "float64",  # by the products taken most in the windows before
    "ranker_hit_rate": "float64",  # by the ranker, learnt from the windows before
    "ranker_reason": "string",  # why the ranker does not speak tonight; null: it does
    "windows": "int64",  # of what was taken, for the ranker
    "ranker_rows": "int64",  # customers in them, once in each
    "speaks": "string",  # shares, items or taken
    "policy_version": "string",
    "model_version": "string",
    **STAMP,
}

SUITABILITY_NOTICES = {  # one row per customer and product held above the customer's level
    "customer_id": "string",
    "product_id": "string",
    "product_name": "string",
    "family": "string",
    "risk": "int64",
    "risk_before": "int64",
    "level": "int64",
    "level_before": "int64",
    "cause": "string",  # notices.CAUSES
    "since": "date",  # null: unknown
    "held_minor": "int64",
    "policy_version": "string",
    **STAMP,
}
