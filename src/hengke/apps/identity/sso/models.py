"""Which account at a provider belongs to which log-in."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Subject(models.Model):
    """Bound at the first log-in through the provider; from then on the provider's own number of
    the account decides, and a claim that was edited there opens nobody else's log-in."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sso_subjects"
    )
    provider = models.CharField(max_length=40)
    subject = models.CharField(max_length=255)
    bound_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "subject"], name="identity_subject_once"),
            models.UniqueConstraint(fields=["provider", "user"], name="identity_subject_user"),
        ]
