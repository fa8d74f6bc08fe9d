"""What the lake still holds of customers whose identity was destroyed here: told, and written down.

The lake is written to by commands alone. They ask who is waiting and say what went; a customer
waits until there is a row of the log for it, so that a lake that was busy is done by the next call.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from hengke.apps.audit.api import record
from hengke.apps.privacy import owners, queries
from hengke.apps.privacy.models import Destruction
from hengke.policies.privacy.scheme import IDENTITY

LAKE = "lake"
"""The category of the log for what lay in the lake: the identity and what was booked."""


@dataclass(frozen=True)
class Waiting:
    """A customer destroyed in the workbench and not in the lake yet, under all of its numbers.
    `held`: a legal hold placed meanwhile stops it."""

    destruction: Destruction
    numbers: tuple[str, ...]
    held: bool


def waiting() -> list[Waiting]:
    """Oldest first; one row per customer."""
    told = Destruction.objects.filter(
        customer_id=OuterRef("customer_id"), category=LAKE, pk__gt=OuterRef("pk")
    )
    rows = Destruction.objects.filter(~Exists(told), category=IDENTITY).order_by("-pk")
    found = {row.customer_id: row for row in rows}  # of several the oldest
    numbers = {one: tuple(owners.numbers_of(one)) for one in found}
    held = queries.held(number for some in numbers.values() for number in some)
    return [
        Waiting(row, numbers[one], not held.isdisjoint(numbers[one]))
        for one, row in reversed(found.items())
    ]


@transaction.atomic
def gone_from_lake(
    one: Waiting, rows: Mapping[str, Mapping[str, int]], *, now: datetime
) -> Destruction:
    """Write down what went; `rows` are counts per number and table."""
    sums: dict[str, int] = {}
    for number in one.numbers:
        for table, count in rows.get(number, {}).items():
            sums[table] = sums.get(table, 0) + count
    before = one.destruction
    done = Destruction.objects.create(
        customer_id=before.customer_id, category=LAKE, rule=before.rule, at=now, rows=sums
    )
    record(
        "privacy.destroyed",
        by=None, target=before.customer_id, category=LAKE, rule=before.rule, rows=sums,
    )  # fmt: skip
    return done
