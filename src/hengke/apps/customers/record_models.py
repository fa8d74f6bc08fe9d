"""What people own of the customer record. It survives publishing: no run writes these tables."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

PERSON, INSTITUTION = "person", "institution"


class Source(models.TextChoices):
    """Where a value comes from; which of them are independent says the policy."""

    CUSTOMER = "customer", _("The customer said so")
    DOCUMENT = "document", _("Seen in a document")
    REGISTRY = "registry", _("Asked of a public register")
    THIRD_PARTY = "third_party", _("A third party")
    STAFF = "staff", _("Own knowledge of the manager")


def person(*, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=null
    )


class Record(models.Model):
    """One row per customer whose record people have worked on. `version` grows with every change;
    who saves against an older one is told. `opened_here`: the core system may not know it yet."""

    customer_id = models.TextField(primary_key=True)
    kind = models.TextField(choices=[(PERSON, _("Person")), (INSTITUTION, _("Institution"))])
    branch_id = models.TextField(default="unassigned")
    manager_id = models.TextField(default="", blank=True)
    opened_here = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    changed_by = person()

    class Meta:
        indexes = [
            models.Index(fields=["opened_here", "manager_id", "-changed_at"], name="record_rm"),
            models.Index(fields=["opened_here", "branch_id", "-changed_at"], name="record_branch"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[PERSON, INSTITUTION]), name="record_kind")
        ]

    def __str__(self) -> str:
        return self.customer_id


class Observation(models.Model):
    """One value of one field, as one source had it: from `collected_on`, until `ended_on` (not
    included). `value` is sealed. Rows are ended, never rewritten or deleted: they are the history.
    `value_key` is the blind index of an identifier (entered.py), empty for any other value.
    `settled_against`, sealed, is what the core system said when a person decided against it.
    """

    customer_id = models.TextField()
    field = models.TextField()
    value = models.TextField()
    value_key = models.TextField(blank=True, default="")
    source = models.TextField(choices=Source)
    collected_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = person()
    reason = models.TextField(blank=True, default="")
    ended_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = person(null=True)
    ended_reason = models.TextField(blank=True, default="")
    settled_against = models.TextField(blank=True, default="")
    settled_reason = models.TextField(blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["customer_id", "field", "source"], name="observation_of"),
            models.Index(
                fields=["value_key", "field"], condition=~Q(value_key=""), name="observation_found"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer_id", "field", "source"],
                condition=Q(ended_on__isnull=True),
                name="observation_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("collected_on")),
                name="observation_ends_later",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_on__isnull=False, ended_at__isnull=False, ended_by__isnull=False),
                name="observation_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.field} {self.source} {self.collected_on}"


class Correction(models.Model):
    """A request that the core system correct one of its fields. `value` is sealed. It is brought
    when the core system delivers that value, which is seen when the record is read."""

    customer_id = models.TextField()
    field = models.TextField()
    value = models.TextField()
    reason = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = person()
    rejected_at = models.DateTimeField(null=True)
    rejected_by = person(null=True)
    rejected_reason = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["customer_id", "field"], name="correction_of")]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="correction_has_reason"),
            models.CheckConstraint(
                condition=Q(rejected_at__isnull=True, rejected_by__isnull=True)
                | Q(rejected_at__isnull=False, rejected_by__isnull=False),
                name="correction_rejected_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.field} {self.asked_at:%Y-%m-%d}"
