"""Gold: the schemas of every table a nightly run writes. Ibis type names, one dict per table.

Every row carries `as_of`, `known_at` (the last import batch seen), `run_id`; tier results also
`policy` and `policy_version`. Movements and asset points of the past lie in files that runs share:
there the three name the day, the last batch that touches it, and the file. `rank` counts tiers from
0, the lowest.
"""

from __future__ import annotations

from hengke.engine.associations import columns as associations
from hengke.engine.behaviour import columns as behaviour
from hengke.engine.churn import columns as churn
from hengke.engine.clustering import columns as clustering
from hengke.engine.criteria import columns as criteria
from hengke.engine.enquiries import columns as enquiries
from hengke.engine.fairness import columns as fairness
from hengke.engine.forecast import columns as forecast
from hengke.engine.lifecycle import columns as lifecycle
from hengke.engine.lifetime import columns as lifetime
from hengke.engine.market import columns as market
from hengke.engine.needs import columns as needs
from hengke.engine.needs import outlook_columns as need_outlook
from hengke.engine.preferences import columns as preferences
from hengke.engine.recommendation import columns as recommendation
from hengke.engine.register import columns as register
from hengke.engine.risk_profiles import columns as risk_profiles
from hengke.engine.stamp import STAMP
from hengke.engine.statistics import columns as statistics
from hengke.engine.tagging import columns as tagging
from hengke.engine.value import columns as value

ASSESSMENTS = {  # one row per policy, assessment date and customer known by then
    "policy": "string",
    "policy_version": "string",
    "customer_id": "string",
    "assessed_on": "date",
    "value_minor": "int64",  # the measure, rounded for display; null = unknown
    "sum_minor_days": "int64",  # the exact integer that was compared with floor x days
    "days": "int64",
    "aum_minor": "int64",  # unweighted end-of-day assets on assessed_on; null = unknown
    "unknown_reason": "string",
    "assessed_rank": "int64",  # null = unknown, the effective tier then stays
    "assessed_tier": "string",
    "qualified_by": "string",  # the alternative that opened it; '' the main measure, null = unknown
    "effective_rank_before": "int64",
    "effective_rank": "int64",
    "effective_tier": "string",
    "effective_from": "date",  # the policy's next effective date for this decision
    "fails_used": "int64",
    "fails_allowed": "int64",
    "best_rank_since": "int64",  # best assessed rank since the failing began (landing rule)
    "state": "string",  # normal, watch, upgraded, downgraded, protected, overridden, new, unknown
    "reason_code": "string",  # machine word: floor_reached, below_floor_n_of_m, grace_used_up, ...
    **STAMP,
}

POSITIONS = {  # one row per policy and customer: today's tier, gap and outlook
    "policy": "string",
    "policy_version": "string",
    "customer_id": "string",
    "currency": "string",
    "assessed_on": "date",  # the last assessment
    "next_assessment_on": "date",
    "assessed_rank": "int64",
    "assessed_tier": "string",
    "effective_rank": "int64",
    "effective_tier": "string",
    "previous_assessed_rank": "int64",
    "previous_effective_rank": "int64",
    "state": "string",
    "fails_used": "int64",
    "fails_allowed": "int64",
    "aum_minor": "int64",  # end-of-day assets on as_of
    "average_so_far_minor": "int64",  # the policy's measure in the running period
    "last_value_minor": "int64",  # the measure at the last assessment
    "aum_30d_ago_minor": "int64",
    "keep_floor_minor": "int64",
    "next_floor_minor": "int64",
    "gap_to_keep_minor": "int64",
    "gap_to_next_minor": "int64",
    "needed_for_rest_minor": "int64",
    "days_left": "int64",
    "next_change_on": "date",  # if nothing happens; null = no change in sight
    "next_tier": "string",
    "fall_probability": "float64",
    "reasons": "string",  # JSON list of {"key": ..., "params": {...}}
    "maturing_minor": "int64",  # term products that mature before the next assessment
    "maturing_on": "date",
    "outflow_30d_minor": "int64",
    "trend": "string",  # JSON list of 13 weekly assets in minor units, oldest first, null unknown
    "unknown_reason": "string",
    **STAMP,
}

