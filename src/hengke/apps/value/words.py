"""What parts, states and reasons are called."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from hengke.apps.customers.api import FAMILY_WORDS
from hengke.web.composition import Chip

PARTS = {
    "deposit_margin_minor": _("Deposit margin"),
    "loan_margin_minor": _("Loan margin"),
    "fees_minor": _("Fees"),
    "management_minor": _("Investment fees"),
    "other_minor": _("Other income"),
    "revenue_minor": _("Operating income"),
    "tax_minor": _("VAT and surcharges"),
    "service_minor": _("Cost of service"),
    "acquisition_minor": _("Cost of winning"),
    "loss_minor": _("Expected loss"),
    "profit_minor": _("Contribution"),
    "capital_minor": _("Capital charge"),
    "eva_minor": _("Economic value added"),
}
FAMILIES = {
    **FAMILY_WORDS,
    "relationship": _("The relation itself"),
    "unknown": _("Unknown product"),
}
REASONS = {
    "rows_in_quarantine": _("rows of the bank are in quarantine"),
    "no_accounts_delivered": _("no accounts were delivered"),
    "no_balances": _("no balances were delivered"),
    "unknown_product": _("a product is not among the bank's products"),
    "history_begins_later": _("an account is older than what was delivered"),
    "month_end_balances_only": _("balances are known at month ends only"),
    "missing_in_snapshot": _("a balance is missing in an incomplete snapshot"),
    "running_balance_unclear": _("the bookings of a day are in no clear order"),
    "no_exchange_rate": _("there is no valid exchange rate"),
    "amount_too_large": _("an amount is beyond belief"),
    "no_transactions": _("no bookings were delivered"),
    "indicator_not_delivered": _("an indicator was not delivered"),
    "nothing_to_compare": _("there is nothing to compare with"),
    "no_transfer_price": _("a product has no transfer price"),
    "no_customer_rate": _("an account has no rate of interest"),
    "no_loan_status": _("days past due were not delivered"),
    "no_unit_cost": _("a booking has no unit cost: its channel is missing"),
    "no_risk_rate": _("the policy has no risk rate for a debt"),
    "no_customer_kind": _("person or institution was not delivered"),
    "no_account": _("the customer has had no account"),
    "history_too_short": _("the relation is too young to tell of a year"),
    "months_too_few": _("too few months have been weighed"),
    "no_tiers_then": _("no tiers are known of that day"),
    "customers_too_few": _("the customers are too few"),
}
SHOWS = {
    "top": _("Bring most"),
    "falling": _("Falling"),
    "negative": _("Cost more than they bring"),
}
KINDS = {"person": _("Persons"), "institution": _("Institutions")}
BASES = {
    "own": _("own months"),
    "shrunk": _("own months, drawn to the tier"),
    "borrowed": _("of the tier or kind"),
    "policy": _("of the policy"),
}
LEVELS = {
    "source": _("Bank's sources"),
    "customers": _("Customers"),
    "unallocated": _("Unallocated"),
}
INDICATORS = {
    "deposit_average_minor": _("Deposits, average"),
    "loan_average_minor": _("Loans, average"),
    "fees_minor": _("Fees"),
    "profit_minor": _("Contribution"),
    "overall_yield_ppm": _("Overall yield"),
    "activities": _("Bookings and log-ins"),
    "income_growth_ppm": _("Growth of income"),
    "household_aum_minor": _("Household assets"),
    "days_past_due": _("Days past due"),
    "potential_points": _("Potential"),
    "occupation": _("Occupation"),
    "industry": _("Industry"),
    "income_level": _("Income level"),
}
INCOME_LEVELS = {"low": _("Low"), "middle": _("Middle"), "high": _("High")}
NOT_DELIVERED = _("not delivered")
NO_HOUSEHOLD = _("belongs to no household")
NOT_ALL_IN_BOOK = _("not all of the household are in your book")


def part(name: str) -> Any:
    return PARTS[name]


def family(code: str | None) -> Any:
    return FAMILIES.get(code or "unknown", code)


def reason(code: str | None) -> Any:
    """Why something is unknown; None where it is known."""
    return None if not code else REASONS.get(code, code)


def not_told(code: str | None) -> Any:
    """Why the raw value of an indicator is unknown: the reason of the row, or it was not there."""
    return reason(code) or NOT_DELIVERED


def kind(code: str | None) -> Any:
    return KINDS.get(code or "", _("Kind not delivered"))


def basis(code: str | None) -> Any:
    """Where a hazard comes from."""
    return BASES.get(code or "", code)


def movement(code: str | None) -> Chip | None:
    """Only what is news."""
    return Chip(_("Falling"), "warn") if code == "falling" else None
