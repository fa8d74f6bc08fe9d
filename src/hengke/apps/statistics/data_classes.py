"""Class of every column this app keeps (JR/T 0171-2020): C1 internal, C2 figures of groups of
customers. No customer is in it."""

from __future__ import annotations

C1, C2 = "C1", "C2"
STAMP = "as_of known_at run_id"
KEY = f"id branch_id policy_version protected {STAMP}"

CLASSES = {
    "Figure": {
        C1: f"grouping slice feature place unit unknown_reason {KEY}",
        C2: ("customers known strange mean deviation p5 p25 p50 p75 p95 zero_ppm bins words"),
    },
    "Trend": {
        C1: f"grouping slice series place unit months first_on last_on year reason {KEY}",
        C2: (
            "customers course change_month_ppm change_year_ppm tau trend_chance slope slope_low "
            "slope_high more less more_chance apart apart_low apart_high apart_chance psi"
        ),
    },
    "Finding": {
        C1: f"kind grouping slice series rank moves months year need expression {KEY}",
        C2: (
            "effect low high chance discovery customers affected lacking unmet sentence_zh "
            "sentence_en"
        ),
    },
    "Scope": {
        C1: (
            "id branch_id policy_version customers tests by_chance found false_most months "
            f"first_on last_on reason least_group discovery {STAMP}"
        ),
    },
}
