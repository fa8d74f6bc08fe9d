"""Groups of customers in words: own assets of 10,000 to 50,000, as a reason for a product."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from hengke.policies.recommendation import groups
from hengke.web import amounts, formats


def in_words(code: str | None) -> str:
    """Of NAME:FROM:BELOW (engine.recommendation.groups); empty where it says nothing. Who sees no
    whole amounts reads that assets speak for it, not between which they lie."""
    name, low, high = _read(code)
    if name == groups.ASSETS:
        return _assets(low, high)
    if name == groups.PERSON:
        return str(_("institutions") if low is None else _("natural persons"))
    if name not in groups.NAMES:
        return ""
    return str(_figure(name) % {"range": _range(low, high)})


def _read(code: str | None) -> tuple[str, int | None, int | None]:
    name, _colon, bounds = (code or "").partition(":")
    low, _colon, high = bounds.partition(":")
    return name, _number(low), _number(high)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


def _figure(name: str) -> Any:
    return {
        groups.AGE: _("age %(range)s"),
        groups.TENURE: _("customer for %(range)s years"),
        groups.BOOKINGS: _("own bookings lately: %(range)s"),
        groups.LOGINS: _("log-ins lately: %(range)s"),
    }[name]


def _range(low: int | None, high: int | None) -> str:
    """Whole numbers: from `low` on, below `high`."""
    if high is None:
        return _("%(low)s or more") % {"low": low}
    if low is None:
        return "0" if high == 1 else _("below %(high)s") % {"high": high}
    return str(low) if high == low + 1 else f"{low}–{high - 1}"


def _assets(low: int | None, high: int | None) -> str:
    if not amounts.are_whole():
        return _("own assets")
    if low is None and high is not None and high <= 1:
        return _("no own assets")
    told = {"low": _money(low), "high": _money(high)}
    if high is None:
        return _("own assets of %(low)s or more") % told
    if low is None or low <= 1:
        return _("own assets below %(high)s") % told
    return _("own assets of %(low)s to %(high)s") % told


def _money(minor: int | None) -> str:
    """Of a rule, nobody's amount."""
    return (formats.exact(minor) or "").removesuffix(".00")
