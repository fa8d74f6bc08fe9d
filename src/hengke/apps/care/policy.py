"""States of a task, as a table: what may follow what."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from hengke.apps.care.models import DONE, OPEN, SNOOZED, Contact, Task
from hengke.kernel.errors import Refused

MAY_BECOME = {
    OPEN: (DONE, SNOOZED),
    SNOOZED: (DONE, SNOOZED, OPEN),
    DONE: (OPEN,),
}
LONGEST_SNOOZE = timedelta(days=90)
"""Beyond a quarter a task is not late, it is forgotten."""


def check_can_become(task: Task, status: str) -> None:
    """Refuse a step that somebody else has made impossible in the meantime."""
    if status not in MAY_BECOME[task.status]:
        raise Refused(
            _("This task was already dealt with."),
            next_step=_("Load the list again to see where it stands."),
        )


def check_snooze(until: date, *, today: date) -> None:
    if not today < until <= today + LONGEST_SNOOZE:
        raise Refused(
            _("A task can wait from one day to ninety days."),
            next_step=_("Choose a day within that time."),
        )


def check_can_withdraw(contact: Contact) -> None:
    if contact.withdrawn_at is not None:
        raise Refused(_("This contact was already withdrawn."))
