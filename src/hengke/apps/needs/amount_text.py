"""Amounts and shares as people type them: blanks, thousands, full-width digits."""

from __future__ import annotations

import unicodedata
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from hengke.kernel.money import MINOR_PER_MAJOR
from hengke.policies.fields import MOST_HUNDREDTHS


class NotANumber(ValueError):
    """The text does not say an amount; the message says why."""


def number(text: str) -> Decimal:
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
    try:
        found = Decimal(plain)
    except InvalidOperation as error:
        raise NotANumber(_("not a number")) from error
    if not found.is_finite():
        raise NotANumber(_("not a number"))
    return found


def minor(text: str) -> int:
    """An amount of at least 0 in hundredths; a third decimal is refused, not rounded."""
    found = number(text)
    if found < 0:
        raise NotANumber(_("below 0"))
    if found * MINOR_PER_MAJOR > MOST_HUNDREDTHS:
        raise NotANumber(_("too large"))
    scaled = found * MINOR_PER_MAJOR
    if scaled != scaled.to_integral_value():
        raise NotANumber(_("more than two decimals"))
    return int(scaled)


def permille(text: str) -> int:
    """A weight above 0 up to 1, with at most three decimals, in thousandths."""
    scaled = number(text) * 1000
    if not 0 < scaled <= 1000:
        raise NotANumber(_("not above 0 and at most 1"))
    if scaled != scaled.to_integral_value():
        raise NotANumber(_("more than three decimals"))
    return int(scaled)
