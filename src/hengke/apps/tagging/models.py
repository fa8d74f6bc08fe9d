"""Published tags (replaced by every run), their history, and tags that people give by hand.

The published tables mirror `engine.tagging.columns`. A list of codes is a text, each code between
spaces, so that ` code ` is found in it whatever stands beside.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from hengke.apps.tagging.segment_models import Audience, AudienceMember, Segment, SegmentVersion
from hengke.web.stamped import Stamped

__all__ = [
    "Audience", "AudienceMember", "CustomerTags", "History", "ManualTag", "Segment",
    "SegmentVersion", "Tag", "Turn",
]  # fmt: skip


class CustomerTags(Stamped):
    """The tags of one customer on `as_of`; `unknown` are codes whose rule could not be answered."""

    customer_id = models.TextField(primary_key=True)
    branch_id = models.TextField(null=True)
    manager_id = models.TextField(null=True)
    codes = models.TextField()
    unknown = models.TextField()
    policy_version = models.TextField()

    class Meta:
        indexes = (
            models.Index(fields=["branch_id"], name="tagging_tags_branch"),
            models.Index(fields=["manager_id"], name="tagging_tags_manager"),
        )

    def __str__(self) -> str:
        return self.customer_id


class Tag(Stamped):
    """One tag as in force on `as_of`, with how many customers of the bank it holds for. Without a
    `rule` it is given by hand. `reads`: JSON list of the features behind it."""

    code = models.TextField(primary_key=True)
    rank = models.BigIntegerField()
    family = models.TextField()
    tag_group = models.TextField()
    group_zh = models.TextField()
    group_en = models.TextField()
    exclusive = models.BigIntegerField()
    zh = models.TextField()
    en = models.TextField()
    rule = models.TextField(null=True)
    sentence_zh = models.TextField(null=True)
    sentence_en = models.TextField(null=True)
    reads = models.TextField()
    owner = models.TextField()
    source = models.TextField()
    own = models.BigIntegerField()
    valid_from = models.DateField()
    valid_through = models.DateField(null=True)
    customers = models.BigIntegerField(null=True)
    unknown = models.BigIntegerField(null=True)
    policy_version = models.TextField()

    def __str__(self) -> str:
        return self.policy_version


class History(models.Model):
    """The tags of a customer from `since` on; `codes_before` is null where nothing was known."""

    customer_id = models.TextField()
    since = models.DateField()
    run_id = models.TextField()
    codes_before = models.TextField(null=True)
    codes = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["customer_id", "since"], name="tagging_history_once"),
        )
        indexes = (
            models.Index(
                fields=["since"],
                name="tagging_history_since",
                condition=Q(codes_before__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.customer_id} {self.since}"


class Turn(models.Model):
    """How many customers gained and lost a tag on the business date `since`."""

    code = models.TextField()
    since = models.DateField()
    run_id = models.TextField()
    gained = models.BigIntegerField()
    lost = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["code", "since"], name="tagging_turn_once"),)
        indexes = (models.Index(fields=["since"], name="tagging_turn_since"),)

    def __str__(self) -> str:
        return f"{self.code} {self.since}"


class ManualTag(models.Model):
    """A tag that somebody gave a customer: why, and through which day of the bank's calendar."""

    customer_id = models.TextField()
    code = models.TextField()
    reason = models.TextField()
    until = models.DateField()
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    given_at = models.DateTimeField()
    given_on = models.DateField()
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="tagging_manual_has_reason"),
            models.CheckConstraint(
                condition=Q(until__gte=F("given_on")), name="tagging_manual_ends"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by__isnull=True, withdrawn_at__isnull=True)
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False),
                name="tagging_manual_withdrawn_pair",
            ),
        )
        indexes = (
            models.Index(fields=["customer_id"], name="tagging_manual_customer"),
            models.Index(fields=["code", "until"], name="tagging_manual_code"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.customer_id}"
