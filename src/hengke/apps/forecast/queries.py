"""Reads of forecasts."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db.models import QuerySet

from hengke.apps.forecast.models import Error, Forecast
from hengke.apps.privacy import api as privacy
from hengke.policies.forecast import ForecastPolicy, load


def of_customer(customer_id: str) -> Forecast | None:
    """Of a customer already found through `visible_to`. None for who wants no personalised
    processing."""
    return Forecast.objects.filter(privacy.ranked(), customer_id=customer_id).first()


def errors() -> QuerySet[Error]:
    """How methods did, of the whole bank: of nobody in it."""
    return Error.objects.order_by("quantity", "months", "pk")


def measured() -> list[Error]:
    """How the methods used did, of the whole bank and by band: of nobody in it."""
    return list(Error.objects.filter(chosen=1))


def policy(version: str | None, on: date) -> ForecastPolicy | None:
    """The policy that foresaw; None where it has changed since."""
    home = settings.HENGKE_HOME
    found: ForecastPolicy = load(on=on, own=None if home is None else home.forecast_policies)
    return found if found.version == version else None
