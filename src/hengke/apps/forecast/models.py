"""Published forecasts (engine/forecast/columns.py), exchanged by every run. Null is unknown."""

from __future__ import annotations

from django.db import models

from hengke.web.stamped import Stamped


class Forecast(Stamped):
    """What is foreseen of one customer. Read once the customer was found."""

    customer_id = models.TextField(unique=True)
    now_minor = models.BigIntegerField(null=True)
    next_on = models.DateField(null=True)
    next_minor = models.BigIntegerField(null=True)
    next_low_minor = models.BigIntegerField(null=True)
    next_high_minor = models.BigIntegerField(null=True)
    next_method = models.TextField(null=True)
    later_on = models.DateField(null=True)
    later_minor = models.BigIntegerField(null=True)
    later_low_minor = models.BigIntegerField(null=True)
    later_high_minor = models.BigIntegerField(null=True)
    later_method = models.TextField(null=True)
    change_ppm = models.BigIntegerField(null=True)
    month_on = models.DateField(null=True)
    bookings = models.FloatField(null=True)
    bookings_low = models.BigIntegerField(null=True)
    bookings_high = models.BigIntegerField(null=True)
    bookings_method = models.TextField(null=True)
    assets_reason = models.TextField(null=True)
    bookings_reason = models.TextField(null=True)
    policy_version = models.TextField(null=True)

    def __str__(self) -> str:
        return f"{self.customer_id} {self.next_on}"


class Error(Stamped):
    """How far one method misses in one band, tried on months that are over. Of no customer."""

    quantity = models.TextField()
    months = models.BigIntegerField()
    band = models.TextField()
    method = models.TextField()
    customers = models.BigIntegerField(null=True)
    n = models.BigIntegerField(null=True)
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    mae = models.FloatField(null=True)
    wape = models.FloatField(null=True)
    mase = models.FloatField(null=True)
    coverage = models.FloatField(null=True)
    chosen = models.BigIntegerField(null=True)
    policy_version = models.TextField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["quantity", "months", "band", "method"], name="forecast_error_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.quantity} {self.months} {self.band} {self.method}"
