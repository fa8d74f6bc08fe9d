"""Who may do the day's work: `can_x` asks, `check_can_x` refuses."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from hengke.apps.care.models import Contact
from hengke.apps.identity import api as identity
from hengke.kernel.errors import Refused


def can_work(user: Any) -> bool:
    """Managers and branch heads work on tasks and record contacts; everybody else reads."""
    return identity.may(user, "care.work")


def check_can_work(user: Any) -> None:
    if not can_work(user):
        raise Refused(
            _("Only relationship managers and branch heads work on tasks and contacts."),
            next_step=_("Ask the manager in charge of the customer."),
        )


def can_withdraw(user: Any, contact: Contact) -> bool:
    """Who recorded a contact, or the branch head who answers for it."""
    reach = identity.scope_of(user, "care.withdraw")
    if reach is None or reach is identity.Scope.OWN:
        return reach is not None and contact.made_by_id == user.pk
    return True


def check_can_withdraw(user: Any, contact: Contact) -> None:
    if not can_withdraw(user, contact):
        raise Refused(
            _("Only who recorded a contact, or the head of the branch, can withdraw it."),
            next_step=_("Ask one of them."),
        )
