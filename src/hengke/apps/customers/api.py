"""The door of customers: what the apps above may use."""

from __future__ import annotations

from hengke.apps.customers.actions import AT_ONCE, assign
from hengke.apps.customers.models import (
    UNASSIGNED_BRANCH,
    AssetPoint,
    Assignment,
    BookPoint,
    Customer,
    Holding,
    Movement,
    Relation,
)
from hengke.apps.customers.permissions import can_assign
from hengke.apps.customers.queries import (
    asset_points,
    assignment,
    book_points,
    holdings,
    household,
    managers,
    movements,
    names,
    relations,
    scope,
    visible_to,
)
from hengke.apps.customers.shown import is_responsible, masked_name, shown_name

__all__ = [
    "AT_ONCE",
    "UNASSIGNED_BRANCH",
    "AssetPoint",
    "Assignment",
    "BookPoint",
    "Customer",
    "Holding",
    "Movement",
    "Relation",
    "asset_points",
    "assign",
    "assignment",
    "book_points",
    "can_assign",
    "holdings",
    "household",
    "is_responsible",
    "managers",
    "masked_name",
    "movements",
    "names",
    "relations",
    "scope",
    "shown_name",
    "visible_to",
]
