"""How published behaviour ends when the time of a customer is over."""

from __future__ import annotations

from hengke.apps.behaviour.models import Profile
from hengke.apps.privacy.api import Owner


def owners() -> list[Owner]:
    return [Owner("identity", Profile._meta.db_table, _delete)]


def _delete(customer_id: str) -> int:
    return int(Profile.objects.filter(customer_id=customer_id).delete()[0])
