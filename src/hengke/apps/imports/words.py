"""Words for states, stages and tables; a word without a translation is shown as it came."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from hengke.apps.imports.models import DeliveryStatus
from hengke.web.composition import Chip

STATUSES = {
    DeliveryStatus.UPLOADED: Chip(_("Received"), "info"),
    DeliveryStatus.CHECKING: Chip(_("Being checked"), "info"),
    DeliveryStatus.CHECKED: Chip(_("Checked"), "ok"),
    DeliveryStatus.IMPORTING: Chip(_("Being imported"), "info"),
    DeliveryStatus.WAITING: Chip(_("Waits for confirmation"), "warn"),
    DeliveryStatus.IMPORTED: Chip(_("Imported"), "ok"),
    DeliveryStatus.FAILED: Chip(_("Failed"), "crit"),
    DeliveryStatus.UNDOING: Chip(_("Being undone"), "info"),
    DeliveryStatus.UNDONE: Chip(_("Undone"), ""),
    DeliveryStatus.DISCARDED: Chip(_("Discarded"), ""),
}
TABLES = {
    "organisation": _("Branches and staff"),
    "customers": _("Customers"),
    "relations": _("Relations"),
    "products": _("Products"),
    "accounts": _("Accounts"),
    "account_holders": _("Account holders"),
    "balances": _("Balances"),
    "transactions": _("Bookings"),
    "loan_status": _("Loan status"),
    "digital_events": _("Digital events"),
    "market_rates": _("Exchange rates"),
    "product_ratings": _("Risk ratings of products"),
    "risk_assessments": _("Risk assessments of customers"),
    "snapshots": _("Snapshots"),
    "withheld": _("Rows in quarantine that leave a hole"),
}
PREFIXED = {
    "Reading ": _("reading %(what)s"),
    "assess ": _("assessing %(what)s"),
    "outlook ": _("outlook of %(what)s"),
}
STAGES = {
    "read the bank": _("reading the bank's tables"),
    "seal the past": _("sealing the months that are past"),
    "keep the book": _("computing the book"),
    "records": _("customer records"),
    "holdings": _("holdings"),
    "courses": _("courses of assets"),
    "activity": _("own bookings"),
    "value": _("value of customers"),
    "lifecycle": _("stages of customers"),
    "recommendation": _("recommendations"),
    "register": _("register of models"),
    "tasks": _("tasks"),
    "Checking rows": _("checking rows"),
    "Writing": _("writing"),
    "Sealing again": _("sealing again"),
    "load for the workbench": _("publishing: loading"),
    "switch the workbench to the run": _("publishing: switching"),
    "add up the books": _("publishing: adding up the books"),
}


def status(word: str) -> Chip:
    return STATUSES.get(DeliveryStatus(word), Chip(word))


def table(name: str) -> Any:
    return TABLES.get(name, name)


def stage(name: str) -> Any:
    """What a job is at; the file that is read or the policy that is assessed is named."""
    for prefix, text in PREFIXED.items():
        if name.startswith(prefix):
            return text % {"what": name.removeprefix(prefix)}
    return STAGES.get(name, name)
