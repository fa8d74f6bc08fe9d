"""Machine words of results in the reader's language: states, and the chip that carries each."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from hengke.apps.tiering.ladder import language
from hengke.apps.tiering.models import OverrideStatus
from hengke.engine.tiering.explain_words import UNKNOWN, UNKNOWN_OTHERWISE
from hengke.web.composition import Chip

Lazy = Any


STATES = {
    "new": Chip(_("New"), "info"),
    "normal": Chip(_("Keeping"), "ok"),
    "watch": Chip(_("On watch"), "warn"),
    "upgraded": Chip(_("Upgraded"), "ok"),
    "downgraded": Chip(_("Downgraded"), "crit"),
    "protected": Chip(_("Protected"), "info"),
    "overridden": Chip(_("Set by hand"), "info"),
    "excluded": Chip(_("Left out"), ""),
    "unknown": Chip(_("Unknown"), ""),
}
REASONS = {
    "status_active": _("the status of the customer is left out by the policy"),
    "status_frozen": _("frozen: nothing moves"),
    "status_deceased": _("deceased: nothing moves"),
    "status_blacklisted": _("blacklisted: nothing moves"),
    "status_closed": _("closed: nothing moves"),
    "set_by_hand": _("set by hand, approved by a second person"),
    "measure_unknown": _("the figure is unknown: nothing moves"),
    "first_assessment": _("first assessment"),
    "floor_reached": _("a higher floor was reached"),
    "floor_kept": _("the line was kept"),
    "fails_cleared": _("back above the line: the count is cleared"),
    "fails_reduced": _("a good period takes one off the count"),
    "grandfathered": _("protected by a transition rule"),
    "new_customer": _("protected as a new customer"),
    "below_floor": _("below the line, the grace is running"),
    "waits_for_fall_day": _("the grace is used up; tiers fall on fixed days only"),
    "grace_used_up": _("below the line until the grace was used up"),
}
OVERRIDES = {
    OverrideStatus.REQUESTED: Chip(_("Waiting"), "warn"),
    OverrideStatus.APPROVED: Chip(_("Approved"), "ok"),
    OverrideStatus.REJECTED: Chip(_("Rejected"), "crit"),
    OverrideStatus.EXPIRED: Chip(_("Ended"), ""),
}
SHOWS = {
    "risk": _("At risk"),
    "watch": _("On watch"),
    "maturing": _("Maturing"),
    "unknown": _("Unknown"),
    "all": _("All"),
    "plain": _("Not personalised"),
}
SORTS = {"fall": _("Probability"), "aum": _("Assets"), "gap": _("Gap")}
MEASURES = {
    "month_average": _("Month average"),
    "quarter_average": _("Quarter average"),
    "month_end": _("Month-end balance"),
    "star_points": _("Star points"),
    "composite_score": _("Composite score"),
}
NO_TIER = _("no tier was computed")


def unknown(word: str | None) -> str | None:
    """Why a figure is unknown, as a half sentence in the words of the explanations."""
    if not word:
        return None
    return UNKNOWN.get(word, UNKNOWN_OTHERWISE)[language()]


def state(word: str | None) -> Chip | None:
    return None if word is None else STATES.get(word, Chip(word))


def reason(code: str | None) -> Lazy:
    """Why an assessment decided as it did; a code without a word is shown as it came."""
    return None if not code else REASONS.get(code, code)


def override_status(word: str) -> Chip:
    return OVERRIDES.get(OverrideStatus(word), Chip(word))


def measure(word: str) -> Lazy:
    return MEASURES.get(word, word)
