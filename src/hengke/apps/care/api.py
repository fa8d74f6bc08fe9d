"""The door of care."""

from __future__ import annotations

from hengke.apps.care.actions import (
    Outcomes,
    complete,
    record_contact,
    reopen,
    rescope,
    snooze,
    withdraw,
)
from hengke.apps.care.answers import CHANGED
from hengke.apps.care.day_list import context as day_context
from hengke.apps.care.forms import FOLLOW_UP_DAYS, NOTE_LENGTH, SORTS, STATES, TaskFilters, filtered
from hengke.apps.care.listing import (
    ContactRow,
    Row,
    columns,
    contact_row,
    done_of,
    first_ladder,
    rows,
)
from hengke.apps.care.models import DONE, Channel, Contact, Outcome, Task
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
from hengke.apps.care.reaching import purposes as purposes_of
from hengke.apps.care.refreshing import refresh
from hengke.apps.care.sentences import of as sentence_of

__all__ = [
    "CHANGED",
    "DONE",
    "FOLLOW_UP_DAYS",
    "NOTE_LENGTH",
    "QUIET_DAYS",
    "SORTS",
    "STATES",
    "Channel",
    "Contact",
    "ContactRow",
    "Outcome",
    "Outcomes",
    "Row",
    "Task",
    "TaskFilters",
    "can_withdraw",
    "can_work",
    "columns",
    "complete",
    "contact_row",
    "contacts",
    "contacts_of",
    "contacts_per_manager",
    "day_context",
    "done_of",
    "filtered",
    "first_ladder",
    "last_contacts",
    "of_the_day",
    "overdue",
    "promised",
    "purposes_of",
    "quiet",
    "record_contact",
    "refresh",
    "reopen",
    "rescope",
    "rows",
    "sentence_of",
    "snooze",
    "tasks",
    "tasks_of",
    "today",
    "withdraw",
    "work_per_manager",
]
