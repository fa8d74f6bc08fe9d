"""Published models (engine/register/columns.py), exchanged by every run. Null is unknown."""

from __future__ import annotations

from django.db import models

from hengke.web.stamped import Stamped


class Model(Stamped):
    """One model of the current run, or why there is none. Of no customer."""

    kind = models.TextField()
    policy = models.TextField()
    role = models.TextField(default="")
    version = models.TextField(null=True)
    reason = models.TextField(null=True)
    learnt_from = models.DateField(null=True)
    learnt_until = models.DateField(null=True)
    rows = models.BigIntegerField(null=True)
    events = models.BigIntegerField(null=True)
    features = models.BigIntegerField(null=True)
    method = models.TextField(null=True)
    tested_on = models.TextField(null=True)
    tested_rows = models.BigIntegerField(null=True)
    auc = models.FloatField(null=True)
    baseline_auc = models.FloatField(null=True)
    average_precision = models.FloatField(null=True)
    brier = models.FloatField(null=True)
    calibration_error = models.FloatField(null=True)
    ks = models.FloatField(null=True)
    lift = models.FloatField(null=True)
    regression_auc = models.FloatField(null=True)
    hit_rate = models.FloatField(null=True)
    baseline_hit_rate = models.FloatField(null=True)
    compared_auc = models.FloatField(null=True)
    verdict = models.TextField(null=True)
    due_on = models.DateField(null=True)
    scored = models.BigIntegerField(null=True)
    psi = models.FloatField(null=True)
    drift = models.TextField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["kind", "policy", "role"], name="register_model_once"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.policy} {self.version}"


class Bin(Stamped):
    """One tenth of the rows that a model was tested on, and how many are scored into it now."""

    kind = models.TextField()
    policy = models.TextField()
    role = models.TextField(default="")
    bin = models.BigIntegerField()
    upper = models.FloatField(null=True)
    predicted = models.FloatField(null=True)
    observed = models.FloatField(null=True)
    tested = models.BigIntegerField(null=True)
    scored = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "policy", "role", "bin"], name="register_bin_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.policy} {self.bin}"


class Slice(Stamped):
    """How a group of persons fares in a decision, against the best-off group; of no customer."""

    decision = models.TextField()
    trait = models.TextField()
    slice = models.TextField()
    customers = models.BigIntegerField(null=True)
    rate = models.FloatField(null=True)
    best = models.TextField(null=True)
    ratio = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    alike = models.FloatField(null=True)
    state = models.TextField(null=True)
    policy_version = models.TextField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["decision", "trait", "slice"], name="register_slice_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.decision} {self.trait} {self.slice}"
