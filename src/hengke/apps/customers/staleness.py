"""Values older than the policy allows: whose, which fields, and how many customers per branch.

Only what is kept here has a day of collecting; a field's latest source counts.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from hengke.apps.customers import queries
from hengke.apps.customers.models import Customer
from hengke.apps.customers.record_models import Observation
from hengke.apps.customers.record_reading import policy
from hengke.apps.identity import api as identity
from hengke.kernel import clock


@dataclass(frozen=True)
class Rate:
    """One branch: customers with values kept here, and those with a value that is overdue."""

    branch_id: str
    name: str
    kept: int
    overdue: int

    @property
    def percent(self) -> int:
        """Rounded for reading; 0 and 100 are exact."""
        share = 100 * self.overdue / self.kept if self.kept else 0
        return round(share) if share in (0, 100) else min(99, max(1, round(share)))


def overdue(now: datetime) -> dict[str, tuple[str, ...]]:
    """Customer number to the fields that must be asked for again; one query for the whole bank."""
    found: dict[str, list[str]] = defaultdict(list)
    for number, field in _stale(now).values_list("customer_id", "field"):
        found[number].append(field)
    return {number: tuple(sorted(fields)) for number, fields in found.items()}


def rates(user: Any, now: datetime) -> list[Rate]:
    """Per branch that the person may see, the highest share first."""
    book = queries.visible_to(user)
    kept = _counted(book.filter(pk__in=_in_force().values("customer_id")))
    late = _counted(book.filter(pk__in=_stale(now).values("customer_id")))
    names = identity.unit_names(list(kept))
    rows = [Rate(one, names.get(one, one), kept[one], late.get(one, 0)) for one in kept]
    return sorted(rows, key=lambda row: (-row.overdue / row.kept, row.branch_id))


def _in_force() -> QuerySet[Observation]:
    return Observation.objects.filter(ended_on__isnull=True).exclude(value="")


def _stale(now: datetime) -> QuerySet[Any]:
    limits = policy(now).ages.items()
    if not limits:
        return Observation.objects.none()
    late = reduce(
        or_,
        (Q(field=one, last__lt=clock.day(now) - timedelta(days=days)) for one, days in limits),
    )
    latest = _in_force().order_by().values("customer_id", "field")
    return latest.annotate(last=Max("collected_on")).filter(late)


def _counted(book: QuerySet[Customer]) -> dict[str, int]:
    rows = book.order_by().values("branch_id").annotate(number=Count("pk"))
    return dict(rows.values_list("branch_id", "number"))
