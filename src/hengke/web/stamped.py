"""The three columns of every row that a run publishes."""

from __future__ import annotations

from django.db import models


class Stamped(models.Model):
    """What every published row carries: the business date, the data cut and the run."""

    as_of = models.DateField()
    known_at = models.TextField()
    run_id = models.TextField()

    class Meta:
        abstract = True
