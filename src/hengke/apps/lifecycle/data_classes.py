"""Class of every column this app keeps (JR/T 0171-2020): C1 internal, C2 personal or financial."""

from __future__ import annotations

C1, C2 = "C1", "C2"

CLASSES = {
    "Place": {
        C1: (
            "id customer_id branch_id manager_id since before_on rule dormant_rule losing_rules "
            "policy_version as_of known_at run_id"
        ),
        C2: (
            "stage stage_before why dormant dormant_why losing losing_why idle_days aum_minor "
            "peak_minor fall_minor"
        ),
    },
    "Leaving": {
        C1: (
            "id customer_id branch_id manager_id decides_on method version unknown_reason "
            "policy_version as_of known_at run_id"
        ),
        C2: "average_minor probability percentile listed at_risk_minor reasons rule_holds",
    },
    "Move": {
        C1: "id customer_id moved_on before_on rule policy_version as_of known_at run_id",
        C2: "stage stage_before why",
    },
    "Book": {
        C1: (
            "id branch_id manager_id stage_before stage before_on customers dormant losing as_of "
            "known_at run_id"
        ),
    },
}
