"""Who may read recommendations, write down what came of them, and decide on own wishes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from hengke.apps.identity import api as identity
from hengke.kernel.errors import Refused

READ, RECORD, DECIDE = "recommendation.read", "recommendation.record", "recommendation.decide"


def can_read(user: Any) -> bool:
    return identity.may(user, READ)


def can_record(user: Any) -> bool:
    return identity.may(user, RECORD)


def can_decide(user: Any) -> bool:
    return identity.may(user, DECIDE)


def check_can_record(user: Any) -> None:
    if not can_record(user):
        raise Refused(
            _("Your role does not write down what customers were offered."),
            next_step=_("Ask the customer's relationship manager."),
        )
