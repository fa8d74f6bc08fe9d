"""Why a fall is likely or unlikely, in words: each key of the model's reasons is one half sentence.

The figures in a sentence are those the key came with (learning/fall_reasons.py); one that is
missing or a key that this release does not know is left out rather than guessed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from hengke.apps.tiering import figures
from hengke.apps.tiering.ladder import Ladder
from hengke.apps.tiering.models import Position
from hengke.web import amounts

TEXTS: dict[str, Any] = {
    "below_floor": _("%(short)s below the floor of %(floor)s"),
    "at_floor": _("exactly at the floor of %(floor)s"),
    "near_floor": _("only %(above)s above the floor of %(floor)s"),
    "far_above_floor": _("%(above)s above the floor of %(floor)s"),
    "needs_inflow": _("needs %(needed)s a day from now on, holds %(assets)s"),
    "holds_enough": _("holds %(assets)s, needs %(needed)s a day from now on"),
    "history_short": _("too little history to judge by"),
    "assets_fell": _("assets fell by %(change)s within a period"),
    "assets_rose": _("assets rose by %(change)s within a period"),
    "assets_steady": _("assets hardly moved within a period"),
    "recent_inflow": _("%(change)s came in only lately"),
    "was_below_floor": _("held %(before)s a period ago, below the floor"),
    "was_above_floor": _("held %(before)s a period ago, above the floor"),
    "few_products": ngettext_lazy(
        "holds %(items)d product only", "holds %(items)d products only", "items"
    ),
    "several_products": ngettext_lazy(
        "holds %(items)d product", "holds %(items)d products", "items"
    ),
    "mostly_demand": _("%(demand)s can leave at any time"),
    "little_demand": _("only %(demand)s can leave at any time"),
    "maturing": _("%(maturing)s matures before the assessment"),
    "outflow": _("%(outflow)s went to other banks in 30 days"),
    "no_outflow": _("nothing went to other banks in 30 days"),
    "logins_fell": ngettext_lazy(
        "logs in less: %(logins)d time in 30 days",
        "logs in less: %(logins)d times in 30 days",
        "logins",
    ),
    "logins_steady": ngettext_lazy(
        "logs in as ever: %(logins)d time in 30 days",
        "logs in as ever: %(logins)d times in 30 days",
        "logins",
    ),
    "already_failing": ngettext_lazy(
        "%(fails_used)d failing assessment already",
        "%(fails_used)d failing assessments in a row already",
        "fails_used",
    ),
    "new_relation": ngettext_lazy(
        "a customer for %(days)d day only", "a customer for %(days)d days only", "days"
    ),
    "long_relation": ngettext_lazy(
        "a customer for %(days)d day", "a customer for %(days)d days", "days"
    ),
    "loose_money": _("money beside round deposits, easily moved"),
    "round_deposits": _("round deposits, seldom moved"),
}
OF_THE_MEASURE = ("short_minor", "above_minor", "floor_minor", "needed_minor")


def sentences(position: Position, ladder: Ladder) -> list[str]:
    """The reasons of a position, strongest first; empty where none were written down."""
    found = json.loads(position.reasons) if position.reasons else []
    texts = (sentence(one["key"], one.get("params", {}), ladder) for one in found)
    return [text for text in texts if text]


def sentence(key: str, params: Mapping[str, Any], ladder: Ladder) -> str | None:
    """One reason; None where its word or one of its figures is unknown."""
    text = TEXTS.get(key)
    if text is None or any(value is None for value in params.values()):
        return None
    try:
        return str(
            text % {_short(name): _shown(name, value, ladder) for name, value in params.items()}
        )
    except KeyError:
        return None


def _short(name: str) -> str:
    return name.removesuffix("_minor")


def _shown(name: str, value: Any, ladder: Ladder) -> Any:
    """Money as people write it; figures of the measure may be points; counts stay counts."""
    if name in OF_THE_MEASURE:
        return figures.value(max(value, 0), ladder)
    if name.endswith("_minor"):
        return str(amounts.amount(value))
    return value
