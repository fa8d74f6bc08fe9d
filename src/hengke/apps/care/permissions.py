"""Who may do the day's work: `can_x` asks, `check_can_x` refuses."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from hengke.apps.care.models import Contact
from hengke.kernel.errors import Refused

WORKS = ("rm", "branch_head")


def can_work(user: Any) -> bool:
    """Managers and branch heads work on tasks and record contacts; everybody else reads."""
    return getattr(user, "role", "") in WORKS


def check_can_work(user: Any) -> None:
    if not can_work(user):
        raise Refused(
            _("Only relationship managers and branch heads work on tasks and contacts."),
            next_step=_("Ask the manager in charge of the customer."),
        )


def can_withdraw(user: Any, contact: Contact) -> bool:
    """Who recorded a contact, or the branch head who answers for it."""
    return can_work(user) and (contact.made_by_id == user.pk or user.role == "branch_head")


def check_can_withdraw(user: Any, contact: Contact) -> None:
    if not can_withdraw(user, contact):
        raise Refused(
            _("Only who recorded a contact, or the head of the branch, can withdraw it."),
            next_step=_("Ask one of them."),
        )
