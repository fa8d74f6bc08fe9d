"""What is written once: changes and their chain, reads and their seals, heads; and findings.

Model and database refuse to change or delete a row (migrations 0002 and 0004).
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from hengke.apps.audit import words
from hengke.kernel.errors import Broken


class WrittenOnce(models.QuerySet["Once"]):
    """Rows can be read and added; everything else is refused."""

    def update(self, **_: Any) -> int:
        raise Broken("audit entries are never changed")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise Broken("audit entries are never deleted")


class Once(models.Model):
    """A row that is added and stays as it is."""

    objects = WrittenOnce.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Broken("audit entries are never changed")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise Broken("audit entries are never deleted")


class Entry(Once):
    """One thing a person did. `action` is app.verb; the person is kept as text, for ever."""

    at = models.DateTimeField()
    action = models.TextField()
    by_username = models.TextField()
    by_role = models.TextField(blank=True, default="")
    target = models.TextField(blank=True, default="")
    reason = models.TextField(blank=True, default="")
    details = models.JSONField(default=dict)
    by_name = ""
    customers = 0
    told: dict[str, Any]

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_newest"),
            models.Index(fields=["target", "-id"], name="audit_target"),
            models.Index(fields=["by_username", "-id"], name="audit_by"),
            models.Index(fields=["action", "-id"], name="audit_action"),
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


class Link(Once):
    """The place of an entry in the chain: its number, its predecessor's hash and its own."""

    number = models.BigIntegerField(primary_key=True)
    entry_id = models.BigIntegerField(unique=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.number} {self.hash[:12]}"


class Read(Once):
    """That a person saw a customer, or looked for one in vain. Ids only."""

    at = models.DateTimeField()
    by_username = models.TextField()
    by_role = models.TextField(blank=True, default="")
    customer_id = models.TextField(blank=True, default="")
    page = models.TextField()
    by_name = ""

    class Meta:
        indexes = [
            models.Index(fields=["customer_id", "-id"], name="audit_read_customer"),
            models.Index(fields=["by_username", "-id"], name="audit_read_by"),
            models.Index(fields=["at", "by_username"], name="audit_read_when"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by_username} {self.page} {self.customer_id}"

    @property
    def where(self) -> Any:
        return words.page(self.page)


class Seal(Once):
    """Reads `first_id` to `last_id` as they were when the minute was sealed."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField(unique=True)
    rows = models.BigIntegerField()
    latest = models.DateTimeField()
    content = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.number}: {self.rows} reads"


class Expiry(Once):
    """Reads up to `last_id`, the last of seal `seal`, went by the bank's retention."""

    seal = models.BigIntegerField(primary_key=True)
    last_id = models.BigIntegerField()
    at = models.DateTimeField()
    months = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"up to seal {self.seal}"


class Head(Once):
    """A signed head, as the line that was written outside the database."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    line = models.TextField()

    def __str__(self) -> str:
        return f"head {self.number}"


class State(models.TextChoices):
    OPEN = "open", _("To be judged")
    EXPLAINED = "explained", _("Explained")
    ESCALATED = "escalated", _("Escalated")


class Finding(models.Model):
    """A rule saw something unusual of one person, or from one place, in one stretch of time."""

    rule = models.TextField()
    subject = models.TextField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    found_at = models.DateTimeField()
    count = models.BigIntegerField()
    limit = models.BigIntegerField()
    policy = models.TextField()
    rows = models.JSONField(default=dict)
    state = models.TextField(choices=State, default=State.OPEN)
    verdict = models.TextField(blank=True, default="")
    judged_by = models.TextField(blank=True, default="")
    judged_at = models.DateTimeField(null=True)
    by_name = ""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "subject", "since"], name="audit_finding_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=[one.value for one in State]),
                name="audit_finding_state",
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="audit_finding_open")]

    def __str__(self) -> str:
        return f"{self.rule} {self.subject} {self.since:%Y-%m-%d %H:%M}"

    @property
    def what(self) -> Any:
        return words.rule(self.rule)
