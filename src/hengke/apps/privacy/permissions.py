"""Who may do what with rights of customers: `can_x` asks, `check_can_x` refuses."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from hengke.kernel.errors import Refused

RECORDS = ("rm", "branch_head", "business", "complaints")
DECIDES = ("business", "risk")
HANDLES = ("business", "complaints")
REVIEWS = ("branch_head", "business", "complaints")
READS = (*RECORDS, "risk", "auditor")


def _role(user: Any) -> str:
    return str(getattr(user, "role", ""))


def can_record(user: Any) -> bool:
    """Writes down what a customer says: consents, choices, requests."""
    return _role(user) in RECORDS


def can_decide(user: Any) -> bool:
    return _role(user) in DECIDES


def can_handle(user: Any) -> bool:
    """Works on restricted customers, whom nobody else sees."""
    return _role(user) in HANDLES


def can_hold(user: Any) -> bool:
    return _role(user) in ("risk", "business", "branch_head")


def can_review(user: Any) -> bool:
    return _role(user) in REVIEWS


def can_assess(user: Any) -> bool:
    return _role(user) in ("business", "risk", "data")


def check_can_read(user: Any) -> None:
    if _role(user) not in (*READS, "data"):
        raise PermissionDenied


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
    if user.username in barred:
        raise Refused(
            _("Who took part in a decision does not review it."),
            next_step=_("Somebody else answers the request."),
        )
