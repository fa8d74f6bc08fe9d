"""How published values end when the time of a customer is over."""

from __future__ import annotations

from functools import partial
from typing import Any

from hengke.apps.privacy.api import Owner
from hengke.apps.value.models import CustomerValue, Lifetime, ProductValue


def owners() -> list[Owner]:
    results: tuple[Any, ...] = (CustomerValue, Lifetime, ProductValue)
    return [Owner("identity", one._meta.db_table, partial(_delete, one)) for one in results]


def _delete(model: Any, customer_id: str) -> int:
    return int(model.objects.filter(customer_id=customer_id).delete()[0])
