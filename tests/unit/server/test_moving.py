"""What goes along when a workbench moves: everything that people or the log-in made."""

from __future__ import annotations

from hengke.server import moving


def test_what_people_own_goes_along_and_results_are_published_again() -> None:
    """A new table goes along unless it is named in `moving`: decide, then add it here."""
    assert {model._meta.db_table for model in moving.owned()} == {
        "approvals_approval", "approvals_delegation", "approvals_voice", "audit_entry",
        "audit_expiry", "audit_finding", "audit_head", "audit_link", "audit_read", "audit_seal",
        "axes_accessattempt", "axes_accessattemptexpiration", "axes_accessfailurelog",
        "axes_accesslog", "care_contact", "care_task", "catalogue_attestation",
        "clustering_name", "criteria_proposal", "criteria_review", "customers_preference",
        "customers_assignment", "customers_correction", "customers_observation",
        "customers_record", "customers_redirect", "customers_surviving", "customers_unmasking",
        "duplicates_merge", "duplicates_pair", "duplicates_turn", "identity_guard",
        "identity_passkey",
        "identity_recoverycode", "identity_subject", "identity_token", "identity_totp",
        "identity_user", "imports_delivery", "needs_answer", "needs_cashyear", "needs_factor",
        "needs_feature", "needs_idea", "needs_interview", "needs_need", "needs_plan",
        "needs_planitem",
        "needs_planneed", "needs_reply",
        "needs_survey", "privacy_assessment", "privacy_consent",
        "privacy_datafile", "privacy_destruction", "privacy_hold", "privacy_plainprocessing",
        "privacy_request", "privacy_restriction", "privacy_schedule",
        "recommendation_outcome", "recommendation_ownpurchase", "tagging_audience",
        "tagging_audiencemember", "tagging_history", "tagging_manualtag", "tagging_segment",
        "tagging_segmentversion", "tagging_turn", "tiering_tieroverride",
        "webhooks_delivery", "webhooks_event", "webhooks_subscription",
    }  # fmt: skip
