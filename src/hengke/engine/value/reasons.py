"""Why a value is unknown: the words of the book, and those of value policies."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from hengke.engine.features import reasons

NO_FTP_RATE = "no_transfer_price"  # no curve of this currency on the day, no profile
NO_CUSTOMER_RATE = "no_customer_rate"  # the account has no rate of interest
NO_LOAN_STATUS = "no_loan_status"  # how many days past due was not delivered
NO_UNIT_COST = "no_unit_cost"  # a booking without a channel, or one that the policy has no cost of
NOT_IN_POLICY = "no_risk_rate"  # the policy has no loss or risk weight of this debt
NO_KIND = "no_customer_kind"  # person or institution was not delivered

OWN = (NO_FTP_RATE, NO_CUSTOMER_RATE, NO_LOAN_STATUS, NO_UNIT_COST, NOT_IN_POLICY, NO_KIND)
REASONS = (*reasons.REASONS, *OWN)


def place(word: str) -> ir.IntegerScalar:
    """The place of a word in the list, the most important first."""
    return ibis.literal(REASONS.index(word), type="int64")


def weight(reason: ir.StringValue) -> ir.IntegerValue:
    """The place of a reason of the book."""
    return reasons.weight(reason)


def word(place: ir.IntegerValue) -> ir.StringValue:
    """The word of a place; null for null."""
    words = [(place == number, word) for number, word in enumerate(REASONS)]
    return ibis.cases(*words, else_=ibis.null("string"))
