"""Who may do what with tiers: `can_x` asks, `check_can_x` refuses."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from hengke.apps.identity import api as identity
from hengke.apps.tiering import queries
from hengke.apps.tiering.models import TierOverride
from hengke.kernel.errors import Refused


def can_read(user: Any) -> bool:
    """Tiers of customers at all."""
    return identity.may(user, queries.READ)


def can_request_override(user: Any) -> bool:
    return identity.may(user, "tiering.request_override")


def can_decide_overrides(user: Any) -> bool:
    return identity.may(user, "tiering.decide_override")


def can_simulate(user: Any) -> bool:
    return identity.may(user, "tiering.simulate")


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
