"""Why a figure is unknown: machine words, the most important first.

A customer's figure has one reason, the first of this list that touches it. The words that people
read are in the apps.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

IN_QUARANTINE = "rows_in_quarantine"  # rows of the bank that the import had to refuse
NO_ACCOUNTS = "no_accounts_delivered"  # customers were delivered, and not one account
NO_BALANCES = "no_balances"  # the bank delivered neither balances nor running balances
UNKNOWN_PRODUCT = "unknown_product"  # not among the products: asset or debt cannot be told
HISTORY_BEGINS_LATER = "history_begins_later"  # the account is older than what was delivered
MONTH_END_ONLY = "month_end_balances_only"  # days between two snapshots
MISSING_IN_SNAPSHOT = "missing_in_snapshot"  # absent from a snapshot that is not complete
RUNNING_UNCLEAR = "running_balance_unclear"  # bookings of a day in no order that can be told
NO_EXCHANGE_RATE = "no_exchange_rate"  # none of the day, none in the seven days before
TOO_LARGE = "amount_too_large"  # beyond what sums can hold: surely a spoilt figure
NO_TRANSACTIONS = "no_transactions"  # bookings are asked for, none were delivered
NOT_DELIVERED = "indicator_not_delivered"  # a figure or word that the bank does not deliver
NOTHING_TO_COMPARE = "nothing_to_compare"  # a ratio to a balance of nothing

REASONS = (
    IN_QUARANTINE, NO_ACCOUNTS, NO_BALANCES, UNKNOWN_PRODUCT, HISTORY_BEGINS_LATER,
    MONTH_END_ONLY, MISSING_IN_SNAPSHOT, RUNNING_UNCLEAR, NO_EXCHANGE_RATE, TOO_LARGE,
    NO_TRANSACTIONS, NOT_DELIVERED, NOTHING_TO_COMPARE,
)  # fmt: skip


def weight(reason: ir.StringValue) -> ir.IntegerValue:
    """Place in the list, so that `min` finds the most important; null where there is no reason."""
    places = [(reason == word, place) for place, word in enumerate(REASONS)]
    return ibis.cases(*places, else_=ibis.null("int64")).cast("int64")


def word(weight: ir.IntegerValue) -> ir.StringValue:
    """The word of a place; null for null."""
    words = [(weight == place, word) for place, word in enumerate(REASONS)]
    return ibis.cases(*words, else_=ibis.null("string"))


def place(word: str) -> ir.IntegerScalar:
    """The place of one word, as a literal."""
    return ibis.literal(REASONS.index(word), type="int64")
