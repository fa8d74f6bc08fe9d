"""What was done, in words; the code of an action without one is shown as it came."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "audit.finding_judged": _("finding judged"),
    "audit.restored": _("database restored"),
    "audit.reads_expired": _("old reads removed by retention"),
    "care.contact_recorded": _("contact recorded"),
    "care.contact_withdrawn": _("contact withdrawn"),
    "care.task_done": _("task done"),
    "care.task_reopened": _("task reopened"),
    "care.task_snoozed": _("task put off"),
    "customer.assigned": _("customer handed over"),
    "customer.phone_shown": _("telephone number shown"),
    "customers.conflict_settled": _("conflict of sources decided"),
    "customers.correction_asked": _("correction asked of the core system"),
    "customers.correction_rejected": _("correction rejected"),
    "customers.exported": _("list of customers exported"),
    "customers.record_changed": _("record of a customer changed"),
    "customers.record_opened": _("record of a customer opened"),
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
    "identity.confirmed": _("confirmed to be there"),
    "identity.factor_added": _("second factor added"),
    "identity.factor_closed": _("second factor closed after wrong answers"),
    "identity.factor_failed": _("second factor not proved"),
    "identity.factor_removed": _("second factor removed"),
    "identity.factor_renamed": _("second factor renamed"),
    "identity.factor_required": _("second factor required, or left to the role"),
    "identity.factors_reset": _("second factors reset"),
    "identity.locked": _("log-in locked"),
    "identity.log_in_failed": _("log-in failed"),
    "identity.logged_in": _("logged in"),
    "identity.logged_out": _("logged out"),
    "identity.password_changed": _("own password changed"),
    "identity.password_reset": _("new password given"),
    "identity.preferences_set": _("preferences set"),
    "identity.recovery_code_used": _("recovery code used"),
    "identity.recovery_codes_renewed": _("recovery codes renewed"),
    "identity.role_changed": _("role changed"),
    "identity.session_ended": _("session ended"),
    "identity.sessions_ended": _("all sessions ended"),
    "identity.sso_bound": _("account of single sign-on bound"),
    "identity.sso_failed": _("single sign-on failed"),
    "identity.token_first_used": _("API token used for the first time"),
    "identity.token_made": _("API token made"),
    "identity.token_revoked": _("API token revoked"),
    "identity.unlocked": _("log-in unlocked"),
    "identity.user_changed": _("log-in changed"),
    "identity.user_created": _("log-in created"),
    "identity.user_deactivated": _("log-in deactivated"),
    "identity.user_reactivated": _("log-in activated again"),
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


PAGES = {
    "profile": _("page of the customer"),
    "found": _("page of the customer, by search"),
    "preview": _("preview beside a list"),
    "tier": _("tier page of the customer"),
    "contact": _("sheet of a contact"),
    "called": _("read by a program"),
    "listed": _("in a list read by a program"),
    "exported": _("in a file that was taken"),
    "unmasked": _("identifier shown in full"),
    "foreign": _("asked for a customer of another book"),
    "nothing_found": _("searched without a result"),
}
RULES = {
    "export_of_one": _("many customers in one file"),
    "export_of_day": _("many customers in the files of a day"),
    "opened_in_minutes": _("many customers opened within minutes"),
    "opened_in_hour": _("many customers opened within an hour"),
    "opened_in_day": _("many customers opened in a day"),
    "beyond_own_days": _("far more customers than on the own days before"),
    "beyond_the_role": _("far more customers than others of the role"),
    "searches_in_vain": _("many searches without a result"),
    "foreign_customers": _("many customers of other books asked for"),
    "off_hours": _("customers opened outside working hours"),
    "export_off_hours": _("a file taken outside working hours"),
    "unmasked": _("many identifiers shown in full"),
    "failed_log_ins": _("failed log-ins of many accounts from one place"),
}


def page(code: str) -> Any:
    return PAGES.get(code, code)


def rule(code: str) -> Any:
    return RULES.get(code, code)


def action(code: str) -> Any:
    return ACTIONS.get(code, code)
