"""How tiers and what people wrote of them end when the time of a customer is over.

Results go here as well as in the lake: a publishing exchanges what differs between two runs, and of
who left the lake neither says anything.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from hengke.apps.privacy.api import Owner
from hengke.apps.tiering import actions
from hengke.apps.tiering.models import Assessment, Passage, Position, TierOverride


def owners() -> list[Owner]:
    results: tuple[Any, ...] = (Position, Passage, Assessment)
    return [
        *(Owner("identity", one._meta.db_table, partial(_delete, one)) for one in results),
        Owner("identity", TierOverride._meta.db_table, actions.forget),
    ]


def _delete(model: Any, customer_id: str) -> int:
    return int(model.objects.filter(customer_id=customer_id).delete()[0])
