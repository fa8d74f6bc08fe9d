"""Segments: a rule with a name, its versions, and audiences: who was in it on a day, for ever."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Segment(models.Model):
    """A saved rule. `name` stands in other rules, as segment('name'), and never changes."""

    name = models.TextField(unique=True)
    title = models.TextField()
    expression = models.TextField()
    version = models.PositiveIntegerField(default=1)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(expression=""), name="tagging_segment_has_rule"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class SegmentVersion(models.Model):
    """What a segment said in one of its versions, and who wrote it."""

    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    title = models.TextField()
    expression = models.TextField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["segment", "version"], name="tagging_version_once"),
        )

    def __str__(self) -> str:
        return f"{self.segment_id} v{self.version}"


class Audience(models.Model):
    """Who was in a segment under one run: written once, for campaigns. `customers` is the number on
    the day; members who leave the bank later leave the list as well."""

    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="audiences")
    version = models.PositiveIntegerField()
    expression = models.TextField()
    purpose = models.TextField()
    as_of = models.DateField()
    known_at = models.TextField()
    run_id = models.TextField()
    customers = models.PositiveIntegerField()
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    frozen_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(purpose=""), name="tagging_audience_has_purpose"),
        )

    def __str__(self) -> str:
        return f"audience {self.pk} of {self.segment_id}"


class AudienceMember(models.Model):
    """One customer of an audience."""

    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="members")
    customer_id = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["audience", "customer_id"], name="tagging_member_once"),
        )
        indexes = (models.Index(fields=["customer_id"], name="tagging_member_customer"),)

    def __str__(self) -> str:
        return f"{self.audience_id} {self.customer_id}"
