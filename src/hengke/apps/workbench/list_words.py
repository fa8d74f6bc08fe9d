"""What filters of the list are called, and what their codes mean, for pages that tell of a list
that was taken: the audit log, and the request of a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from hengke.apps.tiering import api as tiering
from hengke.apps.workbench import list_fields, profile_words

SHORT = {
    "q": _("searched word"), "policy": _("scheme"), "tier": _("tier"), "was": _("tier before"),
    "risk": _("at risk"), "falls": _("falls if nothing happens"),
    "maturing": _("matures within days"), "quiet": _("days without contact"),
    "branch": _("branch"), "manager": _("manager"), "kind": _("kind"), "status": _("status"),
    "aum_from": _("assets from"), "aum_to": _("assets below"), "sort": _("order"),
    "dir": _("direction"), "show": _("part of the list"), "fails": _("failing assessments"),
}  # fmt: skip
ENDS = {"_from": _("%(name)s from"), "_to": _("%(name)s to")}
YES = {"1": _("yes")}
OF_TIERS = ("tier", "was", *(one.name for one in list_fields.FIELDS if one.kind == "tier"))


def names() -> dict[str, Any]:
    found: dict[str, Any] = dict(SHORT)
    for field in list_fields.FIELDS:
        if not field.is_range:
            found[field.name] = field.label
            continue
        for end, words in ENDS.items():
            found[f"{field.name}{end}"] = words % {"name": field.label}
    return found


def codes() -> dict[str, Callable[[], Mapping[str, Any]]]:
    """By filter a function that knows its codes."""
    chosen = {one.name: one.choices for one in list_fields.FIELDS if one.choices}
    switches = {"risk": YES, "falls": YES}
    known = {"kind": profile_words.KINDS, "status": profile_words.STATUSES}
    found: dict[str, Callable[[], Mapping[str, Any]]] = {
        name: partial(dict, words) for name, words in {**chosen, **known, **switches}.items()
    }
    return found | dict.fromkeys(OF_TIERS, tier_names)


def tier_names() -> dict[str, Any]:
    """Tiers of every published scheme; where two schemes use one code, the home's first says it."""
    ladders = reversed(tiering.ladders())
    return {step.tier: step.name for ladder in ladders for step in ladder.steps}
