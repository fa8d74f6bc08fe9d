"""Requests that a second person decides, each voice given, and who stands in for whom."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    APPROVED = "approved", _("Approved, being carried out")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")
    CARRIED_OUT = "carried_out", _("Carried out")
    FAILED = "failed", _("Failed")


DECIDED = (State.APPROVED, State.REJECTED, State.CARRIED_OUT, State.FAILED)


def person(*, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=null
    )


class Approval(models.Model):
    """One request. `payload` holds ids and codes, never personal values.

    `subject_version` is what the subject was when asked; a yes to something else is refused.
    `slot` keeps a second request for the same thing from waiting beside the first; empty = may.
    `on_behalf_of` is whose right was used where a stand-in decided.
    """

    kind = models.TextField()
    subject_type = models.TextField()
    subject_id = models.TextField()
    subject_version = models.TextField(blank=True, default="")
    slot = models.TextField(blank=True, default="")
    payload = models.JSONField(default=dict)
    amount = models.BigIntegerField(null=True)
    asked_by = person()
    asked_at = models.DateTimeField()
    reason = models.TextField()
    state = models.TextField(choices=State, default=State.WAITING)
    decided_by = person(null=True)
    on_behalf_of = person(null=True)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True, default="")
    expires_at = models.DateTimeField()
    carried_out_at = models.DateTimeField(null=True)
    result = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="approvals_second_person",
            ),
            models.CheckConstraint(
                condition=Q(on_behalf_of__isnull=True) | ~Q(on_behalf_of=F("asked_by")),
                name="approvals_not_in_own_name",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="approvals_has_reason"),
            models.CheckConstraint(
                condition=Q(state__in=DECIDED, decided_by__isnull=False, decided_at__isnull=False)
                | (~Q(state__in=DECIDED) & Q(decided_by__isnull=True, decided_at__isnull=True)),
                name="approvals_decided_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["kind", "slot"],
                condition=Q(state=State.WAITING) & ~Q(slot=""),
                name="approvals_one_waits",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "kind", "-id"], name="approvals_inbox"),
            models.Index(fields=["asked_by", "-id"], name="approvals_asked"),
            models.Index(fields=["subject_type", "subject_id"], name="approvals_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_type} {self.subject_id} {self.state}"


class Voice(models.Model):
    """One yes or no. `of` is whose right it is: the own, or that of who is stood in for.

    A right speaks once: nobody makes two people of one by giving the right away.
    """

    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, related_name="voices")
    asked_by = person()
    by = person()
    of = person()
    yes = models.BooleanField()
    at = models.DateTimeField()
    reason = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(by=F("asked_by")) & ~Q(of=F("asked_by")),
                name="approvals_voice_not_own",
            ),
            models.UniqueConstraint(fields=["approval", "by"], name="approvals_voice_once"),
            models.UniqueConstraint(fields=["approval", "of"], name="approvals_right_once"),
        ]

    def __str__(self) -> str:
        return f"{self.approval_id} {self.by_id} {self.yes}"


class Delegation(models.Model):
    """`taker` decides in the name of `giver` from `starts_on` through `ends_on`.

    Only rights that the giver has by role go over: what was received is not passed on. `kinds`
    empty = everything the giver decides.
    """

    giver = person()
    taker = person()
    kinds = models.JSONField(default=list)
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.TextField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(giver=F("taker")), name="approvals_delegation_to_another"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="approvals_delegation_ends"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="approvals_delegation_reason"),
        ]
        indexes = [models.Index(fields=["taker", "ends_on"], name="approvals_taker")]

    def __str__(self) -> str:
        return f"{self.giver_id} -> {self.taker_id} {self.starts_on} to {self.ends_on}"
