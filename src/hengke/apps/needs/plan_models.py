"""Plans: what the bank would do for one customer about needs of the register, and at what price."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hengke.apps.needs.person import person
from hengke.web.sealed import SealedText


class PlanState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    OFFERED = "offered", _("Offered")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


class ItemKind(models.TextChoices):
    SERVICE = "service", _("Service")
    PRODUCT = "product", _("Product")


ENDED = (PlanState.ACCEPTED, PlanState.DECLINED, PlanState.WITHDRAWN, PlanState.EXPIRED)


class Plan(models.Model):
    """One version of one plan. Versions of a plan share `series`; a draft may be changed, whatever
    was offered never is. `valid_until` is the last day. `revision` counts the changes of a draft;
    `approved_revision` is the one whose price a second person approved. An outcome written down
    by the clock has no `ended_by`."""

    customer_id = models.TextField()
    series = models.UUIDField()
    version = models.IntegerField(default=1)
    title = SealedText("note")
    valid_from = models.DateField()
    valid_until = models.DateField()
    special_price = models.BooleanField(default=False)
    status = models.TextField(choices=PlanState, default=PlanState.DRAFT)
    decline_reason = models.TextField(blank=True, default="")
    revision = models.IntegerField(default=1)
    approved_revision = models.IntegerField(null=True)
    opened_by = person()
    opened_at = models.DateTimeField()
    offered_by = person(null=True)
    offered_at = models.DateTimeField(null=True)
    ended_by = person(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["customer_id", "-id"], name="needs_plans_of_customer"),
            models.Index(fields=["status", "valid_until"], name="needs_plans_by_status"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["series", "version"], name="needs_plan_version_once"),
            models.UniqueConstraint(
                fields=["series", "status"],
                condition=Q(status__in=["draft", "offered", "accepted"]),
                name="needs_plan_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[one.value for one in PlanState]), name="needs_plan_status"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from"), version__gte=1),
                name="needs_plan_holds_a_while",
            ),
            models.CheckConstraint(
                condition=Q(status="declined") ^ Q(decline_reason=""),
                name="needs_plan_declined_why",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "withdrawn"])
                | Q(offered_at__isnull=False, offered_by__isnull=False),
                name="needs_plan_offered_by",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[one.value for one in ENDED], ended_at__isnull=False)
                | Q(status__in=["draft", "offered"], ended_at__isnull=True),
                name="needs_plan_ended_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.series} v{self.version} {self.status}"


class PlanNeed(models.Model):
    """A need of the register that the plan answers."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="answers")
    need = models.ForeignKey("needs.Need", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "need"], name="needs_plan_need_once")
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.need_id}"


class PlanItem(models.Model):
    """One service or product of a plan. The price in words says what an amount cannot (a rate, a
    discount); `amount_minor` is in hundredths of `currency`, unknown where only words say it."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="items")
    kind = models.TextField(choices=ItemKind)
    text = SealedText("note")
    scope = SealedText("note")
    price = SealedText("note")
    note = SealedText("note")
    amount_minor = models.BigIntegerField(null=True)
    currency = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in ItemKind]), name="needs_plan_item_kind"
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__isnull=True, currency="")
                | (Q(amount_minor__gte=0) & ~Q(currency="")),
                name="needs_plan_item_amount",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.kind}"
