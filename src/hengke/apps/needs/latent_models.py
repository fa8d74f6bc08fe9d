"""Published needs that rules conclude (engine/needs/columns.py), exchanged by every run."""

from __future__ import annotations

from django.db import models

from hengke.web.stamped import Stamped


class LatentNeed(Stamped):
    """A rule held for a customer on `as_of`; `facts`: JSON, the features it read and their values.
    `code` is the tag whose rule it is."""

    customer_id = models.TextField()
    code = models.TextField()
    need_class = models.TextField()
    facts = models.TextField()
    policy_version = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["customer_id", "code"], name="needs_latent_once"),
        )
        indexes = (models.Index(fields=["need_class", "customer_id"], name="needs_latent_class"),)

    def __str__(self) -> str:
        return f"{self.customer_id} {self.code}"
