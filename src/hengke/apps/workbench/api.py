"""The door of workbench: the list of customers and the facts of one, as pages show them."""

from __future__ import annotations

from hengke.apps.workbench import list_fields
from hengke.apps.workbench.list_filters import KINDS, MATURING_DAYS, QUIET_DAYS, STATUSES
from hengke.apps.workbench.list_filters import read as read_filters
from hengke.apps.workbench.list_queries import sought, turned
from hengke.apps.workbench.list_rights import SORTS
from hengke.apps.workbench.profile_assets import holding_rows, movement_rows
from hengke.apps.workbench.profile_facts import facts, flags
from hengke.apps.workbench.reader import Reader, reader_of

__all__ = [
    "KINDS",
    "MATURING_DAYS",
    "QUIET_DAYS",
    "SORTS",
    "STATUSES",
    "Reader",
    "facts",
    "flags",
    "holding_rows",
    "list_fields",
    "movement_rows",
    "read_filters",
    "reader_of",
    "sought",
    "turned",
]
