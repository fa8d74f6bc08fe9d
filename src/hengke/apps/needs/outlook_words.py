"""Words of needs to come: why one is probable, why nothing is said, by which way.

The figures in a sentence are those the key came with (learning/need_reasons.py); a key that this
release does not know, or one without its figures, is left out rather than guessed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from hengke.engine.rules.features_market import WORDS as SERIES
from hengke.web import amounts, formats

PPM, E8 = 1_000_000, 100_000_000
RATES = ("deposit", "loan")
TEXTS: dict[str, Any] = {
    "assets": _("holds %(minor)s"),
    "assets_grew": _("assets grew by %(minor)s within the horizon before"),
    "assets_fell": _("assets fell by %(minor)s within the horizon before"),
    "idle": _("%(minor)s lies in demand deposits"),
    "idle_grew": _("demand deposits grew by %(minor)s"),
    "idle_fell": _("demand deposits fell by %(minor)s"),
    "items": ngettext_lazy("holds %(n)d product", "holds %(n)d products", "n"),
    "bookings": ngettext_lazy("%(n)d own booking in 90 days", "%(n)d own bookings in 90 days", "n"),
    "turnover": _("moved %(minor)s in 90 days"),
    "recency": ngettext_lazy(
        "the last own booking was %(n)d day ago", "the last own booking was %(n)d days ago", "n"
    ),
    "maturing": _("%(minor)s matures within the horizon"),
    "tenure": ngettext_lazy("a customer for %(n)d day", "a customer for %(n)d days", "n"),
    "institution": _("is an institution"),
    "person": _("is a natural person"),
    "holds": _("holds %(minor)s of this kind already"),
    "holds_none": _("holds nothing of this kind yet"),
    "lately": _("showed this need in the horizon before"),
    "not_lately": _("did not show this need in the horizon before"),
    "asked": ngettext_lazy(
        "asked about it %(n)d time in 90 days", "asked about it %(n)d times in 90 days", "n"
    ),
    "asked_lately": ngettext_lazy(
        "asked about it %(n)d time in 30 days", "asked about it %(n)d times in 30 days", "n"
    ),
    "industry_rose": _("the index of the industry rose by %(change)s in 90 days"),
    "industry_fell": _("the index of the industry fell by %(change)s in 90 days"),
    "market_stands": _("market: %(series)s stands at %(level)s"),
    "market_rose": _("market: %(series)s rose by %(change)s in 90 days"),
    "market_fell": _("market: %(series)s fell by %(change)s in 90 days"),
    "segment": _("customers of like kind and assets show it more often"),
    "rule": _("a rule that concludes this need holds"),
    "matures": _("something of theirs matures within the horizon"),
}
UNKNOWN = {
    "not_seen": _("nothing that the bank keeps shows this need"),
    "not_delivered": _("the bank delivers no product and no booking that would show it"),
    "too_short": _("the data reach back too short a time to learn from"),
    "too_few": _("too few customers showed it, or too few did not"),
    "short_history": _("the customer is known for too few days"),
    "ended": _("the relation has ended"),
}
STATES = {
    "model": _("by a model"),
    "plain": _("by a plain way: the model is no better"),
    "unknown": _("not predicted"),
}
PLAIN = {
    "segment": _("customers of like kind and assets"),
    "rule": _("rules that conclude the need"),
    "lately": _("who showed it lately"),
    "matures": _("of whom something matures within the horizon"),
}
DRIFTS = {
    "steady": _("scores lie as when tested"),
    "watched": _("scores begin to drift: rely on it less"),
    "drifted": _("scores have drifted: do not rely on it until it is learnt again"),
    "unjudged": _("too few rows to judge drift"),
}
CHOSEN = {
    "trees": _("boosted trees"),
    "regression": _("logistic regression"),
}


def sentences(reasons: str | None, *, amounts_too: bool = True) -> list[str]:
    """The reasons of a customer, strongest first; empty where none were written down. Without
    amounts where who reads it may see bands only."""
    found = json.loads(reasons) if reasons else []
    texts = (
        _sentence(one["key"], one.get("params", {}))
        for one in found
        if amounts_too or "minor" not in one.get("params", {})
    )
    return [text for text in texts if text]


def unknown(code: str | None) -> Any:
    """Why nothing is said; None where something is."""
    return UNKNOWN.get(code, code) if code else None


def series(code: str) -> str:
    zh, en = SERIES.get(code, (code, code))
    return en if (get_language() or "").startswith("en") else zh


def level(code: str, e8: int) -> str:
    """A rate of interest as per cent, an exchange rate as it is quoted."""
    if code.startswith(RATES):
        return formats.percent(e8 / E8, 2) or ""
    return f"{e8 / E8:.4f}"


def _sentence(key: str, params: Mapping[str, Any]) -> str | None:
    text = TEXTS.get(key)
    if text is None:
        return None
    told: dict[str, Any] = {
        name: str(amounts.amount(value)) if name == "minor" else value
        for name, value in params.items()
    }
    if "series" in told:
        code = told["series"]
        told["series"] = series(code)
        if "level_e8" in told:
            told["level"] = level(code, told["level_e8"])
    if "change_ppm" in told:
        told["change"] = formats.percent(told["change_ppm"] / PPM, 1)
    try:
        return str(text % told)
    except (KeyError, TypeError, ValueError):
        return None
