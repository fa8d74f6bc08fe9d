"""What the points of an indicator were given for, as the reader may see it, or why it is not told.

Most raw values stand in the value row. Those of the customer's record (occupation, industry, level
of income, assets of the household) are read there: the same run has published both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from hengke.apps.customers.api import Customer, others_at_home
from hengke.apps.value import words
from hengke.apps.value.models import CustomerValue
from hengke.policies.value.scores import WORDS
from hengke.web import amounts, formats

PPM = 1_000_000
HOUSEHOLD = "household_aum_minor"
OF_THE_RECORD = (*WORDS, HOUSEHOLD)


@dataclass(frozen=True)
class Raw:
    """`told` in words or figures, or '' and `why`; neither for what has a card of its own."""

    told: Any = ""
    why: Any = ""


def of(column: str, row: CustomerValue, customer: Customer, user: Any) -> Raw:
    """The raw value of one indicator."""
    if column.endswith("_points"):
        return Raw()
    if column == HOUSEHOLD and not customer.household_id:
        return Raw(why=words.NO_HOUSEHOLD)
    if column == HOUSEHOLD and others_at_home(customer, user)[1]:
        return Raw(why=words.NOT_ALL_IN_BOOK)  # from their sum the assets of others could be taken
    recorded = column in OF_THE_RECORD
    found = getattr(customer if recorded else row, column, None)
    if found is None or found == "":
        return Raw(why=words.not_told(None if recorded else row.unknown_reason))
    return Raw(_shown(column, found))


def _shown(column: str, found: Any) -> Any:
    """A share is for who sees amounts whole; the bank's own words stay as they were delivered."""
    if column in WORDS:
        return words.INCOME_LEVELS.get(found, found) if column == "income_level" else found
    if column.endswith("_minor"):
        return str(amounts.amount(found))
    if column.endswith("_ppm"):
        return formats.percent(found / PPM, 2) if amounts.are_whole() else amounts.hidden()
    return formats.count(found, get_language() or formats.ZH)
