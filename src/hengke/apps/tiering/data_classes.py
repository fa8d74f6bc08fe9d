"""Class of every column this app keeps (JR/T 0171-2020): C1 internal, C2 personal or financial."""

from __future__ import annotations

C1, C2 = "C1", "C2"
STAMP = "as_of known_at run_id"

CLASSES = {
    "Scheme": {
        C1: f"{STAMP} id policy policy_version title_zh title_en measure currency source tiers",
    },
    "Position": {
        C1: (
            f"{STAMP} id policy policy_version customer_id branch_id manager_id currency "
            "assessed_on next_assessment_on keep_floor_minor next_floor_minor days_left "
            "next_change_on fails_used fails_allowed state unknown_reason maturing_on"
        ),
        C2: (
            "assessed_rank assessed_tier effective_rank effective_tier previous_assessed_rank "
            "previous_effective_rank aum_minor average_so_far_minor last_value_minor "
            "aum_30d_ago_minor gap_to_keep_minor gap_to_next_minor needed_for_rest_minor "
            "next_tier fall_probability reasons maturing_minor outflow_30d_minor trend"
        ),
    },
    "Passage": {
        C1: "id policy customer_id branch_id manager_id run_id first_on last_on arrived",
        C2: (
            "effective_before effective_after assessed_before assessed_after "
            "value_before_minor value_after_minor aum_minor"
        ),
    },
    "BookSum": {
        C1: (
            "id policy run_id branch_id manager_id effective_rank covered customers aum_minor "
            "aum_unknown falling maturing maturing_known maturing_minor risk risk_aum_minor "
            "risk_falling risk_short_minor risk_days_left"
        ),
    },
    "Assessment": {
        C1: (
            f"{STAMP} id policy policy_version customer_id assessed_on days unknown_reason "
            "effective_from fails_used fails_allowed state reason_code"
        ),
        C2: (
            "value_minor sum_minor_days aum_minor assessed_rank assessed_tier qualified_by "
            "effective_rank_before effective_rank effective_tier best_rank_since"
        ),
    },
    "TierOverride": {
        C1: (
            "id customer_id policy starts_on until status requested_by requested_at "
            "decided_by decided_at"
        ),
        C2: "tier reason decision_note",
    },
}
