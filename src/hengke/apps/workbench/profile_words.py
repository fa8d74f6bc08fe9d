"""Words for the contract's codes. A code without a word is shown as delivered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hengke.apps.customers import api as customers

FACTS = {
    "name": _("Name"),
    "kind": _("Kind of customer"),
    "status": _("Status"),
    "gender": _("Gender"),
    "birth_date": _("Date of birth"),
    "founded_on": _("Founded on"),
    "occupation": _("Occupation"),
    "industry": _("Industry"),
    "income_level": _("Income level"),
    "region": _("Region"),
    "risk_level": _("Risk tolerance"),
    "risk_assessed_on": _("Risk assessed on"),
    "id_type": _("Identity document"),
    "id_number": _("Document number"),
    "id_expires_on": _("Document valid until"),
    "phone": _("Telephone"),
    "email": _("E-mail"),
    "address": _("Address"),
    "opened_on": _("Customer since"),
    "closed_on": _("Closed on"),
}
TOTALS = {
    "aum": _("Assets"),
    "liability": _("Liabilities"),
    "household_aum": _("Household assets"),
}
KINDS = {"person": _("Person"), "institution": _("Institution")}
STATUSES = {
    "active": pgettext_lazy("customer", "Active"),
    "frozen": _("Frozen"),
    "deceased": _("Deceased"),
    "blacklisted": _("Blacklisted"),
    "closed": pgettext_lazy("customer", "Closed"),
}
FLAGS = {
    "frozen": _("Frozen"),
    "deceased": _("Deceased"),
    "blacklisted": _("Blacklisted"),
    "closed": pgettext_lazy("customer", "Closed"),
    "id_expired": _("Document expired"),
}
CRITICAL_FLAGS = ("blacklisted", "deceased", "frozen")
GENDERS = {"female": _("Female"), "male": _("Male"), "other": pgettext_lazy("gender", "Other")}
INCOME = {"low": _("Low"), "middle": _("Middle"), "high": _("High")}
RISK = {
    "C1": _("C1 conservative"),
    "C2": _("C2 cautious"),
    "C3": _("C3 balanced"),
    "C4": _("C4 growth"),
    "C5": _("C5 aggressive"),
}
ROLES = {"owner": _("Owner"), "joint": _("Joint holder"), "disponent": _("Disponent")}
RELATIONS = {
    "household": _("Household"),
    "spouse": _("Spouse"),
    "parent": _("Parent"),
    "child": _("Child"),
    "group": _("Group"),
    "guarantor": _("Guarantor"),
    "shareholder": _("Shareholder"),
    "disponent": _("Disponent"),
}
CHANNELS = {
    "counter": _("Counter"),
    "atm": _("Cash machine"),
    "online": _("Online banking"),
    "mobile": _("Mobile banking"),
    "card": _("Card"),
    "system": _("System"),
}
COUNTERPARTIES = {
    "own": _("own account"),
    "person": _("a person"),
    "company": _("a company"),
    "other_bank": _("another bank"),
    "bank": _("the bank"),
}
MOVEMENTS = {
    "salary": _("Salary"),
    "pension": _("Pension"),
    "interest": _("Interest"),
    "fee": _("Fee"),
    "tax": _("Tax"),
    "cash": _("Cash"),
    "transfer": _("Transfer"),
    "transfer_in": _("Transfer in"),
    "transfer_out": _("Transfer out"),
    "payment": _("Payment"),
    "purchase": _("Purchase"),
    "redemption": _("Redemption"),
    "deposit": _("Deposit"),
    "withdrawal": _("Withdrawal"),
    "repayment": _("Repayment"),
    "bonus": _("Bonus"),
    "business_payment": _("Business payment"),
    "business_receipt": _("Business receipt"),
    "card_repayment": _("Card repayment"),
    "card_spending": _("Card spending"),
    "cash_deposit": _("Cash deposit"),
    "cash_withdrawal": _("Cash withdrawal"),
    "early_withdrawal": _("Early withdrawal"),
    "fx_purchase": _("Foreign currency bought"),
    "fx_sale": _("Foreign currency sold"),
    "loan_payout": _("Loan payout"),
    "loan_repayment": _("Loan repayment"),
    "maturity": _("Maturity"),
    "opening_deposit": _("Opening deposit"),
    "premium": _("Insurance premium"),
    "red_packet": _("Red packet"),
    "refund": _("Refund"),
    "rent": _("Rent"),
    "revaluation": _("Change of value"),
    "utilities": _("Utilities"),
}
REASONS = {
    "not_delivered": _("the bank's files do not contain it"),
    "no_household": _("no household is known"),
    "no_position": _("no tier was computed"),
    "not_in_book": _("not in your book"),
    "not_all_in_book": _("not all of the household are in your book"),
}
CODES: Mapping[str, Mapping[str, Any]] = {
    "kind": KINDS,
    "status": STATUSES,
    "gender": GENDERS,
    "income_level": INCOME,
    "risk_level": RISK,
    "id_type": customers.DOCUMENTS,
}


def word(words: Mapping[str, Any], code: str | None) -> Any:
    """The word of a code; the code itself where the bank uses its own."""
    return None if code is None else words.get(code, code)


def reason(code: str | None) -> Any:
    """Why something is unknown, as a half sentence."""
    return word(REASONS, code) or REASONS["not_delivered"]
