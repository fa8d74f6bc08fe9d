"""What follows a hand-over: stages carry who may see them."""

from __future__ import annotations

from collections.abc import Sequence

from hengke.apps.lifecycle.models import Leaving, Place


def rescope(customer_ids: Sequence[str], *, branch_id: str, manager_id: str) -> int:
    """Follow a hand-over; the action that moved the customers opens the transaction and writes the
    audit row. The counts of both books follow with the next run."""
    place = {"branch_id": branch_id, "manager_id": manager_id}
    Leaving.objects.filter(customer_id__in=list(customer_ids)).update(**place)
    return Place.objects.filter(customer_id__in=list(customer_ids)).update(**place)
