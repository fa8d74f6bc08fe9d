"""Changes of who is in charge. What follows in other apps is composed by `workbench`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from hengke.apps.audit.api import record
from hengke.apps.customers import permissions, queries
from hengke.apps.customers.models import Assignment, Customer
from hengke.kernel.errors import Refused


@transaction.atomic
def assign(customer_ids: Sequence[str], *, manager_id: str, by: Any, now: datetime) -> list[str]:
    """Put customers in the charge of a manager of the same branch; the numbers that moved.

    Asking again changes nothing and leaves no second audit row. A number that the person may not
    see is refused together with the whole request: half a hand-over would go unnoticed.
    """
    asked = sorted(set(customer_ids))
    rows = list(queries.visible_to(by).filter(customer_id__in=asked).select_for_update())
    if len(rows) != len(asked):
        raise Refused(
            f"{len(asked) - len(rows)} of {len(asked)} customers are not in your branch.",
            next_step="Load the list again and choose anew.",
        )
    permissions.check_can_assign(by, rows)
    moved = [row for row in rows if row.manager_id != manager_id]
    for row in moved:
        _keep(row, manager_id=manager_id, by=by, now=now)
    Customer.objects.filter(customer_id__in=[row.customer_id for row in moved]).update(
        manager_id=manager_id
    )
    return [row.customer_id for row in moved]


def _keep(row: Customer, *, manager_id: str, by: Any, now: datetime) -> None:
    """The decision outlives the next delivery of the bank's file."""
    Assignment.objects.update_or_create(
        customer_id=row.customer_id,
        defaults={"branch_id": row.branch_id, "manager_id": manager_id, "by": by, "at": now},
    )
    record(
        "customer.assigned",
        by=by,
        target=row.customer_id,
        before=row.manager_id,
        after=manager_id,
    )
