"""Pairs that may be one customer, and merges: what was decided, by whom, and how it is undone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hengke.web.sealed import SealedText


def person(*, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=null
    )


class State(models.TextChoices):
    WAITING = "waiting", _("To be compared")
    DIFFERENT = "different", _("Not the same")
    MERGED = "merged", _("Merged")
    UNDONE = "undone", _("Merge undone")


class Pair(models.Model):
    """Two customers of the book, the smaller number left; one row per pair, whatever becomes of it.

    `score_ppm` is the likelihood in parts per million, empty where identifiers alone made the pair.
    `exact`, `same` and `differ` are names of fields, never values. Who were found not to be the
    same are not offered again.
    """

    left_id = models.TextField()
    right_id = models.TextField()
    score_ppm = models.IntegerField(null=True)
    exact = models.JSONField(default=list)
    same = models.JSONField(default=list)
    differ = models.JSONField(default=list)
    policy = models.TextField()
    found_at = models.DateTimeField()
    state = models.TextField(choices=State, default=State.WAITING)
    decided_at = models.DateTimeField(null=True)
    decided_by = person(null=True)
    reason = SealedText("note", blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["left_id", "right_id"], name="duplicates_pair_once"),
            models.CheckConstraint(
                condition=Q(left_id__lt=F("right_id")), name="duplicates_pair_in_order"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]), name="duplicates_state"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-score_ppm", "id"], name="duplicates_by_score"),
            models.Index(fields=["right_id"], name="duplicates_right"),
        ]

    def __str__(self) -> str:
        return f"{self.left_id} {self.right_id} {self.state}"


class Merge(models.Model):
    """One merge that a second person agreed to. `choices` says by field whose value counts;
    `kept` holds the values laid over the survivor, sealed. An undone one stays as a row."""

    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="merges")
    survivor_id = models.TextField()
    merged_id = models.TextField()
    choices = models.JSONField(default=dict)
    kept = models.JSONField(default=dict)
    policy = models.TextField()
    approval = models.BigIntegerField()
    asked_by = person()
    merged_by = person()
    merged_at = models.DateTimeField()
    undo_approval = models.BigIntegerField(null=True)
    undone_by = person(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merged_id"],
                condition=Q(undone_at__isnull=True),
                name="duplicates_merged_once",
            ),
            models.CheckConstraint(
                condition=~Q(asked_by=F("merged_by")), name="duplicates_second_person"
            ),
        ]
        indexes = [models.Index(fields=["survivor_id", "id"], name="duplicates_survivor")]

    def __str__(self) -> str:
        return f"{self.merged_id} -> {self.survivor_id}"


class Turn(models.Model):
    """One row: when two numbers were last laid together or taken apart. Whoever does either writes
    it first, so that of two at once the second is broken off, and looks again."""

    id = models.SmallIntegerField(primary_key=True)
    taken_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.taken_at.isoformat()
