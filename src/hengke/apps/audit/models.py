"""One table, append-only: the model refuses to change or delete a row, and so does the database."""

from __future__ import annotations

from typing import Any

from django.db import models

from hengke.apps.audit import words
from hengke.kernel.errors import Broken


class Entries(models.QuerySet["Entry"]):
    """Rows can be read and added; everything else is refused."""

    def update(self, **_: Any) -> int:
        raise Broken("audit entries are never changed")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise Broken("audit entries are never deleted")


class Entry(models.Model):
    """One thing a person did. `action` is app.verb; the person is kept as text, for ever."""

    at = models.DateTimeField()
    action = models.TextField()
    by_username = models.TextField()
    by_role = models.TextField(blank=True, default="")
    target = models.TextField(blank=True, default="")
    reason = models.TextField(blank=True, default="")
    details = models.JSONField(default=dict)

    objects = Entries.as_manager()
    by_name = ""

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_newest"),
            models.Index(fields=["target", "-id"], name="audit_target"),
            models.Index(fields=["by_username", "-id"], name="audit_by"),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(action=""), name="audit_has_action"),
            models.CheckConstraint(condition=~models.Q(by_username=""), name="audit_has_person"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by_username} {self.action} {self.target}"

    @property
    def what(self) -> Any:
        """The action in the reader's language."""
        return words.action(self.action)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise Broken("audit entries are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise Broken("audit entries are never deleted")
