"""How recommendations and what came of them end when the time of a customer is over."""

from __future__ import annotations

from functools import partial
from typing import Any

from hengke.apps.privacy.api import Owner
from hengke.apps.recommendation.models import (
    Notice,
    Outcome,
    OwnPurchase,
    Recommendation,
    Standing,
)


def owners() -> list[Owner]:
    """What was shown is marketing; a warning that the customer signed proves the bank's duty, and
    stays as long as the identity."""
    results: tuple[Any, ...] = (Standing, Recommendation, Notice, Outcome, OwnPurchase)
    marketing: tuple[Any, ...] = (Recommendation, Outcome)
    return [
        Owner(category, one._meta.db_table, partial(_delete, one))
        for category, models in (("identity", results), ("marketing", marketing))
        for one in models
    ]


def _delete(model: Any, customer_id: str) -> int:
    return int(model.objects.filter(customer_id=customer_id).delete()[0])
