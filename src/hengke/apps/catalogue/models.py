"""Attestations: the owner of the data says that the rules of a class were looked at, and hold."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from hengke.web.stamped import Stamped


class Attestation(models.Model):
    """One class, attested by one person for a time; a later one follows, none is changed."""

    data_class = models.TextField()
    policy_version = models.TextField()
    columns = models.PositiveIntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["data_class", "-at"], name="attestation_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("valid_from")), name="attestation_lasts"
            )
        ]

    def __str__(self) -> str:
        return f"{self.data_class} {self.valid_from} - {self.valid_until}"


class MarketSeries(Stamped):
    """Where a series of market data stands (engine/market/columns.py), exchanged by every run. Null
    is unknown; `in_force` 0: too old for rules."""

    kind = models.TextField()
    base = models.TextField()
    quote = models.TextField()
    code = models.TextField(null=True)
    rate_date = models.DateField(null=True)
    rate_e8 = models.BigIntegerField(null=True)
    source = models.TextField(null=True)
    age_days = models.BigIntegerField(null=True)
    in_force = models.BigIntegerField(null=True)
    before_on = models.DateField(null=True)
    before_e8 = models.BigIntegerField(null=True)
    policy_version = models.TextField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["kind", "base", "quote"], name="market_series_once"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.base}/{self.quote}"
