"""Published groups (engine/clustering/columns.py), exchanged by every run, and the names that
people give them. Null is unknown."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from hengke.web.stamped import Stamped

NAME_LENGTH = 30


class Member(Stamped):
    """In which group a customer is. Branch and manager are copied from the customer."""

    customer_id = models.TextField(unique=True)
    branch_id = models.TextField(null=True)
    manager_id = models.TextField(null=True)
    cluster = models.BigIntegerField(null=True)
    next_cluster = models.BigIntegerField(null=True)
    fit_ppm = models.BigIntegerField(null=True)
    cluster_before = models.BigIntegerField(null=True)
    policy_version = models.TextField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["cluster", "-fit_ppm", "customer_id"], name="clustering_group"),
            models.Index(
                fields=["branch_id", "cluster", "-fit_ppm", "customer_id"],
                name="clustering_branch",
            ),
            models.Index(
                fields=["manager_id", "cluster", "-fit_ppm", "customer_id"],
                name="clustering_manager",
            ),
        )

    def __str__(self) -> str:
        return f"{self.customer_id} {self.cluster}"


class Cluster(Stamped):
    """One group of the whole bank."""

    cluster = models.BigIntegerField(unique=True)
    customers = models.BigIntegerField(null=True)
    aum_minor = models.BigIntegerField(null=True)
    profit_minor = models.BigIntegerField(null=True)
    arrived = models.BigIntegerField(null=True)
    words = models.TextField(null=True)
    policy_version = models.TextField(null=True)

    def __str__(self) -> str:
        return str(self.cluster)


class Middle(Stamped):
    """One input of one group: its median beside that of all."""

    cluster = models.BigIntegerField()
    feature = models.TextField()
    middle = models.FloatField(null=True)
    whole = models.FloatField(null=True)
    apart = models.FloatField(null=True)
    known_ppm = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["cluster", "feature"], name="clustering_middle_once"),
        )

    def __str__(self) -> str:
        return f"{self.cluster} {self.feature}"


class Book(Stamped):
    """How many customers of one book are in which group; group 0: in none."""

    branch_id = models.TextField()
    manager_id = models.TextField()
    cluster = models.BigIntegerField()
    customers = models.BigIntegerField(null=True)
    aum_minor = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["branch_id", "manager_id", "cluster"], name="clustering_book_once"
            ),
        )
        indexes = (models.Index(fields=["manager_id"], name="clustering_book_manager"),)

    def __str__(self) -> str:
        return f"{self.branch_id}/{self.manager_id} {self.cluster}"


class Field(Stamped):
    """How many customers of a group lie in one field of the map."""

    x = models.BigIntegerField()
    y = models.BigIntegerField()
    cluster = models.BigIntegerField()
    customers = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["x", "y", "cluster"], name="clustering_field_once"),
        )

    def __str__(self) -> str:
        return f"{self.x}/{self.y} {self.cluster}"


class Try(Stamped):
    """One number of groups that the last fit tried, with its figures."""

    groups = models.BigIntegerField(unique=True)
    stability = models.FloatField(null=True)
    silhouette = models.FloatField(null=True)
    score = models.FloatField(null=True)
    error = models.FloatField(null=True)
    calinski = models.FloatField(null=True)
    davies = models.FloatField(null=True)
    least_share = models.FloatField(null=True)
    chosen = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return str(self.groups)


class Model(Stamped):
    """The fit that holds, or why there is none."""

    name = models.TextField(unique=True)
    fitted_on = models.DateField(null=True)
    why = models.TextField(null=True)
    reason = models.TextField(null=True)
    rows = models.BigIntegerField(null=True)
    drift = models.FloatField(null=True)
    sizes = models.TextField(null=True)
    axes = models.TextField(null=True)
    model = models.TextField(null=True)
    lacking = models.TextField(null=True)
    policy_version = models.TextField(null=True)

    def __str__(self) -> str:
        return self.name


class Name(models.Model):
    """What people call a group; labels stay with groups from fit to fit, so names do too."""

    cluster = models.PositiveIntegerField(unique=True)
    name = models.CharField(max_length=NAME_LENGTH)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    named_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
