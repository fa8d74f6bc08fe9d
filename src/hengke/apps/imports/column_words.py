"""Titles of the contract's columns, for pages; files and mappings name them by their codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import pgettext_lazy

TITLES: Mapping[str, Any] = {
    "org_id": pgettext_lazy("column", "Number of the branch or member of staff"),
    "kind": pgettext_lazy("column", "Kind"),
    "name": pgettext_lazy("column", "Name"),
    "parent_id": pgettext_lazy("column", "Branch above"),
    "post": pgettext_lazy("column", "Post"),
    "customer_id": pgettext_lazy("column", "Customer number"),
    "gender": pgettext_lazy("column", "Gender"),
    "birth_date": pgettext_lazy("column", "Date of birth or founding"),
    "id_type": pgettext_lazy("column", "Kind of document"),
    "id_number": pgettext_lazy("column", "Number of the document"),
    "phone": pgettext_lazy("column", "Telephone"),
    "email": pgettext_lazy("column", "E-mail"),
    "address": pgettext_lazy("column", "Address"),
    "region": pgettext_lazy("column", "City or district"),
    "occupation": pgettext_lazy("column", "Occupation"),
    "industry": pgettext_lazy("column", "Industry"),
    "income_level": pgettext_lazy("column", "Income level"),
    "rated_by": pgettext_lazy("column", "Rated by"),
    "rated_on": pgettext_lazy("column", "Rated on"),
    "risk_level": pgettext_lazy("column", "Risk level"),
    "risk_assessed_on": pgettext_lazy("column", "Risk assessed on"),
    "id_expires_on": pgettext_lazy("column", "Document valid until"),
    "opened_on": pgettext_lazy("column", "Opened on"),
    "closed_on": pgettext_lazy("column", "Closed on"),
    "status": pgettext_lazy("column", "Status"),
    "branch_id": pgettext_lazy("column", "Branch"),
    "manager_id": pgettext_lazy("column", "Manager in charge"),
    "related_id": pgettext_lazy("column", "The other customer"),
    "share_ppm": pgettext_lazy("column", "Share"),
    "valid_from": pgettext_lazy("column", "Valid from"),
    "valid_to": pgettext_lazy("column", "Valid until"),
    "product_id": pgettext_lazy("column", "Product code"),
    "family": pgettext_lazy("column", "Product family"),
    "currency": pgettext_lazy("column", "Currency"),
    "account_id": pgettext_lazy("column", "Account number"),
    "matures_on": pgettext_lazy("column", "Matures on"),
    "rate_e8": pgettext_lazy("column", "Rate"),
    "principal_minor": pgettext_lazy("column", "Principal or limit"),
    "card_number": pgettext_lazy("column", "Card number"),
    "role": pgettext_lazy("column", "Role of the holder"),
    "balance_date": pgettext_lazy("column", "Day of the balance"),
    "balance_minor": pgettext_lazy("column", "Balance"),
    "observed": pgettext_lazy("column", "How long the balance holds"),
    "items": pgettext_lazy("column", "Number of products"),
    "transaction_id": pgettext_lazy("column", "Booking number"),
    "booked_on": pgettext_lazy("column", "Booked on"),
    "occurred_at": pgettext_lazy("column", "Happened at"),
    "amount_minor": pgettext_lazy("column", "Amount"),
    "channel": pgettext_lazy("column", "Channel"),
    "customer_initiated": pgettext_lazy("column", "Begun by the customer"),
    "counterparty_kind": pgettext_lazy("column", "Kind of counterparty"),
    "status_date": pgettext_lazy("column", "Day of the status"),
    "days_past_due": pgettext_lazy("column", "Days past due"),
    "outstanding_minor": pgettext_lazy("column", "Outstanding principal"),
    "bank_class": pgettext_lazy("column", "The bank's own class"),
    "event_id": pgettext_lazy("column", "Event number"),
    "topic": pgettext_lazy("column", "Topic"),
    "assessment_id": pgettext_lazy("column", "Number of the assessment"),
    "assessed_on": pgettext_lazy("column", "Assessed on"),
    "valid_through": pgettext_lazy("column", "Valid through"),
    "preference": pgettext_lazy("column", "Type of preference"),
    "knowledge": pgettext_lazy("column", "Knowledge of risks"),
    "rate_date": pgettext_lazy("column", "Day of the rate"),
    "base": pgettext_lazy("column", "Base currency or term"),
    "quote": pgettext_lazy("column", "Quote currency"),
    "source": pgettext_lazy("column", "Source"),
    "table": pgettext_lazy("column", "Table"),
    "snapshot_date": pgettext_lazy("column", "Day of the snapshot"),
    "complete": pgettext_lazy("column", "Complete"),
    "row_key": pgettext_lazy("column", "Key of the row"),
    "from_on": pgettext_lazy("column", "From"),
    "through_on": pgettext_lazy("column", "Through"),
}
BETWEEN = ", "
"""A key of several columns is told as one."""


def titled(names: str) -> str:
    """Each column by its title; one of another release by its code."""
    return BETWEEN.join(str(TITLES.get(name, name)) for name in names.split(BETWEEN))
