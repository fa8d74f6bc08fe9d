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
    "losing": _("Early warnings of loss"),
    "leaving": _("Likely to leave"),
    "wake_up": _("Wake-up list"),
    "moved": _("Changed stage"),
    "unknown": _("Stage unknown"),
}
SAID = {
    "losing": _(
        "By a fall against the customer's own history, of assets or of own bookings, in whatever "
        "stage; the stage At risk of leaving holds those of them whom no earlier stage claims."
    ),
    "at_risk": _(
        "Who has an early warning of loss and stands in no earlier stage; the list Early warnings "
        "of loss holds the others too."
    ),
    "wake_up": _(
        "By the rules of dormancy in use (long without own booking, for persons also next to no "
        "balance), in whatever stage; the stage Dormant holds those whom no earlier stage claims."
    ),
    "dormant": _(
        "Who meets the rules of dormancy and stands in no earlier stage (prospect, lost); the "
        "Wake-up list holds the others too."
    ),
}
"""What tells a list from those that sound alike."""
OTHER = {
    "losing": ("at_risk", "activity_waning"), "at_risk": ("losing", "activity_waning"),
    "wake_up": ("dormant", "activity_sleeping"), "dormant": ("wake_up", "activity_sleeping"),
}  # fmt: skip
"""The list, and the code of the tag (by days without own booking alone), that sound like a list."""
ORDER = (*STAGES, "")
"""Rows and columns of the matrix; '' is unknown."""


def stage(code: str | None) -> Chip:
    """A stage that a later policy invents is shown by its code."""
    return CHIPS.get(code, Chip(code)) if code else UNKNOWN


def stage_word(code: str | None) -> Any:
    """The stage in words alone."""
    return stage(code).label


def show(word: str) -> Any:
    """The name of a list: of a flag or of a stage. No flag is called like a stage, so that every
    address means one list."""
    return SHOWS.get(word) or stage(word).label
