"""Published statistics (engine/statistics/columns.py), exchanged by every run."""

from __future__ import annotations

from django.db import models

from hengke.web.stamped import Stamped


class OfBranch(Stamped):
    """`branch_id` is empty for the whole bank; `protected` rows need a right of their own."""

    branch_id = models.TextField()
    policy_version = models.TextField(null=True)

    class Meta:
        abstract = True


class Figure(OfBranch):
    """One feature of one group."""

    grouping = models.TextField()
    slice = models.TextField()
    feature = models.TextField()
    place = models.BigIntegerField(null=True)
    customers = models.BigIntegerField(null=True)
    known = models.BigIntegerField(null=True)
    unit = models.TextField(null=True)
    unknown_reason = models.TextField(null=True)
    strange = models.BigIntegerField(null=True)
    mean = models.BigIntegerField(null=True)
    deviation = models.BigIntegerField(null=True)
    p5 = models.BigIntegerField(null=True)
    p25 = models.BigIntegerField(null=True)
    p50 = models.BigIntegerField(null=True)
    p75 = models.BigIntegerField(null=True)
    p95 = models.BigIntegerField(null=True)
    zero_ppm = models.BigIntegerField(null=True)
    bins = models.TextField(null=True)
    words = models.TextField(null=True)
    protected = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["branch_id", "grouping", "slice", "feature"], name="statistics_figure_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.branch_id}/{self.grouping}={self.slice} {self.feature}"


class Trend(OfBranch):
    """The course of one series of one group."""

    grouping = models.TextField()
    slice = models.TextField()
    series = models.TextField()
    place = models.BigIntegerField(null=True)
    customers = models.BigIntegerField(null=True)
    unit = models.TextField(null=True)
    months = models.BigIntegerField(null=True)
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    course = models.TextField(null=True)
    change_month_ppm = models.BigIntegerField(null=True)
    change_year_ppm = models.BigIntegerField(null=True)
    tau = models.FloatField(null=True)
    trend_chance = models.FloatField(null=True)
    slope = models.FloatField(null=True)
    slope_low = models.FloatField(null=True)
    slope_high = models.FloatField(null=True)
    more = models.FloatField(null=True)
    less = models.FloatField(null=True)
    more_chance = models.FloatField(null=True)
    apart = models.FloatField(null=True)
    apart_low = models.FloatField(null=True)
    apart_high = models.FloatField(null=True)
    apart_chance = models.FloatField(null=True)
    psi = models.FloatField(null=True)
    year = models.BigIntegerField(null=True)
    reason = models.TextField(null=True)
    protected = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["branch_id", "grouping", "slice", "series"], name="statistics_trend_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.branch_id}/{self.grouping}={self.slice} {self.series}"


class Finding(OfBranch):
    """What is no chance and large enough; of a pair `series` names two features."""

    kind = models.TextField()
    grouping = models.TextField()
    slice = models.TextField()
    series = models.TextField()
    rank = models.BigIntegerField(null=True)
    moves = models.TextField(null=True)
    effect = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    chance = models.FloatField(null=True)
    discovery = models.FloatField(null=True)
    customers = models.BigIntegerField(null=True)
    affected = models.BigIntegerField(null=True)
    months = models.BigIntegerField(null=True)
    year = models.BigIntegerField(null=True)
    need = models.TextField(null=True)
    lacking = models.BigIntegerField(null=True)
    unmet = models.BigIntegerField(null=True)
    expression = models.TextField(null=True)
    sentence_zh = models.TextField(null=True)
    sentence_en = models.TextField(null=True)
    protected = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["branch_id", "kind", "grouping", "slice", "series"],
                name="statistics_finding_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.branch_id}/{self.rank} {self.kind} {self.series}"


class Scope(OfBranch):
    """How much was looked for in the bank or a branch, and why nothing is told."""

    customers = models.BigIntegerField(null=True)
    tests = models.BigIntegerField(null=True)
    by_chance = models.FloatField(null=True)
    found = models.BigIntegerField(null=True)
    false_most = models.FloatField(null=True)
    months = models.BigIntegerField(null=True)
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    reason = models.TextField(null=True)
    least_group = models.BigIntegerField(null=True)
    discovery = models.FloatField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["branch_id"], name="statistics_scope_once"),)

    def __str__(self) -> str:
        return self.branch_id or "bank"
