"""What stages and lists are called, and the tone that carries each."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from hengke.policies.lifecycle import STAGES
from hengke.web.composition import Chip

CHIPS = {
    "prospect": Chip(_("Prospect"), "info"),
    "new": Chip(_("New customer"), "info"),
    "growing": Chip(_("Growing"), "ok"),
    "stable": Chip(_("Stable"), ""),
    "mature": Chip(_("Mature"), "ok"),
    "at_risk": Chip(_("At risk of leaving"), "warn"),
    "dormant": Chip(_("Dormant"), "warn"),
    "lost": Chip(_("Lost"), "crit"),
}
UNKNOWN = Chip(_("Unknown"))
SHOWS = {
    "losing": _("Potential loss"),
    "leaving": _("Likely to leave"),
    "dormant": _("Wake-up list"),
    "moved": _("Changed stage"),
    "unknown": _("Stage unknown"),
}
ORDER = (*STAGES, "")
"""Rows and columns of the matrix; '' is unknown."""


def stage(code: str | None) -> Chip:
    """A stage that a later policy invents is shown by its code."""
    return CHIPS.get(code, Chip(code)) if code else UNKNOWN


def stage_word(code: str | None) -> Any:
    """The stage in words alone."""
    return stage(code).label


def show(word: str) -> Any:
    """The name of a list: of a flag or of a stage."""
    return SHOWS.get(word) or stage(word).label
