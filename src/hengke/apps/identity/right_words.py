"""What each right is called where people read it; the policy and programs use its name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

WORDS = {
    "approvals.read_all": _("Read all requests for approval"),
    "audit.judge": _("Judge findings of the audit"),
    "audit.read": _("Read the audit trail"),
    "audit.read_counted": _("Read the rows that a finding counted"),
    "audit.read_findings": _("Read findings of the audit"),
    "audit.read_reads": _("Read who saw which customer"),
    "care.withdraw": _("Withdraw a contact"),
    "care.work": _("Work on tasks and record contacts"),
    "catalogue.attest": _("Attest the data catalogue"),
    "catalogue.read": _("Read the data catalogue"),
    "customers.assign": _("Hand customers over"),
    "customers.correct": _("Ask for a correction"),
    "customers.create": _("Create customers"),
    "customers.decide_correction": _("Decide on corrections"),
    "customers.decide_export": _("Decide on files of customers"),
    "customers.decide_merge": _("Decide on merging customers"),
    "customers.edit": _("Edit the customer record"),
    "customers.export": _("Take lists of customers as a file"),
    "customers.merge": _("Ask for merging customers"),
    "customers.read": _("Read customers"),
    "customers.unmask": _("See identifiers in full"),
    "customers.watch_unmaskings": _("Read who saw identifiers in full"),
    "duplicates.decide": _("Judge possible duplicates"),
    "duplicates.read": _("Read possible duplicates"),
    "identity.ask_role": _("Ask for another role for somebody"),
    "identity.change_people": _("Change log-ins"),
    "identity.decide_role": _("Decide on roles"),
    "identity.read_organisation": _("Read the organisation"),
    "identity.read_people": _("Read log-ins"),
    "identity.secure_people": _("Reset second factors and end sessions"),
    "imports.read_quality": _("Read the quality of data"),
    "imports.read_runs": _("Read runs"),
    "imports.write": _("Bring files in"),
    "privacy.assess": _("Write impact assessments"),
    "privacy.copy": _("Make a copy of a customer's own data"),
    "privacy.decide": _("Decide on requests of customers"),
    "privacy.handle": _("Handle requests of customers"),
    "privacy.hold": _("Ask for a legal hold"),
    "privacy.read": _("Read consents"),
    "privacy.read_assessments": _("Read impact assessments"),
    "privacy.record": _("Record consents"),
    "privacy.review": _("Review decisions for customers"),
    "tagging.build": _("Build segments and freeze audiences"),
    "tagging.decide": _("Decide on tags of the bank's own"),
    "tagging.define": _("Ask for tags of the bank's own"),
    "tagging.give": _("Give tags by hand"),
    "tagging.read": _("Read tags and segments"),
    "tiering.decide_override": _("Decide on tiers by hand"),
    "tiering.export": _("Take the radar as a file"),
    "tiering.read": _("Read tiers"),
    "tiering.read_policy": _("Read tier policies"),
    "tiering.request_override": _("Ask for a tier by hand"),
    "tiering.simulate": _("Try tier policies out"),
    "webhooks.manage": _("Manage webhooks"),
}


def word(action: str) -> str:
    """The words of a right; its name where a bank's own policy has one that we do not know."""
    return str(WORDS.get(action, action))
