"""Published stages (engine/lifecycle/columns.py), exchanged by every run. Null is unknown."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hengke.web.stamped import Stamped


class Place(Stamped):
    """Where one customer stands. Branch and manager are copied from the customer."""

    customer_id = models.TextField(unique=True)
    branch_id = models.TextField(null=True)
    manager_id = models.TextField(null=True)
    stage = models.TextField(null=True)
    since = models.DateField(null=True)
    stage_before = models.TextField(null=True)
    before_on = models.DateField(null=True)
    rule = models.TextField(null=True)
    why = models.TextField(null=True)
    dormant = models.BigIntegerField(null=True)
    dormant_rule = models.TextField(null=True)
    dormant_why = models.TextField(null=True)
    losing = models.BigIntegerField(null=True)
    losing_rules = models.TextField(null=True)
    losing_why = models.TextField(null=True)
    idle_days = models.BigIntegerField(null=True)
    aum_minor = models.BigIntegerField(null=True)
    peak_minor = models.BigIntegerField(null=True)
    fall_minor = models.BigIntegerField(null=True)
    policy_version = models.TextField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["manager_id", "stage"], name="lifecycle_manager"),
            models.Index(fields=["branch_id", "stage", "-aum_minor"], name="lifecycle_branch"),
            models.Index(fields=["stage", "-aum_minor", "customer_id"], name="lifecycle_stage"),
            models.Index(
                fields=["branch_id", "-peak_minor", "customer_id"],
                name="lifecycle_dormant",
                condition=Q(dormant=1),
            ),
            models.Index(
                fields=["branch_id", "-fall_minor", "customer_id"],
                name="lifecycle_losing",
                condition=Q(losing=1),
            ),
            models.Index(fields=["since", "-aum_minor"], name="lifecycle_since"),
        )

    def __str__(self) -> str:
        return f"{self.customer_id} {self.stage}"


class Leaving(Stamped):
    """How probably one customer leaves (engine/churn/columns.py). Branch and manager are copied
    from the customer."""

    customer_id = models.TextField(unique=True)
    branch_id = models.TextField(null=True)
    manager_id = models.TextField(null=True)
    decides_on = models.DateField(null=True)
    average_minor = models.BigIntegerField(null=True)
    probability = models.FloatField(null=True)
    percentile = models.BigIntegerField(null=True)
    listed = models.BigIntegerField(null=True)
    at_risk_minor = models.BigIntegerField(null=True)
    reasons = models.TextField(null=True)
    method = models.TextField(null=True)
    version = models.TextField(null=True)
    rule_holds = models.BigIntegerField(null=True)
    unknown_reason = models.TextField(null=True)
    policy_version = models.TextField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=["branch_id", "-at_risk_minor", "customer_id"],
                name="lifecycle_leaving_branch",
                condition=Q(listed=1),
            ),
            models.Index(
                fields=["manager_id", "-at_risk_minor", "customer_id"],
                name="lifecycle_leaving_manager",
                condition=Q(listed=1),
            ),
        )

    def __str__(self) -> str:
        return f"{self.customer_id} {self.probability}"


class Move(Stamped):
    """One customer entered another stage; the log of the last months."""

    customer_id = models.TextField()
    moved_on = models.DateField()
    before_on = models.DateField(null=True)
    stage_before = models.TextField(null=True)
    stage = models.TextField(null=True)
    rule = models.TextField(null=True)
    why = models.TextField(null=True)
    policy_version = models.TextField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["customer_id", "moved_on"], name="lifecycle_move_once"),
        )

    def __str__(self) -> str:
        return f"{self.customer_id} {self.moved_on} {self.stage}"


class Book(Stamped):
    """How many customers of one book went from which stage to which, as the night found them."""

    branch_id = models.TextField()
    manager_id = models.TextField()
    stage_before = models.TextField()
    stage = models.TextField()
    before_on = models.DateField(null=True)
    customers = models.BigIntegerField(null=True)
    dormant = models.BigIntegerField(null=True)
    losing = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["branch_id", "manager_id", "stage_before", "stage"],
                name="lifecycle_book_once",
            ),
        )
        indexes = (models.Index(fields=["manager_id"], name="lifecycle_book_manager"),)

    def __str__(self) -> str:
        return f"{self.branch_id}/{self.manager_id} {self.stage_before} {self.stage}"
