"""Customers change hands: the record, its tier positions, value, tags, stage, group and tasks move
together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from hengke.apps.care import api as care
from hengke.apps.clustering import api as clustering
from hengke.apps.customers import api as customers
from hengke.apps.lifecycle import api as lifecycle
from hengke.apps.recommendation import api as recommendation
from hengke.apps.tagging import api as tagging
from hengke.apps.tiering import api as tiering
from hengke.apps.value import api as value


@transaction.atomic
def hand_over(customer_ids: Sequence[str], *, manager_id: str, by: Any, now: datetime) -> list[str]:
    """The numbers that moved. The trend of each book follows with the next run."""
    moved = customers.assign(customer_ids, manager_id=manager_id, by=by, now=now)
    place = {"branch_id": by.branch_id, "manager_id": manager_id}
    tiering.rescope(moved, **place)
    tagging.rescope(moved, **place)
    care.rescope(moved, **place)
    value.rescope(moved, **place)
    lifecycle.rescope(moved, **place)
    clustering.rescope(moved, **place)
    recommendation.rescope(moved, **place)
    return moved
