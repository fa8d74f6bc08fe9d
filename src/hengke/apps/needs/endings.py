"""How needs of a customer end when their time is over."""

from __future__ import annotations

from hengke.apps.needs.models import Need
from hengke.apps.privacy.api import Owner


def owners() -> list[Owner]:
    """A need says what somebody could be sold: it goes with marketing data, at the latest with the
    identity."""
    return [Owner(category, "needs_need", _needs) for category in ("marketing", "identity")]


def _needs(customer_id: str) -> int:
    return Need.objects.filter(customer_id=customer_id).delete()[0]
