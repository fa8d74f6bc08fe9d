"""The door of care."""

from __future__ import annotations

from hengke.apps.care.actions import rescope
from hengke.apps.care.answers import CHANGED
from hengke.apps.care.day_list import context as day_context
from hengke.apps.care.listing import ContactRow, Row, columns, done_of, first_ladder, rows
from hengke.apps.care.models import DONE, Contact, Task
from hengke.apps.care.permissions import can_withdraw, can_work
from hengke.apps.care.queries import (
    QUIET_DAYS,
    contacts,
    contacts_of,
    contacts_per_manager,
    last_contacts,
    of_the_day,
    overdue,
    promised,
    quiet,
    tasks,
    tasks_of,
    today,
    work_per_manager,
)
from hengke.apps.care.refreshing import refresh

__all__ = [
    "CHANGED",
    "DONE",
    "QUIET_DAYS",
    "Contact",
    "ContactRow",
    "Row",
    "Task",
    "can_withdraw",
    "can_work",
    "columns",
    "contacts",
    "contacts_of",
    "contacts_per_manager",
    "day_context",
    "done_of",
    "first_ladder",
    "last_contacts",
    "of_the_day",
    "overdue",
    "promised",
    "quiet",
    "refresh",
    "rescope",
    "rows",
    "tasks",
    "tasks_of",
    "today",
    "work_per_manager",
]
