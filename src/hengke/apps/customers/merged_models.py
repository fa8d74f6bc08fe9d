"""Two numbers that are one customer: where the other number leads, and which values survived.

No run writes these tables, and nothing here changes a published row: what two people decided stands
beside the delivery and outlives the next one (ADR 0032).
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Redirect(models.Model):
    """A number that was merged away, and the one that survives; one step, never a chain."""

    customer_id = models.TextField(primary_key=True)
    survivor_id = models.TextField()
    since = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["survivor_id"], name="redirect_survivor")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(customer_id=F("survivor_id")), name="redirect_to_another"
            )
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} -> {self.survivor_id}"


class Surviving(models.Model):
    """Values that a survivor has from numbers merged into it; one row per survivor,
    also where none came along: it says that there are further numbers.

    `kept` holds by field: `value`, what it is said against (`against` of the record, `column` of
    the published row), all sealed, the `state` it had and the instant `since`. A value holds as
    long as what it was said against is still said, and nobody wrote a newer one.
    """

    customer_id = models.TextField(primary_key=True)
    kept = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.customer_id
