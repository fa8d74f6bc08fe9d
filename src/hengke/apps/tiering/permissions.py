"""Who may do what with tiers: `can_x` asks, `check_can_x` refuses."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from hengke.apps.tiering.models import TierOverride
from hengke.kernel.errors import Refused

READS_CUSTOMERS = ("rm", "branch_head", "business", "auditor")
REQUESTS = ("rm", "branch_head")
DECIDES = ("branch_head", "business")
SIMULATES = ("branch_head", "business")


def can_read(user: Any) -> bool:
    """Pages with customers on them; the data engineer and nobody else stays outside."""
    return getattr(user, "role", "") in READS_CUSTOMERS


def check_can_read(user: Any) -> None:
    """The page as a whole is not for this role; nothing on it could be acted on."""
    if not can_read(user):
        raise PermissionDenied


def can_request_override(user: Any) -> bool:
    return getattr(user, "role", "") in REQUESTS


def can_decide_overrides(user: Any) -> bool:
    return getattr(user, "role", "") in DECIDES


def can_simulate(user: Any) -> bool:
    return getattr(user, "role", "") in SIMULATES


def can_decide(user: Any, override: TierOverride) -> bool:
    """The second person: may decide at all, and did not ask."""
    return can_decide_overrides(user) and override.requested_by_id != user.pk


def check_can_request_override(user: Any) -> None:
    if not can_request_override(user):
        raise Refused(
            _("Only relationship managers and branch heads can ask for a tier override."),
            next_step=_("Ask the customer's relationship manager to request it."),
        )


def check_can_decide(user: Any, override: TierOverride) -> None:
    if not can_decide_overrides(user):
        raise Refused(
            _("Only a branch head or the business owner can decide a tier override."),
            next_step=_("It stays in the inbox until one of them decides."),
        )
    if override.requested_by_id == user.pk:
        raise Refused(
            _("Who asked for an override cannot decide it."),
            next_step=_(
                "A second person has to look at it: another branch head or the business owner."
            ),
        )


def check_can_simulate(user: Any) -> None:
    if not can_simulate(user):
        raise Refused(
            _("Only branch heads and the business owner can try out a draft policy."),
            next_step=_("Ask one of them to run the simulation."),
        )
