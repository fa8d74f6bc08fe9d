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
