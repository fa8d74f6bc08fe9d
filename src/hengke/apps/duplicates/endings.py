"""How pairs and merges end when the time of a customer is over."""

from __future__ import annotations

from django.db.models import Q

from hengke.apps.duplicates.models import Merge, Pair
from hengke.apps.privacy.api import Owner


def owners() -> list[Owner]:
    return [
        Owner("identity", "duplicates_merge", _merges),
        Owner("identity", "duplicates_pair", _pairs),
    ]


def _merges(customer_id: str) -> int:
    """That two numbers were one stays, without the values."""
    rows = Merge.objects.filter(Q(survivor_id=customer_id) | Q(merged_id=customer_id))
    return rows.update(kept={})


def _pairs(customer_id: str) -> int:
    """Pairs that led to a merge stay as its reason; likeness and words go."""
    rows = Pair.objects.filter(Q(left_id=customer_id) | Q(right_id=customer_id))
    gone = rows.filter(merges=None).delete()[0]
    return gone + rows.update(same=[], differ=[], exact=[], reason="")
