"""Attestations: the owner of the data says that the rules of a class were looked at, and hold."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q


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
