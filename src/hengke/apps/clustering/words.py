"""Groups in words: what sets each apart, why they were fitted, why there are none."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from hengke.engine.rules.features import CATALOGUE
from hengke.engine.rules.kinds import Kind
from hengke.web import amounts, formats

WHY = {
    "first": gettext_lazy("first fit"),
    "policy": gettext_lazy("the policy changed"),
    "drift": gettext_lazy("the sizes of groups had drifted"),
    "age": gettext_lazy("the time since the last fit was over"),
}
REASONS = {
    "all_alike": gettext_lazy("The customers are too much alike to be grouped."),
    "too_few": gettext_lazy("There are too few customers of whom enough is known."),
    "no_inputs": gettext_lazy("No night has computed what groups are made of."),
}


def feature(name: str) -> str:
    """The noun of a feature; one that a later release no longer knows is shown by its code."""
    found = CATALOGUE.get(name)
    if found is None:
        return name
    return found.en if (get_language() or "").startswith("en") else found.zh


def told(text: str | None) -> list[str]:
    """Such as "assets much higher", the farthest first; empty: the group is in the middle."""
    return [_side(one["feature"], one["apart"], one["much"]) for one in json.loads(text or "[]")]


def _side(name: str, apart: float, much: bool) -> str:
    if apart > 0:
        pattern = _("%(what)s much higher") if much else _("%(what)s higher")
    else:
        pattern = _("%(what)s much lower") if much else _("%(what)s lower")
    return pattern % {"what": feature(name)}


def title(cluster: int, names: Mapping[int, str]) -> str:
    """Its own name, else its number."""
    return names.get(cluster) or _("Group %(number)d") % {"number": cluster}


def value(name: str, number: float | None) -> Any:
    """A middle as its kind is written; None is unknown."""
    found = CATALOGUE.get(name)
    if number is None or found is None:
        return number
    if found.kind is Kind.MONEY:
        return amounts.amount(round(number))
    if found.is_share:
        return formats.percent(number, 1)
    if found.kind is Kind.RATIO:
        return formats.decimal(number)
    return formats.count(round(number))


def features(names: str | None) -> Sequence[str]:
    return [feature(one) for one in (names or "").split()]
