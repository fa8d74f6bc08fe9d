"""How published forecasts end when the time of a customer is over."""

from __future__ import annotations

from hengke.apps.forecast.models import Forecast
from hengke.apps.privacy.api import Owner


def owners() -> list[Owner]:
    return [Owner("identity", Forecast._meta.db_table, _delete)]


def _delete(customer_id: str) -> int:
    return int(Forecast.objects.filter(customer_id=customer_id).delete()[0])