INDEXES = (
    "name_key", "name_stem_key", "surname_key", "initials_key", "initials_stem_key",
    "id_number_key", "id_number_tail_key", "phone_key", "phone_tail_key", "email_key",
)  # fmt: skip
"""Blind indexes of a customer's identifiers (pipelines.protection.identifiers)."""

CUSTOMER_RECORDS = {  # one row per customer; identifiers are sealed, found by their INDEXES
    "customer_id": "string", "kind": "string", "name": "string",
    "gender": "string", "birth_date": "date", "id_type": "string", "id_number": "string",
    "phone": "string", "email": "string", "address": "string",
    "region": "string", "occupation": "string", "industry": "string", "income_level": "string",
    "risk_level": "string", "risk_assessed_on": "date", "id_expires_on": "date",
    "opened_on": "date", "closed_on": "date", "status": "string", "branch_id": "string",
    "manager_id": "string", "household_id": "string", "household_aum_minor": "int64",
    "aum_minor": "int64", "liability_minor": "int64", "currency": "string",
    **dict.fromkeys(INDEXES, "string"), **STAMP,
}  # fmt: skip

HOLDINGS = {  # one row per customer and account held
    "customer_id": "string", "account_id": "string", "product_id": "string",
    "product_name": "string", "family": "string", "role": "string", "share_ppm": "int64",
    "currency": "string", "balance_minor": "int64", "home_minor": "int64",
    "balance_date": "date", "opened_on": "date", "matures_on": "date", "rate_e8": "int64", **STAMP,
}  # fmt: skip

MOVEMENTS = {  # the latest bookings: 20 per customer since the last settled month end, 20 before
    "customer_id": "string", "transaction_id": "string", "account_id": "string",
    "booked_on": "date", "amount_minor": "int64", "currency": "string", "kind": "string",
    "channel": "string", "counterparty_kind": "string", **STAMP,
}  # fmt: skip

ASSET_POINTS = {  # one row per customer and month end, at most 24, and as_of itself
    "customer_id": "string", "point_on": "date", "aum_minor": "int64",
    "month_average_minor": "int64", **STAMP,
}  # fmt: skip

BOOK_POINTS = {  # one row per branch, manager and point (24 month ends, 12 Sundays, as_of)
    "branch_id": "string", "manager_id": "string", "point_on": "date", "customers": "int64",
    "aum_minor": "int64", "deposit_average_minor": "int64", **STAMP,
}  # fmt: skip

ACTIVITY = {  # one row per customer: bookings that they began, up to as_of; null = unknown
    "customer_id": "string", "recency_days": "int64", "quiet_days": "int64",
    "frequency": "int64", "monetary_minor": "int64",  # of 90 days
    **STAMP,
}  # fmt: skip

RELATED = {  # one row per pair of customers
    "customer_id": "string", "related_id": "string", "kind": "string", "share_ppm": "int64",
    **STAMP,
}  # fmt: skip

TASKS = {  # one row per thing to do for a customer
    "task_key": "string",  # stable from run to run: kind, customer and what it is anchored to
    "customer_id": "string", "kind": "string",  # downgrade, maturity, outflow, birthday, ...
    "due_on": "date", "amount_minor": "int64", "currency": "string",
    "params": "string",  # JSON, what the sentence needs
    "score": "float64",  # order of the day's list, larger first
    **STAMP,
}  # fmt: skip

ORG_UNITS = {
    "org_id": "string", "kind": "string", "name": "string", "parent_id": "string",
    "post": "string", **STAMP,
}  # fmt: skip

