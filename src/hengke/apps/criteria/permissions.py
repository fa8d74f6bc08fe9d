"""Who reads reviews, records them, proposes other floors, and decides on them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from hengke.apps.identity import api as identity
from hengke.kernel.errors import Refused

READ, RECORD, PROPOSE = "criteria.read", "criteria.record", "criteria.propose"
DECIDE = "criteria.decide"


def can_read(user: Any) -> bool:
    return identity.may(user, READ)


def can_record(user: Any) -> bool:
    return identity.may(user, RECORD)


def can_propose(user: Any) -> bool:
    return identity.may(user, PROPOSE)


def can_decide(user: Any) -> bool:
    return identity.may(user, DECIDE)


def check_can_record(user: Any) -> None:
    if not can_record(user):
        raise Refused(
            _("Only who owns the tier criteria can record a review."),
            next_step=_("Ask the business department to record it."),
        )


def check_can_propose(user: Any) -> None:
    if not can_propose(user):
        raise Refused(
            _("Only who owns the tier criteria can propose other floors."),
            next_step=_("Ask the business department to propose them."),
        )
