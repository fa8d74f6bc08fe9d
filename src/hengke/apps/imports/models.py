"""Runs and batches as the lake knows them (published), and deliveries people upload (kept)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Run(models.Model):
    """One nightly run. Exactly the run whose results the workbench shows is current."""

    run_id = models.TextField(primary_key=True)
    as_of = models.DateField()
    known_at = models.TextField()
    engine = models.TextField()
    created_at = models.DateTimeField()
    seconds = models.FloatField()
    customers = models.BigIntegerField()
    policies = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    is_current = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["is_current"], condition=Q(is_current=True), name="imports_run_one_current"
            ),
        )
        indexes = (models.Index(fields=["-created_at"], name="imports_run_newest"),)

    def __str__(self) -> str:
        return self.run_id


class Batch(models.Model):
    """One accepted delivery as the lake's manifest names it."""

    id = models.TextField(primary_key=True)
    source = models.TextField()
    created_at = models.DateTimeField()
    status = models.TextField()
    tables = models.JSONField(default=list)
    files = models.JSONField(default=list)
    earliest_date = models.DateField(null=True)
    latest_date = models.DateField(null=True)

    class Meta:
        indexes = (models.Index(fields=["-created_at"], name="imports_batch_newest"),)

    def __str__(self) -> str:
        return self.id


class DeliveryStatus(models.TextChoices):
    UPLOADED = "uploaded"
    CHECKING = "checking"
    CHECKED = "checked"
    IMPORTING = "importing"
    WAITING = "waiting"  # looks unlike the last delivery; a person must confirm
    IMPORTED = "imported"
    FAILED = "failed"
    UNDOING = "undoing"
    UNDONE = "undone"
    DISCARDED = "discarded"


class Delivery(models.Model):
    """Files handed over on the page: where they lie, how they are read, and how far they got."""

    folder = models.TextField()  # name below HOME/inbox, made by us or picked from a list
    mapping = models.TextField()
    files = models.JSONField(default=list)  # [{"name", "bytes"}]
    status = models.TextField(choices=DeliveryStatus, default=DeliveryStatus.UPLOADED)
    job_id = models.TextField(blank=True, default="")
    report = models.JSONField(default=dict)  # Report.to_json() of the last check or import
    message = models.TextField(blank=True, default="")
    next_step = models.TextField(blank=True, default="")
    sentences = models.JSONField(default=dict)  # how those two were made, kernel/sentences.py
    batch_id = models.TextField(blank=True, default="")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="imports_delivery_confirmed_pair",
            ),
            models.CheckConstraint(
                condition=~Q(status=DeliveryStatus.IMPORTED) | ~Q(batch_id=""),
                name="imports_delivery_has_batch",
            ),
        )
        indexes = (models.Index(fields=["-created_at"], name="imports_delivery_newest"),)

    def __str__(self) -> str:
        return f"{self.folder} ({self.status})"
