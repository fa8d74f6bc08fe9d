"""How tags of a customer and places in audiences end when their time is over."""

from __future__ import annotations

from functools import partial
from typing import Any

from hengke.apps.privacy.api import Owner
from hengke.apps.tagging.models import AudienceMember, CustomerTags, History, ManualTag

PERSONAL: tuple[Any, ...] = (CustomerTags, History, ManualTag, AudienceMember)
MARKETING: tuple[Any, ...] = (ManualTag, AudienceMember)


def owners() -> list[Owner]:
    """What was concluded of a person goes with the identity; what was written down and collected to
    sell something, with marketing data already."""
    return [
        Owner(category, model._meta.db_table, partial(_delete, model))
        for category, models in (("identity", PERSONAL), ("marketing", MARKETING))
        for model in models
    ]


def _delete(model: Any, customer_id: str) -> int:
    return int(model.objects.filter(customer_id=customer_id).delete()[0])
