"""Published tier results (replaced by every run) and overrides (made by people, never replaced).

The published tables mirror `engine.results`; a customer is named by number, without a foreign key,
because customers and positions are exchanged in bulk in one transaction.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from hengke.web.stamped import Stamped


class Scheme(Stamped):
    """One tier policy as in force on `as_of`; `tiers` is JSON text, lowest tier first."""

    policy = models.TextField(unique=True)
    policy_version = models.TextField()
    title_zh = models.TextField()
    title_en = models.TextField()
    measure = models.TextField()
    currency = models.TextField()
    source = models.TextField(null=True)
    tiers = models.TextField()

    def __str__(self) -> str:
        return self.policy_version


class Position(Stamped):
    """One customer under one policy today: tier, gap and outlook. Null means unknown.

    `branch_id` and `manager_id` are copied from the customer, so that a scoped and sorted page is
    one walk along an index. Rows whose sort column is unknown are not in its index: pages take
    them last. One manager's book is small enough to be sorted as it is read. What a whole bank is
    narrowed by most (tier, cell of the migration, changes, money that comes due) has indexes of its
    own: rare rows must not be looked for among a million.
    """

    policy = models.TextField()
    policy_version = models.TextField()
    customer_id = models.TextField()
    branch_id = models.TextField(null=True)
    manager_id = models.TextField(null=True)
    currency = models.TextField()
    assessed_on = models.DateField(null=True)
    next_assessment_on = models.DateField(null=True)
    assessed_rank = models.BigIntegerField(null=True)
    assessed_tier = models.TextField(null=True)
    effective_rank = models.BigIntegerField(null=True)
    effective_tier = models.TextField(null=True)
    previous_assessed_rank = models.BigIntegerField(null=True)
    previous_effective_rank = models.BigIntegerField(null=True)
    state = models.TextField(null=True)
    fails_used = models.BigIntegerField(null=True)
    fails_allowed = models.BigIntegerField(null=True)
    aum_minor = models.BigIntegerField(null=True)
    average_so_far_minor = models.BigIntegerField(null=True)
    last_value_minor = models.BigIntegerField(null=True)
    aum_30d_ago_minor = models.BigIntegerField(null=True)
    keep_floor_minor = models.BigIntegerField(null=True)
    next_floor_minor = models.BigIntegerField(null=True)
    gap_to_keep_minor = models.BigIntegerField(null=True)
    gap_to_next_minor = models.BigIntegerField(null=True)
    needed_for_rest_minor = models.BigIntegerField(null=True)
    days_left = models.BigIntegerField(null=True)
    next_change_on = models.DateField(null=True)
    next_tier = models.TextField(null=True)
    fall_probability = models.FloatField(null=True)
    reasons = models.TextField(null=True)
    maturing_minor = models.BigIntegerField(null=True)
    maturing_on = models.DateField(null=True)
    outflow_30d_minor = models.BigIntegerField(null=True)
    trend = models.TextField(null=True)
    unknown_reason = models.TextField(null=True)
    plain = False
    """No personalised processing: set by `queries.without_predictions`, never stored."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["policy", "customer_id"], name="tiering_position_once"),
        )
        indexes = (
            models.Index(fields=["customer_id"], name="tiering_pos_customer"),
            models.Index(fields=["policy", "manager_id"], name="tiering_pos_manager"),
            models.Index(
                fields=["policy", "branch_id", "effective_rank"], name="tiering_pos_branch"
            ),
            *(
                models.Index(
                    fields=["policy", *scope, f"-{column}", "customer_id"],
                    name=f"tiering_pos_{'branch' if scope else 'all'}_{word}",
                    condition=Q(**{f"{column}__isnull": False}),
                )
                for scope in (["branch_id"], [])
                for column, word in (
                    ("fall_probability", "fall"),
                    ("gap_to_keep_minor", "gap"),
                    ("aum_minor", "aum"),
                    ("average_so_far_minor", "avg"),
                )
            ),
            *(
                models.Index(
                    fields=["policy", *narrow, "-aum_minor", "customer_id"],
                    name=f"tiering_pos_{word}",
                )
                for narrow, word in (
                    (["effective_tier"], "tier_aum"),
                    (["effective_tier", "previous_effective_rank"], "cell_aum"),
                )
            ),
            *(
                models.Index(
                    fields=["policy", *fields, "customer_id"],
                    name=f"tiering_pos_{word}",
                    condition=condition,
                )
                for fields, word, condition in (
                    (["-aum_minor"], "changing", Q(next_change_on__isnull=False)),
                    (["branch_id", "maturing_on"], "maturing", Q(maturing_minor__gt=0)),
                    (["-aum_minor"], "unknown", Q(unknown_reason__isnull=False)),
                )
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.policy} {self.customer_id}"


class Passage(models.Model):
    """One customer's way between the last two assessments of a policy; assets of the first.

    Derived while publishing, so that the migration of a whole bank is read from narrow rows. A tier
    is null where it is unknown; `arrived`: assessed on the last date only, in no migration.
    `run_id` names the runs that decided the two dates.
    """

    policy = models.TextField()
    customer_id = models.TextField()
    branch_id = models.TextField()
    manager_id = models.TextField()
    run_id = models.TextField()
    first_on = models.DateField()
    last_on = models.DateField()
    arrived = models.BooleanField()
    effective_before = models.TextField(null=True)
    effective_after = models.TextField(null=True)
    assessed_before = models.TextField(null=True)
    assessed_after = models.TextField(null=True)
    value_before_minor = models.BigIntegerField(null=True)
    value_after_minor = models.BigIntegerField(null=True)
    aum_minor = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["customer_id", "policy"], name="tiering_passage_once"),
        )
        indexes = (
            *(
                models.Index(
                    fields=[
                        "policy", f"{which}_before", f"{which}_after", "-aum_minor", "customer_id",
                        "arrived",
                    ],
                    name=f"tiering_pass_{which}",
                )
                for which in ("effective", "assessed")
            ),
            models.Index(
                fields=["policy", "-aum_minor", "customer_id"], name="tiering_pass_aum"
            ),
            models.Index(
                fields=["policy", "branch_id", "-aum_minor", "customer_id"],
                name="tiering_pass_branch",
            ),
            models.Index(fields=["policy", "manager_id"], name="tiering_pass_manager"),
            models.Index(
                fields=["policy", "branch_id", "manager_id"],
                name="tiering_pass_arrived",
                condition=Q(arrived=True),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.policy} {self.customer_id} {self.first_on} {self.last_on}"


class BookSum(models.Model):
    """Sums over one tier of one book (branch and manager) under one policy, for the run shown.

    Counted once after a run is published, and again for the books between which customers change
    hands: a click adds up a few thousand rows instead of reading a million. `effective_rank` is
    null where the tier is unknown. Columns `risk_*` are about those at risk of a lower tier.
    `covered` False: customers whom the policy does not cover.
    """

    policy = models.TextField()
    run_id = models.TextField()
    branch_id = models.TextField(null=True)
    manager_id = models.TextField(null=True)
    effective_rank = models.BigIntegerField(null=True)
    covered = models.BooleanField(default=True)
    customers = models.BigIntegerField()
    aum_minor = models.BigIntegerField(null=True)
    aum_unknown = models.BigIntegerField(default=0)
    falling = models.BigIntegerField(default=0)
    maturing = models.BigIntegerField(default=0)
    maturing_known = models.BigIntegerField(default=0)
    maturing_minor = models.BigIntegerField(null=True)
    risk = models.BigIntegerField(default=0)
    risk_aum_minor = models.BigIntegerField(null=True)
    risk_falling = models.BigIntegerField(default=0)
    risk_short_minor = models.BigIntegerField(null=True)
    risk_days_left = models.BigIntegerField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["policy", "branch_id"], name="tiering_sum_branch"),
            models.Index(fields=["policy", "manager_id"], name="tiering_sum_manager"),
        )

    def __str__(self) -> str:
        return f"{self.policy} {self.branch_id}/{self.manager_id} {self.effective_rank}"


