"""Published lifetime values (engine/lifetime/columns.py), exchanged by every run."""

from __future__ import annotations

from django.db import models

from hengke.web.stamped import Stamped


class Lifetime(Stamped):
    """What a customer is worth over the years of the policy, and each part of it."""

    customer_id = models.TextField(unique=True)
    currency = models.TextField(null=True)
    kind = models.TextField(null=True)
    tier = models.TextField(null=True)
    rank = models.BigIntegerField(null=True)
    tenure_months = models.BigIntegerField(null=True)
    history_minor = models.BigIntegerField(null=True)
    history_days = models.BigIntegerField(null=True)
    margin_minor = models.BigIntegerField(null=True)
    own_ppm = models.BigIntegerField(null=True)
    basis_minor = models.BigIntegerField(null=True)
    growth_ppm = models.BigIntegerField(null=True)
    survival = models.TextField(null=True)
    present = models.TextField(null=True)
    remaining_months = models.BigIntegerField(null=True)
    lifetime_minor = models.BigIntegerField(null=True)
    markov_minor = models.BigIntegerField(null=True)
    ended_on = models.DateField(null=True)
    unknown_reason = models.TextField(null=True)
    policy_version = models.TextField(null=True)

    def __str__(self) -> str:
        return self.customer_id


class Hazard(Stamped):
    """The share of relations of a kind, tier and band of tenure that end in a month."""

    kind = models.TextField()
    rank = models.BigIntegerField()
    tenure_from = models.BigIntegerField()
    tier = models.TextField(null=True)
    tenure_until = models.BigIntegerField(null=True)
    months = models.BigIntegerField(null=True)
    ended = models.BigIntegerField(null=True)
    hazard_ppm = models.BigIntegerField(null=True)
    basis = models.TextField(null=True)
    policy_version = models.TextField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "rank", "tenure_from"], name="value_hazard_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.rank} {self.tenure_from}"


class TierWorth(Stamped):
    """The Markov form: moves of a tier over a year, its mean margin, what customers are worth."""

    kind = models.TextField()
    rank = models.BigIntegerField()
    tier = models.TextField(null=True)
    tier_zh = models.TextField(null=True)
    tier_en = models.TextField(null=True)
    customers = models.BigIntegerField(null=True)
    moves = models.TextField(null=True)
    margin_minor = models.BigIntegerField(null=True)
    value_minor = models.BigIntegerField(null=True)
    policy_version = models.TextField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["kind", "rank"], name="value_tierworth_once"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.rank}"


class LifetimeBook(Stamped):
    """Sums of the lifetime values of a book by kind and tier; of what is known."""

    branch_id = models.TextField()
    manager_id = models.TextField()
    kind = models.TextField()
    rank = models.BigIntegerField()
    tier = models.TextField()
    customers = models.BigIntegerField(null=True)
    known = models.BigIntegerField(null=True)
    ended = models.BigIntegerField(null=True)
    history_minor = models.BigIntegerField(null=True)
    basis_minor = models.BigIntegerField(null=True)
    lifetime_minor = models.BigIntegerField(null=True)
    markov_minor = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["branch_id", "manager_id", "kind", "rank", "tier"],
                name="value_lifetimebook_once",
            ),
        )
        indexes = (models.Index(fields=["manager_id"], name="value_lifetime_manager"),)

    def __str__(self) -> str:
        return f"{self.branch_id}/{self.manager_id} {self.kind} {self.rank}"


class LifetimeTest(Stamped):
    """What an earlier month foresaw, held against what came; one row."""

    months = models.BigIntegerField(primary_key=True)
    split_on = models.DateField(null=True)
    customers = models.BigIntegerField(null=True)
    reason = models.TextField(null=True)
    expected_minor = models.BigIntegerField(null=True)
    baseline_minor = models.BigIntegerField(null=True)
    realised_minor = models.BigIntegerField(null=True)
    error_minor = models.BigIntegerField(null=True)
    baseline_error_minor = models.BigIntegerField(null=True)
    missed = models.FloatField(null=True)
    misplaced = models.FloatField(null=True)
    baseline_missed = models.FloatField(null=True)
    baseline_misplaced = models.FloatField(null=True)
    ended = models.BigIntegerField(null=True)
    ended_expected = models.FloatField(null=True)
    policy_version = models.TextField(null=True)

    def __str__(self) -> str:
        return str(self.split_on)
