"""What was done, in words; the code of an action without one is shown as it came."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

ACTIONS = {
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
    "run.started": _("run started by hand"),
    "tier_override.requested": _("tier by hand requested"),
    "tier_override.approved": _("tier by hand approved"),
    "tier_override.rejected": _("tier by hand rejected"),
    "tier_override.expired": _("tier by hand ended"),
    "tiering.radar_exported": _("radar exported"),
    "webhooks.ended": _("webhook ended"),
    "webhooks.replayed": _("webhook sent again"),
    "webhooks.subscribed": _("webhook subscribed"),
    "workbench.moved": _("workbench moved to another database"),
}


def action(code: str) -> Any:
    return ACTIONS.get(code, code)
