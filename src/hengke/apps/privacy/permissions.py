"""Who may do what with rights of customers: `can_x` asks, `check_can_x` refuses."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from hengke.apps.identity import api as identity
from hengke.kernel.errors import Refused

READ, RECORD, ASSESSMENTS = "privacy.read", "privacy.record", "privacy.read_assessments"
DECIDE = "privacy.decide"


def can_record(user: Any) -> bool:
    """Writes down what a customer says: consents, choices, requests."""
    return identity.may(user, RECORD)


def can_copy(user: Any) -> bool:
    """Asks for a copy of a customer's own data: a right of its own."""
    return identity.may(user, "privacy.copy")


def can_decide(user: Any) -> bool:
    return identity.may(user, DECIDE)


def can_handle(user: Any) -> bool:
    """Works on restricted customers, whom nobody else sees."""
    return identity.may(user, "privacy.handle")


def can_hold(user: Any) -> bool:
    return identity.may(user, "privacy.hold")


def can_review(user: Any) -> bool:
    return identity.may(user, "privacy.review")


def can_assess(user: Any) -> bool:
    return identity.may(user, "privacy.assess")


def check_can_record(user: Any) -> None:
    if not can_record(user):
        raise Refused(
            _("Your role does not record what customers say."),
            next_step=_("Ask the customer's relationship manager."),
        )


def check_can_assess(user: Any) -> None:
    if not can_assess(user):
        raise Refused(
            _("Your role does not write impact assessments."),
            next_step=_("Ask the business owner."),
        )


def check_can_review(user: Any, *, barred: list[str]) -> None:
    if not can_review(user):
        raise Refused(
            _("Your role does not review decisions."),
            next_step=_("A branch head or the business owner answers it."),
        )
    if identity.usernames_of(user) & set(barred):
        raise Refused(
            _("Who took part in a decision does not review it."),
            next_step=_("Somebody else answers the request."),
        )
