"""Changes of who is in charge, and seeing an identifier in full. What follows a hand-over in other
apps is composed by `workbench`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hengke.apps.audit.api import record, seen
from hengke.apps.customers import permissions, queries, unmasking
from hengke.apps.customers.models import Assignment, Customer, Unmasking
from hengke.kernel.errors import Refused
from hengke.web.sealed import plain

AT_ONCE = 1_000
"""Customers per hand-over: one transaction that nobody has to wait for."""


@transaction.atomic
def assign(customer_ids: Sequence[str], *, manager_id: str, by: Any, now: datetime) -> list[str]:
    """Put customers in the charge of a manager of their branch; the numbers that moved.

    An empty `manager_id` leaves them without a manager. Asking again changes nothing and leaves no
    second audit row. A number that the person may not see is refused together with the whole
    request: half a hand-over would go unnoticed.
    """
    permissions.check_can_assign(by)
    rows = _asked_for(sorted(set(customer_ids)), by=by)
    permissions.check_of_the_own_branch(by, rows)
    permissions.check_is_manager(manager_id, branch_id=by.branch_id)
    moved = [row for row in rows if row.manager_id != manager_id]
    _keep(moved, manager_id=manager_id, by=by, now=now)
    for row in moved:
        record("customer.assigned", by=by, target=row.pk, before=row.manager_id, after=manager_id)
    numbers = [row.pk for row in moved]
    Customer.objects.filter(pk__in=numbers).update(manager_id=manager_id)
    return numbers


@transaction.atomic
def unmask(
    customer: Customer, field: str, *, purpose: str, note: str = "", by: Any, now: datetime
) -> str | None:
    """One identifier in full; who saw it, and what for, is written down in the same transaction.

    The audit row names field and purpose; the note, which may hold anything, is kept sealed.
    """
    permissions.check_can_unmask(by, field)
    unmasking.check_purpose(purpose, note.strip(), now=now)
    Unmasking.objects.create(
        customer_id=customer.pk, field=field, purpose=purpose, note=note.strip(), by=by, at=now
    )
    record("customers.unmasked", by=by, target=customer.pk, field=field, purpose=purpose)
    seen(by, customer.pk, page="unmasked")
    return plain(getattr(customer, field))


def _asked_for(numbers: list[str], *, by: Any) -> list[Customer]:
    if len(numbers) > AT_ONCE:
        raise Refused(
            _("%(count)d customers are more than the %(most)d that change hands at once.")
            % {"count": len(numbers), "most": AT_ONCE},
            next_step=_("Narrow the list, or bring a customers file that names the managers."),
        )
    rows = queries.visible_to(by, "customers.assign").filter(pk__in=numbers).order_by("pk")
    found = list(rows.select_for_update())
    if len(found) != len(numbers):
        raise Refused(
            _("%(missing)d of %(count)d customers are not in your branch.")
            % {"missing": len(numbers) - len(found), "count": len(numbers)},
            next_step=_("Load the list again and choose anew."),
        )
    return found


def _keep(rows: list[Customer], *, manager_id: str, by: Any, now: datetime) -> None:
    """The decision outlives the next delivery of the bank's file."""
    Assignment.objects.bulk_create(
        [
            Assignment(
                customer_id=row.pk, branch_id=row.branch_id, manager_id=manager_id, by=by, at=now
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["customer_id"],
        update_fields=["branch_id", "manager_id", "by", "at"],
    )
