"""Class of every column this app keeps (JR/T 0171-2020): C1 internal, C2 personal or financial."""

from __future__ import annotations

C1, C2 = "C1", "C2"

CLASSES = {
    "CustomerValue": {
        C1: (
            "id branch_id manager_id customer_id currency months days first_on until_on "
            "movement slice unknown_reason score_reason policy_version as_of known_at "
            "run_id"
        ),
        C2: (
            "deposit_average_minor loan_average_minor volume_average_minor "
            "deposit_margin_minor loan_margin_minor fees_minor management_minor "
            "other_minor tax_minor service_minor acquisition_minor loss_minor "
            "capital_minor revenue_minor profit_minor eva_minor overall_yield_ppm "
            "activities days_past_due income_growth_ppm trend period_minor "
            "period_before_minor decile potential_points potential_parts composite_points "
            "composite_parts"
        ),
    },
    "ProductValue": {
        C1: (
            "id customer_id product_id product_name family days unknown_reason "
            "policy_version as_of known_at run_id"
        ),
        C2: (
            "balance_days transfer_minor interest_minor deposit_margin_minor "
            "loan_margin_minor fees_minor management_minor other_minor tax_minor "
            "service_minor acquisition_minor loss_minor capital_minor revenue_minor "
            "profit_minor eva_minor activities"
        ),
    },
    "BookValue": {
        C1: (
            "id branch_id manager_id slice customers negative falling "
            "deposit_margin_minor loan_margin_minor fees_minor management_minor "
            "other_minor tax_minor service_minor acquisition_minor loss_minor "
            "capital_minor revenue_minor profit_minor eva_minor as_of known_at run_id"
        ),
    },
    "ProductMonth": {
        C1: (
            "id level branch_id manager_id product_id product_name family month_on standing "
            "customers unknown_rows deposit_margin_minor loan_margin_minor fees_minor "
            "management_minor other_minor tax_minor service_minor acquisition_minor loss_minor "
            "capital_minor revenue_minor profit_minor eva_minor as_of known_at run_id"
        ),
    },
    "Lifetime": {
        C1: (
            "id customer_id currency kind rank history_days survival ended_on unknown_reason "
            "policy_version as_of known_at run_id"
        ),
        C2: (
            "tier tenure_months history_minor margin_minor own_ppm basis_minor growth_ppm present "
            "remaining_months lifetime_minor markov_minor"
        ),
    },
    "Hazard": {
        C1: (
            "id kind rank tenure_from tier tenure_until months ended hazard_ppm basis "
            "policy_version as_of known_at run_id"
        ),
    },
    "TierWorth": {
        C1: (
            "id kind rank tier tier_zh tier_en customers moves margin_minor value_minor "
            "policy_version as_of known_at run_id"
        ),
    },
    "LifetimeBook": {
        C1: (
            "id branch_id manager_id kind rank tier customers known ended history_minor "
            "basis_minor lifetime_minor markov_minor as_of known_at run_id"
        ),
    },
    "LifetimeTest": {
        C1: (
            "months split_on customers reason expected_minor baseline_minor realised_minor "
            "error_minor baseline_error_minor missed misplaced baseline_missed "
            "baseline_misplaced ended ended_expected policy_version as_of known_at run_id"
        ),
    },
    "Total": {
        C1: (
            "level balance_days transfer_minor interest_minor deposit_margin_minor "
            "loan_margin_minor fees_minor management_minor other_minor tax_minor "
            "service_minor acquisition_minor loss_minor capital_minor revenue_minor "
            "profit_minor eva_minor activities unknown_rows policy_version as_of known_at "
            "run_id"
        ),
    },
}
