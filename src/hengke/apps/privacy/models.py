"""What customers allowed and asked for, what may not be destroyed, and what was.

Customers are numbers here: the app stands below the customer record.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hengke.web.sealed import SealedText


def person(*, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=null
    )


class Obtained(models.TextChoices):
    COUNTER = "counter", _("at the counter")
    PAPER = "paper", _("on paper")
    APP = "app", _("in the app")
    PHONE = "phone", _("recorded call")


CHANNELS = {
    "phone": _("telephone"), "visit": _("visit"), "message": _("message"), "sms": _("text message"),
    "email": _("e-mail"),
}  # fmt: skip
"""Words of channels; a consent may name another one, which is shown as it was written."""


class Consent(models.Model):
    """One consent, with its proof. `channel` and `field` empty = every channel, no single field;
    `recipient` only where data go to a third party. Rows are withdrawn, never changed."""

    customer_id = models.TextField()
    purpose = models.TextField()
    channel = models.TextField(blank=True, default="")
    field = models.TextField(blank=True, default="")
    recipient = models.TextField(blank=True, default="")
    by_guardian = models.BooleanField(default=False)
    given_on = models.DateField()
    expires_on = models.DateField()
    obtained = models.TextField(choices=Obtained)
    document = models.TextField()
    document_hash = models.TextField(blank=True, default="")
    text_version = models.TextField()
    recorded_by = person()
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = person(null=True)

    class Meta:
        indexes = [models.Index(fields=["customer_id", "purpose"], name="privacy_consent_of")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(document="") & ~Q(text_version=""), name="privacy_consent_proof"
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gt=F("given_on")), name="privacy_consent_ends"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.purpose}"


class PlainProcessing(models.Model):
    """The customer wants no personalised processing. A row is a no; without one it is allowed."""

    customer_id = models.TextField(primary_key=True)
    since = models.DateTimeField()
    by = person()

    def __str__(self) -> str:
        return self.customer_id


class Asked(models.TextChoices):
    COPY = "copy", _("Copy of the own data")
    CORRECTION = "correction", _("Correction")
    DELETION = "deletion", _("Deletion")
    REVIEW = "review", _("Explanation and human review")


class RequestState(models.TextChoices):
    OPEN = "open", pgettext_lazy("request", "Open")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")


class Request(models.Model):
    """What a customer asked for. `about` names with codes what it concerns (a field, a decision);
    `barred` are log-ins that took the decision and so do not look at it again. What was said and
    answered is sealed: it may name anybody."""

    customer_id = models.TextField()
    kind = models.TextField(choices=Asked)
    about = models.JSONField(default=dict)
    barred = models.JSONField(default=list)
    received_on = models.DateField()
    due_on = models.DateField()
    received_by = person()
    received_at = models.DateTimeField()
    said = SealedText("note", blank=True, default="")
    state = models.TextField(choices=RequestState, default=RequestState.OPEN)
    explanation = SealedText("note", blank=True, default="")
    answer = SealedText("note", blank=True, default="")
    outcome = models.TextField(blank=True, default="")
    answered_by = person(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "due_on"], name="privacy_request_due"),
            models.Index(fields=["customer_id", "-id"], name="privacy_request_of"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=RequestState.OPEN, answered_by__isnull=True)
                | (~Q(state=RequestState.OPEN) & Q(answered_by__isnull=False)),
                name="privacy_request_answered",
            )
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.kind} {self.state}"


class Restriction(models.Model):
    """The customer stands in no everyday list and is not processed; who handles it still sees it.
    `destroyed_at`: nothing is left but the number, and it stays hidden."""

    customer_id = models.TextField(primary_key=True)
    since = models.DateTimeField()
    by = person()
    approval = models.BigIntegerField()
    destroyed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.customer_id


class Schedule(models.Model):
    """When a category of a customer's data is destroyed. `due_on` empty: the relation goes on, the
    time does not run yet."""

    customer_id = models.TextField()
    category = models.TextField()
    due_on = models.DateField(null=True)
    rule = models.TextField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["done_at", "due_on"], name="privacy_schedule_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["customer_id", "category"], name="privacy_schedule_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.category} {self.due_on}"


class Hold(models.Model):
    """While one is in force nothing is destroyed; placed and lifted by two people each."""

    customer_id = models.TextField()
    reference = models.TextField()
    placed_at = models.DateTimeField()
    placed_by = person()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = person(null=True)

    class Meta:
        indexes = [models.Index(fields=["customer_id", "lifted_at"], name="privacy_hold_of")]
        constraints = [
            models.UniqueConstraint(
                fields=["customer_id", "reference"],
                condition=Q(lifted_at__isnull=True),
                name="privacy_hold_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.reference}"


class Destruction(models.Model):
    """The log: what of whom was destroyed, when, under which rule; numbers of rows per table."""

    customer_id = models.TextField()
    category = models.TextField()
    rule = models.TextField()
    at = models.DateTimeField()
    rows = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["-id"], name="privacy_destruction_new")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.category}"


class DataFile(models.Model):
    """A customer's own data, sealed in HOME/exports; taken once, and not after `ends_at`."""

    customer_id = models.TextField()
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="files")
    purpose = models.TextField()
    name = models.TextField()
    sha256 = models.TextField()
    rows = models.JSONField(default=dict)
    for_user = person()
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Subject(models.TextChoices):
    PROFILING = "profiling", _("Profiling and automated decisions")
    SENSITIVE = "sensitive", _("Sensitive data")
    SHARING = "sharing", _("Sharing with third parties")
    OTHER = "other", _("Other")


class Assessment(models.Model):
    """An impact assessment (PIPL 55, 56), one row per version; `code` names what it is about, such
    as `policy:standard_month_average` or `recipient:insurer-a`. Kept; a new version replaces."""

    code = models.TextField()
    version = models.IntegerField()
    subject = models.TextField(choices=Subject)
    title = models.TextField()
    purpose = models.TextField()
    necessity = models.TextField()
    risks = models.TextField()
    measures = models.TextField()
    conclusion = models.TextField()
    recipient = models.TextField(blank=True, default="")
    fields = models.JSONField(default=list)
    written_by = person()
    written_at = models.DateTimeField()
    approved_by = person(null=True)
    approved_on = models.DateField(null=True)
    review_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="privacy_assessment_version"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("written_by")),
                name="privacy_assessment_second",
            ),
            models.CheckConstraint(
                condition=~Q(subject=Subject.SHARING) | ~Q(recipient=""),
                name="privacy_assessment_recipient",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        from hengke.kernel.errors import Broken

        raise Broken("impact assessments are kept")
