"""Who may do what with customer records: `can_x` asks, `check_can_x` refuses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hengke.apps.customers import queries
from hengke.apps.customers.models import Customer
from hengke.kernel.errors import Refused


def can_assign(user: Any) -> bool:
    """A branch head hands out the customers of the branch."""
    return getattr(user, "role", None) == "branch_head" and bool(user.branch_id)


def check_can_assign(user: Any, customers: Sequence[Customer]) -> None:
    """Only a branch head, and only customers of the own branch."""
    if not can_assign(user):
        raise Refused(
            "Only a branch head can change who is in charge of a customer.",
            next_step="Ask the head of the branch.",
        )
    foreign = [row.customer_id for row in customers if row.branch_id != user.branch_id]
    if foreign:
        raise Refused(f"{len(foreign)} of the customers do not belong to your branch.")


def check_is_manager(manager_id: str, *, branch_id: str) -> None:
    """Customers are given to a manager of the branch, or (empty) to nobody."""
    if manager_id and manager_id not in queries.managers(branch_id):
        raise Refused(
            f"{manager_id} is not a relationship manager of your branch.",
            next_step="Choose one of the branch's managers.",
        )
