"""What people did: products shown to customers and their answers, purchases above the level."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hengke.web.sealed import SealedText


class Answer(models.TextChoices):
    """What the customer said; the first and the last wait for another answer."""

    SHOWN = "shown", _("Shown, no answer yet")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Customer refused")
    LATER = "later", _("Perhaps later")


class Wish(models.TextChoices):
    """Where a purchase at the customer's own wish stands."""

    REQUESTED = "requested", _("Waits for the second person")
    APPROVED = "approved", _("Allowed")
    REJECTED = "rejected", _("Not allowed")
    EXPIRED = "expired", _("Lapsed")


def _person(*, null: bool = False) -> Any:
    """Who of the staff: a log-in that cannot be deleted while a row names it."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=null
    )


class Outcome(models.Model):
    """One product shown to one customer, and what came of it.

    `personalised`: out of the scored list, not the shelf in its fixed order. Tier and versions are
    those of the day on which it was shown, so that rates can be told apart later.
    """

    customer_id = models.TextField()
    product_id = models.TextField()
    product_name = models.TextField()
    tier = models.TextField(blank=True, default="")
    personalised = models.BooleanField()
    triggered = models.BooleanField(default=False)
    policy_version = models.TextField()
    model_version = models.TextField(blank=True, default="")
    shown_by = _person()
    shown_at = models.DateTimeField()
    answer = models.TextField(choices=Answer, default=Answer.SHOWN)
    refusal = models.TextField(blank=True, default="")
    answered_by = _person(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["customer_id", "product_id"],
                condition=Q(answer__in=[Answer.SHOWN, Answer.LATER]),
                name="recommendation_outcome_open_once",
            ),
            models.CheckConstraint(
                condition=Q(answer=Answer.SHOWN, answered_at__isnull=True, answered_by__isnull=True)
                | (
                    ~Q(answer=Answer.SHOWN)
                    & Q(answered_at__isnull=False, answered_by__isnull=False)
                ),
                name="recommendation_outcome_answered",
            ),
            models.CheckConstraint(
                condition=Q(answer=Answer.REFUSED) & ~Q(refusal="")
                | ~Q(answer=Answer.REFUSED) & Q(refusal=""),
                name="recommendation_outcome_refusal",
            ),
        )
        indexes = (
            models.Index(fields=["customer_id", "-id"], name="recommendation_out_cust"),
            models.Index(fields=["answer", "-id"], name="recommendation_out_answer"),
        )

    def __str__(self) -> str:
        return f"{self.customer_id} {self.product_id} {self.answer}"


class OwnPurchase(models.Model):
    """A customer wants a product above the own level without having been offered it: the written
    warning, what the customer said, and the second person who decides. Never a recommendation."""

    customer_id = models.TextField()
    product_id = models.TextField()
    product_name = models.TextField()
    risk = models.BigIntegerField()
    level = models.BigIntegerField()
    reason = SealedText("note")
    warned_on = models.DateField()
    document = models.TextField()
    status = models.TextField(choices=Wish, default=Wish.REQUESTED)
    policy_version = models.TextField()
    requested_by = _person()
    requested_at = models.DateTimeField()
    decided_by = _person(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("requested_by")),
                name="recommendation_wish_second",
            ),
            models.CheckConstraint(
                condition=Q(risk__gt=F("level")), name="recommendation_wish_above"
            ),
            models.CheckConstraint(condition=~Q(document=""), name="recommendation_wish_warned"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_at__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="recommendation_wish_decided",
            ),
            models.UniqueConstraint(
                fields=["customer_id", "product_id"],
                condition=Q(status=Wish.REQUESTED),
                name="recommendation_wish_once",
            ),
        )
        indexes = (models.Index(fields=["customer_id", "-id"], name="recommendation_wish_cust"),)

    def __str__(self) -> str:
        return f"{self.customer_id} {self.product_id} {self.status}"
