"""Why a customer probably leaves, in words: each key of the model's reasons is one half sentence.

The figures in a sentence are those the key came with (learning/churn_reasons.py); a key that this
release does not know, or one without its figures, is left out rather than guessed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from hengke.web import amounts

TEXTS: dict[str, Any] = {
    "below_average": _("%(below)s less on the day than on average of the month"),
    "at_average": _("holds %(assets)s, no less than on average of the month"),
    "fell": _("average fell by %(change)s within three months"),
    "rose": _("average rose by %(change)s within three months"),
    "steady": _("average hardly moved within three months"),
    "recent_inflow": _("%(change)s came in only within three months"),
    "swings": _("months between %(lowest)s and %(peak)s: unsteady"),
    "calm": _("months between %(lowest)s and %(peak)s: steady"),
    "bookings": ngettext_lazy(
        "%(bookings)d own booking in 90 days", "%(bookings)d own bookings in 90 days", "bookings"
    ),
    "busier": _("%(bookings)s own bookings in 90 days, %(usual)s were usual before"),
    "quieter": _("only %(bookings)s own bookings in 90 days, %(usual)s were usual before"),
    "outflow": _("%(outflow)s went to other banks in 30 days"),
    "no_outflow": _("nothing went to other banks in 30 days"),
    "logins_fell": ngettext_lazy(
        "logs in less: %(logins)d time in 30 days",
        "logs in less: %(logins)d times in 30 days",
        "logins",
    ),
    "logins": ngettext_lazy(
        "logged in %(logins)d time in 30 days", "logged in %(logins)d times in 30 days", "logins"
    ),
    "few_products": ngettext_lazy(
        "holds %(items)d product only", "holds %(items)d products only", "items"
    ),
    "several_products": ngettext_lazy(
        "holds %(items)d product", "holds %(items)d products", "items"
    ),
    "mostly_demand": _("%(demand)s can leave at any time"),
    "little_demand": _("only %(demand)s can leave at any time"),
    "maturing": _("%(maturing)s matures within the time looked at"),
    "new_relation": ngettext_lazy(
        "a customer for %(days)d day only", "a customer for %(days)d days only", "days"
    ),
    "long_relation": ngettext_lazy(
        "a customer for %(days)d day", "a customer for %(days)d days", "days"
    ),
    "size": _("holds %(average)s on average of the month"),
}
UNKNOWN = {
    "no_assets": _("the customer holds no assets with the bank"),
    "too_small": _("the customer holds less than the loss that counts as leaving"),
    "short_history": _("the customer is known for fewer whole months than the policy asks for"),
    "balance_unknown": _("a balance of these months is unknown"),
    "no_model": _("there is no model yet, and nothing to judge by what the plain rule says"),
}


def sentences(reasons: str | None) -> list[str]:
    """The reasons of a customer, strongest first; empty where none were written down."""
    found = json.loads(reasons) if reasons else []
    texts = (_sentence(one["key"], one.get("params", {})) for one in found)
    return [text for text in texts if text]


def unknown(code: str | None) -> Any:
    """Why there is no probability; None where there is one."""
    return UNKNOWN.get(code, code) if code else None


def _sentence(key: str, params: Mapping[str, Any]) -> str | None:
    text = TEXTS.get(key)
    if text is None or any(value is None for value in params.values()):
        return None
    shown = {name.removesuffix("_minor"): _shown(name, value) for name, value in params.items()}
    try:
        return str(text % shown)
    except KeyError:
        return None


def _shown(name: str, value: Any) -> Any:
    """Money as people write it; counts stay counts."""
    return str(amounts.amount(value)) if name.endswith("_minor") else value
