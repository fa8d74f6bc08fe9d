"""Published rules between products (engine/associations/columns.py), exchanged by every run."""

from __future__ import annotations

from django.db import models

from hengke.web.stamped import Stamped


class Rule(Stamped):
    """Who holds the condition (families, separated by a space) holds the product too."""

    condition = models.TextField()
    product = models.TextField()
    count = models.BigIntegerField(null=True)
    candidates = models.BigIntegerField(null=True)
    support = models.FloatField(null=True)
    confidence = models.FloatField(null=True)
    lift = models.FloatField(null=True)
    leverage = models.FloatField(null=True)
    gain = models.FloatField(null=True)
    chance = models.FloatField(null=True)
    discovery = models.FloatField(null=True)
    population = models.BigIntegerField(null=True)
    expression = models.TextField(null=True)
    policy_version = models.TextField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["condition", "product"], name="associations_rule_once"),
        )

    def __str__(self) -> str:
        return f"{self.condition} -> {self.product}"


class Book(Stamped):
    """How many of one book hold the condition of a rule and not its product."""

    condition = models.TextField()
    product = models.TextField()
    branch_id = models.TextField()
    manager_id = models.TextField()
    candidates = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["condition", "product", "branch_id", "manager_id"],
                name="associations_book_once",
            ),
        )
        indexes = (models.Index(fields=["manager_id"], name="associations_book_manager"),)

    def __str__(self) -> str:
        return f"{self.branch_id}/{self.manager_id} {self.condition} -> {self.product}"
