"""How needs of a customer end when their time is over."""

from __future__ import annotations

from django.db.models import QuerySet

from hengke.apps.needs.models import Interview, LatentNeed, Need, Outlook, Plan
from hengke.apps.needs.plan_models import PlanState
from hengke.apps.privacy.api import Owner


def owners() -> list[Owner]:
    """A need, and what was answered, say what somebody could be sold: they go with marketing data,
    at the latest with the identity. So does a plan; one that was accepted is what was agreed, and
    stays as long as the identity."""
    both = (
        ("needs_need", _needs),
        ("needs_interview", _interviews),
        ("needs_latentneed", _latent),
        ("needs_outlook", _outlook),
    )
    return [
        *(Owner(one, *owned) for one in ("marketing", "identity") for owned in both),
        Owner("marketing", "needs_plan", _plans_not_agreed),
        Owner("identity", "needs_plan", _plans),
    ]


def _needs(customer_id: str) -> int:
    return Need.objects.filter(customer_id=customer_id).delete()[0]


def _latent(customer_id: str) -> int:
    return LatentNeed.objects.filter(customer_id=customer_id).delete()[0]


def _outlook(customer_id: str) -> int:
    return Outlook.objects.filter(customer_id=customer_id).delete()[0]


def _interviews(customer_id: str) -> int:
    """With the answers in them, which are rows of their own."""
    found = Interview.objects.filter(customer_id=customer_id)
    count = found.count()
    found.delete()
    return count


def _plans_not_agreed(customer_id: str) -> int:
    return _ended(Plan.objects.exclude(status=PlanState.ACCEPTED).filter(customer_id=customer_id))


def _plans(customer_id: str) -> int:
    return _ended(Plan.objects.filter(customer_id=customer_id))


def _ended(found: QuerySet[Plan]) -> int:
    """With the items and answers in them, which are rows of their own."""
    count = found.count()
    found.delete()
    return count
