"""Class of every column this app keeps (JR/T 0171-2020): C1 internal, C2 personal or financial."""

from __future__ import annotations

C1, C2 = "C1", "C2"

CLASSES = {
    "Profile": {
        C1: (
            "id customer_id currency months recent_months first_on until_on "
            "unknown_reason usual_reason season_reason held_reason rollover_reason "
            "channel_reason flow_reason services_reason spending_reason recurring_reason "
            "income_reason habit_reason policy_version as_of known_at run_id"
        ),
        C2: (
            "deposit_count deposit_total_minor deposit_largest_minor deposit_mean_minor "
            "deposit_season_ppm deposit_peak_month deposit_term_ppm deposit_term_days "
            "deposits_matured rollover_ppm channel_counter_ppm channel_self_service_ppm "
            "channel_online_ppm channel_untold channel_dominant channel_dominant_recent "
            "flow_in_recent_minor flow_out_recent_minor flow_net_recent_minor "
            "flow_net_usual_minor flow_direction flow_direction_usual flow_parties "
            "product_preferred product_preferred_usual products_bought services_recent "
            "services_usual services_change_ppm spending_total_minor "
            "spending_monthly_minor spending_count spending_ticket_minor "
            "spending_change_ppm spending_top spending_categories recurring_payments "
            "recurring_monthly_minor recurring_kinds income_monthly_minor income_level "
            "income_source habit_class by_month"
        ),
    },
}
