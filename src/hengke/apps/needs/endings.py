"""How needs of a customer end when their time is over."""

from __future__ import annotations

from hengke.apps.needs.models import Interview, LatentNeed, Need
from hengke.apps.privacy.api import Owner


def owners() -> list[Owner]:
    """A need, and what was answered, say what somebody could be sold: they go with marketing data,
    at the latest with the identity."""
    return [
        Owner(category, table, destroy)
        for category in ("marketing", "identity")
        for table, destroy in (
            ("needs_need", _needs),
            ("needs_interview", _interviews),
            ("needs_latentneed", _latent),
        )
    ]


def _needs(customer_id: str) -> int:
    return Need.objects.filter(customer_id=customer_id).delete()[0]


def _latent(customer_id: str) -> int:
    return LatentNeed.objects.filter(customer_id=customer_id).delete()[0]


def _interviews(customer_id: str) -> int:
    """With the answers in them, which are rows of their own."""
    found = Interview.objects.filter(customer_id=customer_id)
    count = found.count()
    found.delete()
    return count
