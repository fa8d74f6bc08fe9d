"""What is wrong with one part of a request, in the language of the call; never with its value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WHOLE = gettext_lazy("It has to be a whole number.")
NUMBER = gettext_lazy("It has to be a number.")
BOOLEAN = gettext_lazy("It has to be true or false.")
DAY = gettext_lazy("It has to be a day, written as 2026-11-26.")
INSTANT = gettext_lazy("It has to be a day and time, written as 2026-11-26T10:30:00+08:00.")
TEXT = gettext_lazy("It has to be a text.")
STARTS: Mapping[str, Any] = {
    "missing": gettext_lazy("It is needed."),
    "extra": gettext_lazy("There is no such part."),
    "int": WHOLE, "float": NUMBER, "decimal": NUMBER, "bool": BOOLEAN,
    "datetime": INSTANT, "date": DAY, "string_type": TEXT, "string_unicode": TEXT,
    "string_pattern": gettext_lazy("It does not have the form that /api/ describes."),
    "list": gettext_lazy("It has to be a list."),
}  # fmt: skip
"""By how the code of a kind of mistake begins, the longer beginning first where two fit."""
OTHERWISE = gettext_lazy("It is not what /api/ describes.")


def said(kind: str, context: Mapping[str, Any]) -> str:
    """The words of one mistake; `kind` and `context` are those of pydantic."""
    if kind in ("literal_error", "enum"):
        known = str(context.get("expected", "")).replace(" or ", ", ")
        return _("It has to be one of: %(known)s.") % {"known": known}
    if kind in ("string_too_long", "too_long"):
        return _("It has more than %(most)s.") % {"most": context.get("max_length", "")}
    if kind in ("string_too_short", "too_short"):
        return _("It has less than %(least)s.") % {"least": context.get("min_length", "")}
    if kind.startswith(("greater_than", "less_than")):
        return _bound(context)
    return str(
        next((words for start, words in STARTS.items() if kind.startswith(start)), OTHERWISE)
    )


def _bound(context: Mapping[str, Any]) -> str:
    if "ge" in context or "gt" in context:
        least = context.get("ge", context.get("gt"))
        at_least, more = (
            _("It has to be %(least)s or more."),
            _("It has to be more than %(least)s."),
        )
        return (at_least if "ge" in context else more) % {"least": least}
    most = context.get("le", context.get("lt"))
    at_most, less = _("It has to be %(most)s or less."), _("It has to be less than %(most)s.")
    return (at_most if "le" in context else less) % {"most": most}