SCHEMES = {  # one row per policy enabled in the home, as in force on as_of
    "policy": "string", "policy_version": "string", "title_zh": "string", "title_en": "string",
    "measure": "string", "currency": "string", "source": "string",
    "tiers": "string",  # JSON list, lowest first: tier, rank, floor_minor, zh, en, grace, palette
    **STAMP,
}  # fmt: skip

GOLD: dict[str, dict[str, str]] = {
    "assessments": ASSESSMENTS, "positions": POSITIONS, "customer_records": CUSTOMER_RECORDS,
    "holdings": HOLDINGS, "movements": MOVEMENTS, "asset_points": ASSET_POINTS,
    "book_points": BOOK_POINTS, "activity": ACTIVITY, "related": RELATED, "tasks": TASKS,
    "org_units": ORG_UNITS,
    "schemes": SCHEMES, "tags": tagging.TAGS, "tag_counts": tagging.TAG_COUNTS,
    "customer_values": value.VALUES, "value_parts": value.VALUE_PARTS,
    "value_books": value.VALUE_BOOKS, "value_products": value.VALUE_PRODUCTS,
    "value_totals": value.VALUE_TOTALS,
    "behaviour": behaviour.BEHAVIOUR, "enquiries": enquiries.ENQUIRIES,
    "need_outlooks": need_outlook.NEED_OUTLOOKS, "need_kinds": need_outlook.NEED_KINDS,
    "need_demand": need_outlook.NEED_DEMAND,
    "latent_needs": needs.LATENT_NEEDS, "preferences": preferences.PREFERENCES,
    "risk_profiles": risk_profiles.RISK_PROFILES, "market": market.MARKET,
    "lifetimes": lifetime.LIFETIMES, "lifetime_hazards": lifetime.LIFETIME_HAZARDS,
    "lifetime_states": lifetime.LIFETIME_STATES, "lifetime_books": lifetime.LIFETIME_BOOKS,
    "lifetime_tests": lifetime.LIFETIME_TESTS,
    "baselines": lifecycle.BASELINES, "lifecycle": lifecycle.LIFECYCLE,
    "lifecycle_moves": lifecycle.LIFECYCLE_MOVES, "lifecycle_books": lifecycle.LIFECYCLE_BOOKS,
    "product_rules": associations.PRODUCT_RULES,
    "product_rule_books": associations.PRODUCT_RULE_BOOKS,
    "churn_scores": churn.CHURN_SCORES,
    "suitability": recommendation.SUITABILITY,
    "offered_products": recommendation.OFFERED_PRODUCTS,
    "recommendations": recommendation.RECOMMENDATIONS,
    "suitability_notices": recommendation.SUITABILITY_NOTICES,
    "recommendation_trials": recommendation.RECOMMENDATION_TRIALS,
    "criteria_months": criteria.CRITERIA_MONTHS, "criteria_figures": criteria.CRITERIA_FIGURES,
    "criteria_floors": criteria.CRITERIA_FLOORS,
    "forecasts": forecast.FORECASTS, "forecast_errors": forecast.FORECAST_ERRORS,
    "models": register.MODELS, "model_bins": register.MODEL_BINS,
    "cluster_members": clustering.CLUSTER_MEMBERS, "clusters": clustering.CLUSTERS,
    "cluster_features": clustering.CLUSTER_FEATURES, "cluster_books": clustering.CLUSTER_BOOKS,
    "cluster_map": clustering.CLUSTER_MAP, "cluster_tries": clustering.CLUSTER_TRIES,
    "cluster_models": clustering.CLUSTER_MODELS,
    "fairness": fairness.FAIRNESS,
    "statistics": statistics.STATISTICS, "statistics_trends": statistics.STATISTICS_TRENDS,
    "statistics_findings": statistics.STATISTICS_FINDINGS,
    "statistics_scopes": statistics.STATISTICS_SCOPES,
}  # fmt: skip
