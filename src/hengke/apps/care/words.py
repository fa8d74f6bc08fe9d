"""Machine words of tasks and contacts in the reader's language, and the tone that carries each."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from hengke.apps.care.models import Channel, Outcome
from hengke.web.composition import Chip

FOLLOW_UP, APPOINTMENT, REFRESH = "follow_up", "appointment", "refresh"
PLAYBOOK = "playbook"
KINDS = {
    "downgrade": Chip(_("Tier at risk"), "warn"),
    "maturity": Chip(_("Maturing"), "warn"),
    "outflow": Chip(_("Large outflow"), "info"),
    "upgrade": Chip(_("Near next tier"), "ok"),
    "birthday": Chip(_("Birthday"), "info"),
    "risk_assessment": Chip(_("Risk assessment")),
    "id_expiry": Chip(_("Document expiry")),
    "welcome": Chip(_("New customer"), "ok"),
    PLAYBOOK: Chip(_("Lifecycle"), "info"),
    FOLLOW_UP: Chip(_("Follow-up"), "info"),
    APPOINTMENT: Chip(_("Appointment"), "ok"),
    REFRESH: Chip(_("Record overdue")),
}
OF_TIERS = ("downgrade", "upgrade")
"""Kinds that tell of a tier, a gap and a probability by being there."""
OUTCOMES = {
    Outcome.REACHED: Chip(_("Reached"), "ok"),
    Outcome.NOT_REACHED: Chip(_("No answer"), ""),
    Outcome.APPOINTMENT: Chip(_("Appointment"), "info"),
    Outcome.TAKEN_UP: Chip(_("Taken up"), "ok"),
    Outcome.DECLINED: Chip(_("Declined"), "warn"),
}
CHANNEL_ICONS = {
    Channel.PHONE: "phone",
    Channel.VISIT: "map-pin",
    Channel.MESSAGE: "message-square",
}


def kind(code: str) -> Chip:
    """A kind that a later run invents is shown by its code."""
    return KINDS.get(code, Chip(code))


def outcome(code: str) -> Chip:
    return OUTCOMES[Outcome(code)]


def kinds() -> list[tuple[str, Any]]:
    """Codes and words, for a filter."""
    return [(code, chip.label) for code, chip in KINDS.items()]
