"""What kinds, classes and reasons are called. A word of the bank's own policy stands as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

REASONS = {
    "rows_in_quarantine": _("bookings of an account are in quarantine"),
    "no_transactions": _("no bookings were delivered for these months"),
    "no_exchange_rate": _("a booking has no valid exchange rate"),
    "history_too_short": _("the history is too short"),
    "kind_not_delivered": _("the bank does not say what bookings are for"),
    "counterparty_not_delivered": _("the bank does not name the other side of bookings"),
    "beginner_not_delivered": _("the bank does not say who began a booking"),
    "channel_not_delivered": _("of no deposit the channel is known"),
    "no_deposits": _("nothing was deposited"),
    "no_spending": _("nothing was spent"),
    "no_income_booked": _("no income was booked, and the record has none"),
    "nothing_matured": _("no term deposit matured"),
    "nothing_deposited_now": _("no deposit is held"),
    "no_balances": _("a balance is unknown"),
    "policy_in_other_currency": _("the policy is in another currency"),
}
CHANNELS = {
    "counter": _("Counter"),
    "self_service": _("Self-service"),
    "online": _("Online"),
}
DIRECTIONS = {
    "in": _("Flowing in"),
    "out": _("Flowing out"),
    "even": _("In balance"),
    "none": _("No movement"),
}
PARTIES = {
    "cash": _("Cash"),
    "person": _("Persons"),
    "company": _("Companies"),
    "other_bank": _("Other banks"),
    "bank": _("This bank"),
    "unknown": _("Not named"),
}
CATEGORIES = {
    "shopping": _("Shopping"),
    "housing": _("Housing"),
    "utilities": _("Utilities"),
    "gifts": _("Gifts"),
    "cash": _("Cash withdrawn"),
    "insurance": _("Insurance premiums"),
}
KINDS = {
    "rent": _("Rent"),
    "utilities": _("Utilities"),
    "premium": _("Insurance premiums"),
    "loan_repayment": _("Loan repayment"),
    "household": _("Household payment"),
    "insurance payment": _("Insurance premiums"),
    "loan payment": _("Loan repayment"),
}
HABITS = {
    "quiet": _("Spends rarely"),
    "cash_user": _("Prefers cash"),
    "home_bound": _("Spends on housing"),
    "big_ticket": _("Large single payments"),
    "frequent": _("Spends often"),
    "everyday": _("Everyday spending"),
}
LEVELS = {"low": _("Low"), "middle": _("Middle"), "high": _("High")}
SOURCES = {"bookings": _("from bookings"), "record": _("from the record")}


def word(words: Mapping[str, Any], code: str | None) -> Any:
    """None where there is none."""
    return None if not code else words.get(code, code)


def reason(code: str | None) -> Any:
    return word(REASONS, code)
