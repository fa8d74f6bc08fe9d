"""Published needs to come (engine/needs/outlook_columns.py), exchanged by every run. Null is
unknown."""

from __future__ import annotations

from django.db import models

from hengke.web.stamped import Stamped


class Outlook(Stamped):
    """A need that a customer shows more probably than usual up to `until_on`; `need_class` '': of
    this customer nothing is said, `unknown_reason` says why. Branch and manager are copied from the
    customer."""

    customer_id = models.TextField()
    branch_id = models.TextField(null=True)
    manager_id = models.TextField(null=True)
    need_class = models.TextField()
    probability = models.FloatField(null=True)
    times = models.FloatField(null=True)
    until_on = models.DateField()
    reasons = models.TextField(null=True)
    method = models.TextField(null=True)
    version = models.TextField(null=True)
    unknown_reason = models.TextField(null=True)
    policy_version = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["customer_id", "need_class"], name="needs_outlook_once"
            ),
        )
        indexes = (
            models.Index(
                fields=["need_class", "branch_id", "-probability", "customer_id"],
                name="needs_outlook_branch",
            ),
            models.Index(
                fields=["need_class", "manager_id", "-probability", "customer_id"],
                name="needs_outlook_manager",
            ),
        )

    def __str__(self) -> str:
        return f"{self.customer_id} {self.need_class} {self.probability}"


class OutlookKind(Stamped):
    """How well one class of needs is predicted, or why it is not. Of no customer."""

    need_class = models.TextField(unique=True)
    state = models.TextField()
    unknown_reason = models.TextField(null=True)
    until_on = models.DateField()
    cases = models.BigIntegerField(null=True)
    needed = models.BigIntegerField(null=True)
    rows = models.BigIntegerField(null=True)
    usual = models.FloatField(null=True)
    tested_on = models.DateField(null=True)
    tested_rows = models.BigIntegerField(null=True)
    tested_cases = models.BigIntegerField(null=True)
    auc = models.FloatField(null=True)
    auc_error = models.FloatField(null=True)
    plain = models.TextField(null=True)
    plain_auc = models.FloatField(null=True)
    segment_auc = models.FloatField(null=True)
    rule_auc = models.FloatField(null=True)
    lately_auc = models.FloatField(null=True)
    matures_auc = models.FloatField(null=True)
    regression_auc = models.FloatField(null=True)
    without_market_auc = models.FloatField(null=True)
    brier = models.FloatField(null=True)
    plain_brier = models.FloatField(null=True)
    calibration_error = models.FloatField(null=True)
    lift = models.FloatField(null=True)
    chosen = models.TextField(null=True)
    market = models.TextField(null=True)
    psi = models.FloatField(null=True)
    drift = models.TextField(null=True)
    expected = models.FloatField(null=True)
    scored = models.BigIntegerField(null=True)
    above = models.BigIntegerField(null=True)
    due_on = models.DateField(null=True)
    version = models.TextField(null=True)
    policy_version = models.TextField()

    def __str__(self) -> str:
        return f"{self.need_class} {self.state}"


class Demand(Stamped):
    """How many customers of one book and tier are expected to show a class of needs."""

    need_class = models.TextField()
    branch_id = models.TextField()
    manager_id = models.TextField()
    tier = models.TextField()
    customers = models.BigIntegerField()
    expected = models.FloatField()
    above = models.BigIntegerField()
    policy_version = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["need_class", "branch_id", "manager_id", "tier"], name="needs_demand_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.need_class} {self.branch_id} {self.manager_id} {self.tier}"
