"""Class of every column this app keeps (JR/T 0171-2020): C1 internal, C2 personal or financial."""

from __future__ import annotations

C1, C2 = "C1", "C2"

CLASSES = {
    "Standing": {
        C1: "id customer_id branch_id manager_id policy_version as_of known_at run_id",
        C2: (
            "state level assessed_on valid_through times_day times_year level_before person age "
            "status tier tier_rank unmet"
        ),
    },
    "Trial": {
        C1: (
            "id named learnt_on taken hit_rate popular_hit_rate reason recent_hit_rate "
            "ranker_hit_rate ranker_reason windows ranker_rows speaks policy_version "
            "model_version as_of known_at run_id"
        ),
    },
    "Offered": {
        C1: (
            "id product_id name family risk risk_seller risk_issuer risk_before risk_since shelf "
            "place state channels holders share_ppm basis policy_version model_version as_of "
            "known_at run_id"
        ),
    },
    "Recommendation": {
        C1: (
            "id customer_id branch_id manager_id product_id product_name family risk value_basis "
            "propensity_basis policy_version model_version as_of known_at run_id"
        ),
        C2: (
            "place level state assessed_on valid_through senior value_minor volume_minor "
            "share_ppm margin_ppm upkeep_minor propensity_ppm context_ppm lever_ppm "
            "score_minor because of_group signals levers trigger"
        ),
    },
    "Notice": {
        C1: (
            "id customer_id branch_id manager_id product_id product_name family risk risk_before "
            "policy_version as_of known_at run_id"
        ),
        C2: "level level_before cause since held_minor",
    },
    "Outcome": {
        C1: (
            "id customer_id product_id product_name personalised triggered policy_version "
            "model_version shown_by shown_at answered_by answered_at"
        ),
        C2: "tier answer refusal",
    },
    "OwnPurchase": {
        C1: (
            "id customer_id product_id product_name risk policy_version requested_by requested_at "
            "status decided_by decided_at"
        ),
        C2: "level reason warned_on document",
    },
}
