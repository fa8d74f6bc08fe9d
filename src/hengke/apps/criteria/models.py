"""Published figures of reviews (engine/criteria/columns.py), replaced by every run; reviews and
proposals, made by people and never replaced. Null is unknown."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from hengke.web.stamped import Stamped


class Month(Stamped):
    """One tier at one assessment; rank -1: whose tier is unknown."""

    policy = models.TextField()
    assessed_on = models.DateField()
    rank = models.BigIntegerField()
    tier = models.TextField()
    customers = models.BigIntegerField(null=True)
    effective = models.BigIntegerField(null=True)
    overridden = models.BigIntegerField(null=True)
    aum_minor = models.BigIntegerField(null=True)
    aum_unknown = models.BigIntegerField(null=True)
    tier_version = models.TextField(null=True)
    policy_version = models.TextField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["policy", "assessed_on", "rank"], name="criteria_month_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.policy} {self.assessed_on} {self.rank}"


class Figure(Stamped):
    """One figure of the review of a policy, with its parts, its bounds and what is said of it."""

    policy = models.TextField()
    figure = models.TextField()
    subject = models.TextField()
    rank = models.BigIntegerField(null=True)
    part = models.BigIntegerField(null=True)
    whole = models.BigIntegerField(null=True)
    value = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    state = models.TextField(null=True)
    reason = models.TextField(null=True)
    needed = models.BigIntegerField(null=True)
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    tier_version = models.TextField(null=True)
    policy_version = models.TextField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["policy", "figure", "subject"], name="criteria_figure_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.policy} {self.figure} {self.subject}"


class Floor(Stamped):
    """One tier of one set of floors that was back-tested, those in force among them."""

    policy = models.TextField()
    candidate = models.TextField()
    rank = models.BigIntegerField()
    tier = models.TextField()
    floor_minor = models.BigIntegerField(null=True)
    changed = models.BigIntegerField(null=True)
    customers = models.BigIntegerField(null=True)
    aum_minor = models.BigIntegerField(null=True)
    near = models.BigIntegerField(null=True)
    near_of = models.BigIntegerField(null=True)
    back = models.BigIntegerField(null=True)
    crossings = models.BigIntegerField(null=True)
    moved = models.BigIntegerField(null=True)
    covered = models.BigIntegerField(null=True)
    broken = models.BigIntegerField(null=True)
    tier_version = models.TextField(null=True)
    policy_version = models.TextField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["policy", "candidate", "rank"], name="criteria_floor_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.policy} {self.candidate} {self.tier}"


class Review(models.Model):
    """A review done by a person: of which assessment, with the figures as they were, and a remark.

    `figures` is JSON text: a list of rows as the file of the review has them.
    """

    policy = models.TextField()
    assessed_on = models.DateField()
    as_of = models.DateField()
    run_id = models.TextField()
    tier_version = models.TextField()
    policy_version = models.TextField()
    warnings = models.BigIntegerField()
    unknown = models.BigIntegerField()
    figures = models.TextField()
    remark = models.TextField()
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField()
    next_due_on = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["policy", "assessed_on"], name="criteria_review_once"),
            models.CheckConstraint(condition=~Q(remark=""), name="criteria_review_has_remark"),
        )

    def __str__(self) -> str:
        return f"{self.policy} {self.assessed_on}"


class ProposalState(models.TextChoices):
    TRIED = "tried"
    ASKED = "asked"
    APPROVED = "approved"
    REJECTED = "rejected"
    ENDED = "ended"


class Proposal(models.Model):
    """Other floors that came of a review: handed to the trial, asked for, decided.

    `terms` is JSON text: floors (minor units) and graces by tier, only what changes. `assessed_on`
    and `run_id` say of which review they came, before and after somebody records it.
    """

    policy = models.TextField()
    assessed_on = models.DateField()
    run_id = models.TextField()
    tier_version = models.TextField()
    candidate = models.TextField()
    terms = models.TextField()
    job_id = models.TextField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    review = models.ForeignKey(
        Review, on_delete=models.PROTECT, related_name="proposals", null=True
    )
    state = models.TextField(choices=ProposalState, default=ProposalState.TRIED)
    starts_on = models.DateField(null=True)
    approval_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["policy", "assessed_on", "terms"], name="criteria_proposal_once"
            ),
            models.CheckConstraint(
                condition=Q(state=ProposalState.TRIED)
                | Q(review__isnull=False, starts_on__isnull=False, approval_id__isnull=False),
                name="criteria_proposal_asked_of_review",
            ),
        )
        indexes = (models.Index(fields=["policy", "job_id"], name="criteria_proposal_job"),)

    def __str__(self) -> str:
        return f"{self.policy} {self.assessed_on} {self.candidate}"
