"""Tasks (published by runs or set by people) and contacts (made by people, never rewritten)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hengke.web.sealed import SealedText

SERVICE = "service"
OPEN, DONE, SNOOZED = "open", "done", "snoozed"
FROM_RUN, FROM_PERSON = "run", "person"


class Task(models.Model):
    """One thing to do for a customer.

    Columns up to `run_id` belong to the run, `status` and what follows to people: a later run
    refreshes the first and leaves the second. Rows with origin `person` are no run's business.
    """

    task_key = models.TextField(primary_key=True)
    customer_id = models.TextField()
    kind = models.TextField()
    due_on = models.DateField(null=True)
    amount_minor = models.BigIntegerField(null=True)
    currency = models.TextField(null=True)
    params = models.TextField(null=True)
    score = models.FloatField(db_default=0.0)
    as_of = models.DateField(null=True)
    known_at = models.TextField(null=True)
    run_id = models.TextField(null=True)
    branch_id = models.TextField(db_default="unassigned")
    manager_id = models.TextField(db_default="")

    origin = models.TextField(db_default=FROM_RUN)
    status = models.TextField(db_default=OPEN)
    snoozed_until = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )

    class Meta:
        indexes = [
            models.Index(fields=["manager_id", "status", "-score", "task_key"], name="care_rm"),
            models.Index(fields=["branch_id", "status", "-score", "task_key"], name="care_branch"),
            models.Index(fields=["customer_id"], name="care_task_customer"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[OPEN, DONE, SNOOZED]), name="care_task_status"
            ),
            models.CheckConstraint(
                condition=Q(status=DONE, done_at__isnull=False, done_by__isnull=False)
                | (~Q(status=DONE) & Q(done_at__isnull=True, done_by__isnull=True)),
                name="care_task_done_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(status=SNOOZED, snoozed_until__isnull=False)
                | (~Q(status=SNOOZED) & Q(snoozed_until__isnull=True)),
                name="care_task_snoozed_until",
            ),
        ]

    def __str__(self) -> str:
        return self.task_key


class Outcome(models.TextChoices):
    """What came of a contact, in the words of the desk."""

    REACHED = "reached", _("Reached")
    NOT_REACHED = "not_reached", _("No answer")
    APPOINTMENT = "appointment", _("Appointment")
    TAKEN_UP = "taken_up", _("Taken up")
    DECLINED = "declined", _("Declined")


class Channel(models.TextChoices):
    PHONE = "phone", _("Phone")
    VISIT = "visit", _("Visit")
    MESSAGE = "message", _("Message")


class Contact(models.Model):
    """One contact with a customer. A mistake is withdrawn, not deleted. `purpose` is one of the
    privacy policy's; for marketing nobody is contacted without a consent."""

    customer_id = models.TextField()
    branch_id = models.TextField(default="unassigned")
    manager_id = models.TextField(default="")
    task_key = models.TextField(blank=True, default="")
    follow_up_key = models.TextField(blank=True, default="")
    outcome = models.TextField(choices=Outcome)
    channel = models.TextField(choices=Channel, default=Channel.PHONE)
    purpose = models.TextField(default=SERVICE)
    note = SealedText("note", blank=True, default="")
    happened_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["customer_id", "-made_at"], name="care_contact_customer"),
            models.Index(fields=["manager_id", "-happened_on"], name="care_contact_rm"),
            models.Index(fields=["branch_id", "-happened_on"], name="care_contact_branch"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=[outcome.value for outcome in Outcome]),
                name="care_contact_outcome",
            )
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.happened_on} {self.outcome}"
