"""What the API remembers of its callers: answers given to a key, and calls of a minute."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Promise(models.Model):
    """One idempotency key of one person. `answer` is sealed; null while the first call runs."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    asked = models.CharField(max_length=64)  # SHA-256 of route and body
    status = models.PositiveIntegerField(null=True)
    answer = models.TextField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="api_promise_once")]
        indexes = [models.Index(fields=["made_at"], name="api_promise_age")]

    def __str__(self) -> str:
        return f"promise {self.pk}"


class Use(models.Model):
    """Calls of one person granted in one minute, over all web processes."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    minute = models.BigIntegerField()  # since 1970
    granted = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "minute"], name="api_use_once")]

    def __str__(self) -> str:
        return f"{self.person_id} at minute {self.minute}: {self.granted}"
