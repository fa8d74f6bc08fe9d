"""How published memberships end when the time of a customer is over."""

from __future__ import annotations

from hengke.apps.clustering.models import Member
from hengke.apps.privacy.api import Owner


def owners() -> list[Owner]:
    return [Owner("identity", Member._meta.db_table, _delete)]


def _delete(customer_id: str) -> int:
    return int(Member.objects.filter(customer_id=customer_id).delete()[0])
