"""Preferences in force, one row per word: what lists filter by and rules read.

Made from the observations of the record in the transaction that changes one; the record keeps who
said it before and what was said by others.
"""

from __future__ import annotations

from django.db import models

from hengke.apps.customers.record_models import Source


class Preference(models.Model):
    """`kind` and `code` are of engine.preferences.columns; the newest source's word counts."""

    customer_id = models.TextField()
    kind = models.TextField()
    code = models.TextField()
    source = models.TextField(choices=Source)
    told_on = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["customer_id", "kind", "code"], name="preference_once"),
        )
        indexes = (models.Index(fields=["kind", "code"], name="preference_by_code"),)

    def __str__(self) -> str:
        return f"{self.customer_id} {self.kind} {self.code}"
