"""What goes along when a workbench moves: everything that people or the log-in made."""

from __future__ import annotations

from hengke.server import moving


def test_what_people_own_goes_along_and_results_are_published_again() -> None:
    """A new table goes along unless it is named in `moving`: decide, then add it here."""
    assert {model._meta.db_table for model in moving.owned()} == {
        "audit_entry", "audit_expiry", "audit_finding", "audit_head", "audit_link", "audit_read",
        "audit_seal", "axes_accessattempt", "axes_accessattemptexpiration",
        "axes_accessfailurelog", "axes_accesslog", "care_contact", "care_task",
        "customers_assignment", "identity_user", "imports_delivery", "tiering_tieroverride",
    }  # fmt: skip
