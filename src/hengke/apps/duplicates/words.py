"""Words of the codes that pairs and choices hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hengke.apps.customers.api import labels_of
from hengke.web.composition import Chip

WHY = {
    "active": _("the other one is not active"),
    "longer_relation": _("the longer relation with the bank"),
    "more_known": _("more is known"),
    "smaller_number": _("the smaller number"),
    "known": _("the other side does not know it"),
    "verified": _("verified"),
    "recent": _("more recent"),
    "survivor": _("nothing tells them apart; the survivor's"),
    "by_hand": _("chosen by hand"),
    "together": _("goes with its document"),
}
AGREEMENT = {
    "same": Chip(_("same"), "ok"),
    "differ": Chip(_("differs"), "warn"),
    "one": Chip(_("one side only")),
    "unknown": Chip(_("unknown")),
}
FURTHER = {"kind": _("Kind of customer")}


def fields(names: Iterable[str]) -> list[Any]:
    """What fields are called; a rule of several is joined by a plus sign."""
    return [" + ".join(_label(part) for part in name.split("+")) for name in names]


def _label(name: str) -> str:
    return str(FURTHER.get(name) or labels_of([name])[0])


def rule(version: str) -> str:
    """A version of the rule of survivorship by its day, which people read."""
    name, _at, rest = version.partition("@")
    since = rest.partition(":")[0]
    return gettext("Rule of survivorship in force since %(day)s") % {"day": since or name}


def score(ppm: int | None) -> str:
    return "" if ppm is None else f"{ppm / 10_000:.1f} %"
