"""Why something about behaviour is unknown, beside the words of the book."""

from __future__ import annotations

HISTORY_TOO_SHORT = "history_too_short"  # no complete month of the relation, or too few of them
NO_DEPOSITS = "no_deposits"  # nothing was deposited: there is no share and no mean
NO_CHANNEL = "channel_not_delivered"  # deposits, and of none the way is told
NO_PARTY = "counterparty_not_delivered"  # own transfers cannot be told from flows
NO_KIND = "kind_not_delivered"  # no booking says what it was for
NO_BEGINNER = "beginner_not_delivered"  # who began a booking is not said
NO_SPENDING = "no_spending"
NO_INCOME = "no_income_booked"  # and the bank's record has no level
NOTHING_MATURED = "nothing_matured"
NO_HOLDINGS = "nothing_deposited_now"  # no deposit is held
OTHER_CURRENCY = "policy_in_other_currency"  # its amounts mean nothing in this home