class Assessment(Stamped):
    """One customer at one assessment date of one policy: inputs, decision and its reason code."""

    policy = models.TextField()
    policy_version = models.TextField()
    customer_id = models.TextField()
    assessed_on = models.DateField()
    value_minor = models.BigIntegerField(null=True)
    sum_minor_days = models.BigIntegerField(null=True)
    days = models.BigIntegerField(null=True)
    aum_minor = models.BigIntegerField(null=True)
    unknown_reason = models.TextField(null=True)
    assessed_rank = models.BigIntegerField(null=True)
    assessed_tier = models.TextField(null=True)
    qualified_by = models.TextField(null=True)  # '' is the main measure, null unknown
    effective_rank_before = models.BigIntegerField(null=True)
    effective_rank = models.BigIntegerField(null=True)
    effective_tier = models.TextField(null=True)
    effective_from = models.DateField(null=True)
    fails_used = models.BigIntegerField(null=True)
    fails_allowed = models.BigIntegerField(null=True)
    best_rank_since = models.BigIntegerField(null=True)
    state = models.TextField(null=True)
    reason_code = models.TextField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["policy", "customer_id", "assessed_on"], name="tiering_assessment_once"
            ),
        )
        indexes = (
            models.Index(
                fields=["policy", "assessed_on", "assessed_rank", "customer_id"],
                name="tiering_assessment_date",
            ),
        )

    def __str__(self) -> str:
        return f"{self.policy} {self.customer_id} {self.assessed_on}"


class OverrideStatus(models.TextChoices):
    REQUESTED = "requested"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXPIRED = "expired"


class TierOverride(models.Model):
    """A tier set by hand: asked for by one person, decided by another, and never for ever.

    `starts_on` and `until` are business dates of the book, `*_at` are instants.
    """

    customer_id = models.TextField()
    policy = models.TextField()
    tier = models.TextField()
    reason = models.TextField()
    starts_on = models.DateField()
    until = models.DateField()
    status = models.TextField(choices=OverrideStatus, default=OverrideStatus.REQUESTED)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    decided_at = models.DateTimeField(null=True)
    decision_note = models.TextField(blank=True, default="")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("requested_by")),
                name="tiering_override_second_person",
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("starts_on")), name="tiering_override_ends"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="tiering_override_has_reason"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_at__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="tiering_override_decided_pair",
            ),
            models.CheckConstraint(
                condition=Q(status=OverrideStatus.REQUESTED, decided_by__isnull=True)
                | Q(
                    status__in=[OverrideStatus.APPROVED, OverrideStatus.REJECTED],
                    decided_by__isnull=False,
                )
                | Q(status=OverrideStatus.EXPIRED),
                name="tiering_override_status_decided",
            ),
            models.UniqueConstraint(
                fields=["policy", "customer_id"],
                condition=Q(status=OverrideStatus.REQUESTED),
                name="tiering_override_one_request",
            ),
        )
        indexes = (
            models.Index(fields=["status", "requested_at"], name="tiering_override_inbox"),
            models.Index(fields=["customer_id"], name="tiering_override_customer"),
        )

    def __str__(self) -> str:
        return f"{self.policy} {self.customer_id} {self.tier} until {self.until}"
