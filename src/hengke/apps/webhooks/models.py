"""Who wants to be told, what happened, and how far telling got."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from hengke.apps.webhooks import kinds

WAITING, DELIVERED, DEAD = "waiting", "delivered", "dead"


class Subscription(models.Model):
    """One address that is told of some events. `secret` is sealed; it was shown once."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    url = models.TextField()
    events = models.JSONField(default=list)
    secret = models.TextField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["ended_at", "owner"], name="webhooks_sub_alive")]

    def __str__(self) -> str:
        return f"subscription {self.pk}"

    @property
    def told_of(self) -> list[tuple[str, Any]]:
        """Its events with their words."""
        return [(kind, kinds.said(kind)) for kind in self.events]


class Event(models.Model):
    """One thing that happened, written in its transaction. `ids` names things, never people."""

    id = models.TextField(primary_key=True)
    kind = models.TextField()
    ids = models.JSONField(default=dict)
    happened_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def what(self) -> Any:
        return kinds.said(self.kind)


class Delivery(models.Model):
    """One event for one subscription. Sending again makes another row that names the first."""

    id = models.TextField(primary_key=True)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries")
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="+")
    again_of = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.TextField(default=WAITING)
    attempts = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    answered = models.PositiveIntegerField(null=True)  # HTTP status of the last attempt
    problem = models.TextField(blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], name="webhooks_del_due", condition=Q(state=WAITING)),
            models.Index(fields=["subscription", "-made_at", "id"], name="webhooks_del_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[WAITING, DELIVERED, DEAD]), name="webhooks_del_state"
            ),
            models.CheckConstraint(
                condition=Q(state=WAITING, next_at__isnull=False, ended_at__isnull=True)
                | (~Q(state=WAITING) & Q(next_at__isnull=True, ended_at__isnull=False)),
                name="webhooks_del_waits_or_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.state}"
