"""What was done, in words; the code of an action without one is shown as it came."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "approval.approved": _("request approved"),
    "approval.carried_out": _("approved request carried out"),
    "approval.delegated": _("right to decide delegated"),
    "approval.delegation_ended": _("delegation ended"),
    "approval.expired": _("request expired"),
    "approval.failed": _("approved request failed"),
    "approval.rejected": _("request rejected"),
    "approval.requested": _("approval requested"),
    "approval.seconded": _("first yes to a request"),
    "approval.withdrawn": _("request withdrawn"),
    "care.contact_recorded": _("contact recorded"),
    "care.contact_withdrawn": _("contact withdrawn"),
    "care.task_done": _("task done"),
    "care.task_reopened": _("task reopened"),
    "care.task_snoozed": _("task put off"),
    "customer.assigned": _("customer handed over"),
    "customer.phone_shown": _("telephone number shown"),
    "customers.exported": _("list of customers exported"),
    "delivery.received": _("delivery received"),
    "delivery.mapping_changed": _("mapping of a delivery changed"),
    "delivery.uploaded": _("job of a delivery cancelled"),
    "delivery.checking": _("check of a delivery started"),
    "delivery.checked": _("delivery checked"),
    "delivery.importing": _("import of a delivery started"),
    "delivery.waiting": _("delivery waits for a confirmation"),
    "delivery.imported": _("delivery imported"),
    "delivery.failed": _("delivery failed"),
    "delivery.row_errors_taken": _("row errors of a delivery taken"),
    "delivery.undoing": _("undo of a delivery started"),
    "delivery.undone": _("delivery undone"),
    "delivery.discarded": _("delivery discarded"),
    "identity.logged_in": _("logged in"),
    "identity.logged_out": _("logged out"),
    "identity.password_changed": _("own password changed"),
    "identity.password_reset": _("new password given"),
    "identity.preferences_set": _("preferences set"),
    "identity.unlocked": _("log-in unlocked"),
    "identity.user_created": _("log-in created"),
    "job.cancelled": _("job cancelled"),
    "privacy.assessment_written": _("impact assessment written"),
    "privacy.consent_given": _("consent written down"),
    "privacy.consent_withdrawn": _("consent withdrawn"),
    "privacy.destroyed": _("data destroyed"),
    "privacy.own_data_taken": _("copy of the own data taken"),
    "privacy.personalised_off": _("personalised processing switched off"),
    "privacy.personalised_on": _("personalised processing switched on"),
    "privacy.request_answered": _("request of a customer answered"),
    "privacy.request_received": _("request of a customer received"),
    "run.started": _("run started by hand"),
    "tier_override.requested": _("tier by hand requested"),
    "tier_override.approved": _("tier by hand approved"),
    "tier_override.rejected": _("tier by hand rejected"),
    "tier_override.expired": _("tier by hand ended"),
    "tier_override.seconded": _("first yes to a tier by hand"),
    "tier_override.withdrawn": _("request for a tier by hand withdrawn"),
    "tiering.radar_exported": _("radar exported"),
    "workbench.moved": _("workbench moved to another database"),
}


def action(code: str) -> Any:
    return ACTIONS.get(code, code)
