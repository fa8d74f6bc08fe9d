"""How an amount of a customer or a book is shown to who reads: whole, as a band, or not at all.

The one place that writes such an amount for people. Who reads is said once per request, as the
language is (`shown_as`; identity's middleware asks the policy for the class `financial`), so that
filters, cells, sentences and charts cannot disagree. Outside a request (a command) all is whole.
Numbers of rules, such as floors, are nobody's amounts: they go to `formats` at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hengke.kernel.money import band, decimal_string
from hengke.policies.access import View
from hengke.web import formats
from hengke.web.formats import Amount

_view: ContextVar[View] = ContextVar("view of amounts", default=View.CLEAR)


@contextmanager
def shown_as(view: View) -> Iterator[None]:
    """Amounts that are written inside are shown so."""
    token = _view.set(view)
    try:
        yield
    finally:
        _view.reset(token)


def are_whole() -> bool:
    """May the reader see amounts as they are? Else nothing may be drawn, sorted or narrowed by
    them either: a line on an axis and the place in an order say what a band hides."""
    return _view.get() is View.CLEAR


def amount(minor: int | None, *, currency: str = "", signed: bool = False) -> Amount | None:
    """38.6 万, or 10 万–100 万; None is unknown, hidden says so."""
    language = get_language() or ""
    if are_whole():
        return formats.amount(minor, language, currency=currency, signed=signed)
    if _view.get() is View.MASKED:
        return formats.band(minor, language, currency=currency)
    return Amount(hidden())


def exact(minor: int | None) -> str | None:
    """561,400.00, or the band."""
    if are_whole():
        return formats.exact(minor)
    found = amount(minor)
    return None if found is None else str(found)


def in_a_file(minor: int | None) -> str:
    """561400.00, or the band as programs read it; empty where unknown or hidden."""
    if are_whole() or minor is None:
        return decimal_string(minor)
    return band_text(minor) if _view.get() is View.MASKED else ""


def band_text(minor: int) -> str:
    """386,000.00 -> 100000-1000000; less than one is 0-1."""
    low, high = band(minor)
    return f"{'-' if minor < 0 else ''}{low}-{high}"


def hidden() -> str:
    return _("not shown")
