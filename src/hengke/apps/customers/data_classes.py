"""Class of every column this app keeps (JR/T 0171-2020): C1 internal, C2 personal or financial."""

from __future__ import annotations

C1, C2 = "C1", "C2"
STAMP = "as_of known_at run_id"

CLASSES = {
    "Customer": {
        C1: (
            f"{STAMP} customer_id kind gender id_type region occupation industry income_level "
            "risk_level risk_assessed_on id_expires_on opened_on closed_on status branch_id "
            "manager_id household_id currency"
        ),
        C2: (
            "name birth_date id_number phone email address household_aum_minor aum_minor "
            "liability_minor name_key name_stem_key surname_key initials_key "
            "initials_stem_key id_number_key id_number_tail_key phone_key phone_tail_key "
            "email_key"
        ),
    },
    "Holding": {
        C1: (
            f"{STAMP} customer_id product_id product_name family role share_ppm currency "
            "balance_date opened_on matures_on rate_e8"
        ),
        C2: "account_id balance_minor home_minor",
    },
    "Movement": {
        C1: f"{STAMP} customer_id transaction_id booked_on currency kind channel counterparty_kind",
        C2: "account_id amount_minor",
    },
    "AssetPoint": {
        C1: f"{STAMP} customer_id point_on",
        C2: "aum_minor month_average_minor",
    },
    "BookPoint": {
        C1: f"{STAMP} branch_id manager_id point_on customers aum_minor deposit_average_minor",
    },
    "Relation": {
        C1: f"{STAMP} customer_id related_id kind share_ppm",
    },
    "Assignment": {
        C1: "customer_id branch_id manager_id by at",
    },
    "Unmasking": {
        C1: "id customer_id field purpose by at",
        C2: "note",
    },
    "Redirect": {C1: "customer_id survivor_id since"},
    "Surviving": {C1: "customer_id", C2: "kept"},
    "Record": {
        C1: "customer_id kind branch_id manager_id opened_here version changed_at changed_by"
    },
    "Observation": {
        C1: (
            "id customer_id field source collected_on recorded_at recorded_by ended_on ended_at "
            "ended_by"
        ),
        C2: "value value_key reason ended_reason settled_against settled_reason",
    },
    "RiskProfile": {
        C1: f"{STAMP} customer_id level assessed_on expires_on channel source policy_version",
        C2: "preference knowledge",
    },
    "Preference": {C1: "id customer_id kind source told_on", C2: "code"},
    "Correction": {
        C1: "id customer_id field asked_at asked_by rejected_at rejected_by",
        C2: "value reason rejected_reason",
    },
}
