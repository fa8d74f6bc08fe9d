"""The customers behind a cell of the matrix: where they stood, where they stand, with what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hengke.apps.customers.api import shown_name
from hengke.apps.tiering import figures, queries
from hengke.apps.tiering.ladder import Ladder, Step
from hengke.apps.tiering.migration_address import Asked
from hengke.apps.tiering.models import Assessment


@dataclass(frozen=True)
class Row:
    """One customer. `before` and `after` are None where the tier is unknown."""

    customer_id: str
    name: str
    before: Step | None
    after: Step | None
    value_before: str | None
    value_after: str | None
    aum_minor: int | None


def rows(found: Sequence[Any], *, user: Any, ladder: Ladder, asked: Asked) -> list[Row]:
    """Two queries for a page of any length: the records, and the later assessments."""
    numbers = [one.customer_id for one in found]
    known = queries.customers_of(numbers, user=user)
    later = _values(numbers, asked)
    return [
        Row(
            customer_id=one.customer_id,
            name=shown_name(known[one.customer_id], user),
            before=ladder.named(one.before),
            after=ladder.named(one.after),
            value_before=figures.value(one.value_minor, ladder),
            value_after=figures.value(later.get(one.customer_id), ladder),
            aum_minor=one.aum_minor,
        )
        for one in found
        if one.customer_id in known
    ]


def _values(numbers: Sequence[str], asked: Asked) -> dict[str, int | None]:
    found = Assessment.objects.filter(
        policy=asked.policy, assessed_on=asked.last, customer_id__in=list(numbers)
    )
    return dict(found.values_list("customer_id", "value_minor"))
