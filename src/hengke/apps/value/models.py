"""Published values (engine/value/columns.py), exchanged by every run. Null is unknown."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hengke.apps.value.lifetime_models import (
    Hazard,
    Lifetime,
    LifetimeBook,
    LifetimeTest,
    TierWorth,
)
from hengke.web.stamped import Stamped

__all__ = [
    "BookValue",
    "CustomerValue",
    "Hazard",
    "Lifetime",
    "LifetimeBook",
    "LifetimeTest",
    "ProductMonth",
    "ProductValue",
    "TierWorth",
    "Total",
]


class Stack(models.Model):
    """The profit stack. Costs are positive; revenue - tax - service - acquisition - loss = profit,
    profit - capital = EVA."""

    deposit_margin_minor = models.BigIntegerField(null=True)
    loan_margin_minor = models.BigIntegerField(null=True)
    fees_minor = models.BigIntegerField(null=True)
    management_minor = models.BigIntegerField(null=True)
    other_minor = models.BigIntegerField(null=True)
    tax_minor = models.BigIntegerField(null=True)
    service_minor = models.BigIntegerField(null=True)
    acquisition_minor = models.BigIntegerField(null=True)
    loss_minor = models.BigIntegerField(null=True)
    capital_minor = models.BigIntegerField(null=True)
    revenue_minor = models.BigIntegerField(null=True)
    profit_minor = models.BigIntegerField(null=True)
    eva_minor = models.BigIntegerField(null=True)

    class Meta:
        abstract = True


class CustomerValue(Stamped, Stack):
    """One customer over the trailing months. Branch and manager are copied from the customer."""

    customer_id = models.TextField(unique=True)
    branch_id = models.TextField(null=True)
    manager_id = models.TextField(null=True)
    currency = models.TextField(null=True)
    months = models.BigIntegerField(null=True)
    days = models.BigIntegerField(null=True)
    first_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    deposit_average_minor = models.BigIntegerField(null=True)
    loan_average_minor = models.BigIntegerField(null=True)
    volume_average_minor = models.BigIntegerField(null=True)
    overall_yield_ppm = models.BigIntegerField(null=True)
    activities = models.BigIntegerField(null=True)
    days_past_due = models.BigIntegerField(null=True)
    income_growth_ppm = models.BigIntegerField(null=True)
    trend = models.TextField(null=True)
    period_minor = models.BigIntegerField(null=True)
    period_before_minor = models.BigIntegerField(null=True)
    movement = models.TextField(null=True)
    decile = models.BigIntegerField(null=True)
    slice = models.BigIntegerField(null=True)
    potential_points = models.BigIntegerField(null=True)
    potential_parts = models.TextField(null=True)
    composite_points = models.BigIntegerField(null=True)
    composite_parts = models.TextField(null=True)
    unknown_reason = models.TextField(null=True)
    score_reason = models.TextField(null=True)
    policy_version = models.TextField(null=True)
    plain = False
    """No personalised processing: set by `queries.without_scores`, never stored."""

    class Meta:
        indexes = (
            models.Index(fields=["manager_id", "-profit_minor"], name="value_manager"),
            models.Index(fields=["branch_id", "-profit_minor", "customer_id"], name="value_branch"),
            models.Index(fields=["-profit_minor", "customer_id"], name="value_all"),
            models.Index(
                fields=["profit_minor", "customer_id"],
                name="value_negative",
                condition=Q(profit_minor__lt=0),
            ),
            models.Index(
                fields=["branch_id", "profit_minor", "customer_id"],
                name="value_branch_negative",
                condition=Q(profit_minor__lt=0),
            ),
            models.Index(
                fields=["-profit_minor", "customer_id"],
                name="value_falling",
                condition=Q(movement="falling"),
            ),
            models.Index(
                fields=["branch_id", "-profit_minor", "customer_id"],
                name="value_branch_falling",
                condition=Q(movement="falling"),
            ),
        )

    def __str__(self) -> str:
        return self.customer_id


class ProductValue(Stamped, Stack):
    """One product of one customer over the same months; product '' is the relation itself."""

    customer_id = models.TextField()
    product_id = models.TextField()
    family = models.TextField()
    product_name = models.TextField(null=True)
    days = models.BigIntegerField(null=True)
    balance_days = models.BigIntegerField(null=True)
    transfer_minor = models.BigIntegerField(null=True)
    interest_minor = models.BigIntegerField(null=True)
    activities = models.BigIntegerField(null=True)
    unknown_reason = models.TextField(null=True)
    policy_version = models.TextField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["customer_id", "product_id", "family"], name="value_product_once"
            ),
        )
        indexes = (
            models.Index(
                fields=["product_id", "-profit_minor", "customer_id"], name="value_product_most"
            ),
        )

    def __str__(self) -> str:
        return f"{self.customer_id} {self.product_id}"


class BookValue(Stamped, Stack):
    """Sums of one slice of the bank (0: unknown) of one book, as the night found it."""

    branch_id = models.TextField()
    manager_id = models.TextField()
    slice = models.BigIntegerField()
    customers = models.BigIntegerField(null=True)
    negative = models.BigIntegerField(null=True)
    falling = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["branch_id", "manager_id", "slice"], name="value_book_once"
            ),
        )
        indexes = (models.Index(fields=["manager_id"], name="value_book_manager"),)

    def __str__(self) -> str:
        return f"{self.branch_id}/{self.manager_id} {self.slice}"


class ProductMonth(Stamped, Stack):
    """Sums of one product and month of one book, or of one branch (`level`). `standing` "counted":
    what the sums of books hold; "apart": known of customers of whom the part is not known as a
    whole. `customers` stands at the last month: who had the product in any of them."""

    level = models.TextField()
    branch_id = models.TextField()
    manager_id = models.TextField()
    product_id = models.TextField()
    family = models.TextField()
    month_on = models.DateField()
    standing = models.TextField()
    product_name = models.TextField(null=True)
    customers = models.BigIntegerField(null=True)
    unknown_rows = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=[
                    "level", "branch_id", "manager_id", "product_id", "family", "month_on",
                    "standing",
                ],
                name="value_product_month_once",
            ),
        )  # fmt: skip
        indexes = (models.Index(fields=["manager_id"], name="value_product_manager"),)

    def __str__(self) -> str:
        return f"{self.branch_id}/{self.manager_id} {self.product_id} {self.month_on}"


class Total(Stamped, Stack):
    """What the sources say, what customers got, and what belongs to nobody."""

    level = models.TextField(primary_key=True)
    balance_days = models.BigIntegerField(null=True)
    transfer_minor = models.BigIntegerField(null=True)
    interest_minor = models.BigIntegerField(null=True)
    activities = models.BigIntegerField(null=True)
    unknown_rows = models.BigIntegerField(null=True)
    policy_version = models.TextField(null=True)

    def __str__(self) -> str:
        return self.level
