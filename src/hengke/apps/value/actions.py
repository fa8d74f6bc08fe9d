"""What follows a hand-over: values carry who may see them."""

from __future__ import annotations

from collections.abc import Sequence

from hengke.apps.value.models import CustomerValue


def rescope(customer_ids: Sequence[str], *, branch_id: str, manager_id: str) -> int:
    """Follow a hand-over; the action that moved the customers opens the transaction and writes the
    audit row. The sums of both books follow with the next run."""
    rows = CustomerValue.objects.filter(customer_id__in=list(customer_ids))
    return rows.update(branch_id=branch_id, manager_id=manager_id)
