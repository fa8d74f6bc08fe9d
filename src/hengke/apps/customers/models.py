"""Published customer tables (columns of engine/results.py) and the one table people own here.

A nightly run replaces the published rows as a whole, so they carry natural keys and no foreign
keys; null means *unknown*, never zero. Only `Assignment` is written by people: it wins over the
bank's file at the next publish.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

UNASSIGNED_BRANCH = "unassigned"


def unknown_text() -> Any:
    """A text column whose null means that the bank did not deliver it."""
    return models.TextField(null=True, blank=True)


class Stamped(models.Model):
    """Columns every published row carries: business date, data cut and run, or the file of the past
    in which it lies."""

    as_of = models.DateField(null=True)
    known_at = unknown_text()
    run_id = unknown_text()

    class Meta:
        abstract = True


class Customer(Stamped):
    """One row per customer, as the core system knows it; read-only in the workbench."""

    customer_id = models.TextField(primary_key=True)
    kind = unknown_text()
    name = unknown_text()
    initials = unknown_text()
    gender = unknown_text()
    birth_date = models.DateField(null=True)
    id_type = unknown_text()
    id_number = unknown_text()
    phone = unknown_text()
    phone_tail = unknown_text()
    email = unknown_text()
    address = unknown_text()
    region = unknown_text()
    occupation = unknown_text()
    industry = unknown_text()
    income_level = unknown_text()
    risk_level = unknown_text()
    risk_assessed_on = models.DateField(null=True)
    id_expires_on = models.DateField(null=True)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    status = unknown_text()
    branch_id = models.TextField(default=UNASSIGNED_BRANCH)
    manager_id = models.TextField(default="", blank=True)
    household_id = unknown_text()
    household_aum_minor = models.BigIntegerField(null=True)
    aum_minor = models.BigIntegerField(null=True)
    liability_minor = models.BigIntegerField(null=True)
    currency = unknown_text()

    class Meta:
        indexes = [
            # one per sort and scope, so that a page is a short walk along an index
            models.Index(fields=["manager_id", "aum_minor", "customer_id"], name="cust_rm_aum"),
            models.Index(fields=["branch_id", "aum_minor", "customer_id"], name="cust_branch_aum"),
            models.Index(fields=["aum_minor", "customer_id"], name="cust_aum"),
            models.Index(fields=["manager_id", "initials", "customer_id"], name="cust_rm_name"),
            models.Index(fields=["branch_id", "initials", "customer_id"], name="cust_branch_name"),
            models.Index(fields=["initials", "customer_id"], name="cust_initials"),
            models.Index(fields=["name", "customer_id"], name="cust_name"),
            models.Index(fields=["phone_tail", "customer_id"], name="cust_phone_tail"),
            models.Index(fields=["household_id"], name="cust_household"),
            # names of one book are looked into without reading the customers
            models.Index(fields=["manager_id", "name", "customer_id"], name="cust_rm_full_name"),
            models.Index(fields=["branch_id", "name", "customer_id"], name="cust_branch_full_name"),
            # rare ones of a whole bank: institutions, frozen and closed customers
            models.Index(fields=["kind", "aum_minor", "customer_id"], name="cust_kind_aum"),
            models.Index(fields=["status", "aum_minor", "customer_id"], name="cust_status_aum"),
        ]

    def __str__(self) -> str:
        return self.customer_id


class Holding(Stamped):
    """One row per customer and account held; a joint account stands once per holder."""

    pk = models.CompositePrimaryKey("customer_id", "account_id")
    customer_id = models.TextField()
    account_id = models.TextField()
    product_id = unknown_text()
    product_name = unknown_text()
    family = unknown_text()
    role = unknown_text()
    share_ppm = models.BigIntegerField(null=True)
    currency = unknown_text()
    balance_minor = models.BigIntegerField(null=True)
    home_minor = models.BigIntegerField(null=True)
    balance_date = models.DateField(null=True)
    opened_on = models.DateField(null=True)
    matures_on = models.DateField(null=True)
    rate_e8 = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.customer_id}/{self.account_id}"


class Movement(Stamped):
    """A customer's latest bookings: 20 since the last settled month end, and 20 before."""

    pk = models.CompositePrimaryKey("customer_id", "transaction_id")
    customer_id = models.TextField()
    transaction_id = models.TextField()
    account_id = unknown_text()
    booked_on = models.DateField(null=True)
    amount_minor = models.BigIntegerField(null=True)
    currency = unknown_text()
    kind = unknown_text()
    channel = unknown_text()
    counterparty_kind = unknown_text()

    def __str__(self) -> str:
        return f"{self.customer_id}/{self.transaction_id}"


class AssetPoint(Stamped):
    """One row per customer and month end (at most 24), and the business date itself."""

    pk = models.CompositePrimaryKey("customer_id", "point_on")
    customer_id = models.TextField()
    point_on = models.DateField()
    aum_minor = models.BigIntegerField(null=True)
    month_average_minor = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.customer_id}@{self.point_on}"


class BookPoint(Stamped):
    """One row per branch, manager and point in time: the book behind a home page's trend."""

    pk = models.CompositePrimaryKey("branch_id", "manager_id", "point_on")
    branch_id = models.TextField()
    manager_id = models.TextField()
    point_on = models.DateField()
    customers = models.BigIntegerField(null=True)
    aum_minor = models.BigIntegerField(null=True)
    deposit_average_minor = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.branch_id}/{self.manager_id}@{self.point_on}"


class Relation(Stamped):
    """One row per pair of customers and kind of relation."""

    pk = models.CompositePrimaryKey("customer_id", "related_id", "kind")
    customer_id = models.TextField()
    related_id = models.TextField()
    kind = models.TextField()
    share_ppm = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["related_id"], name="relation_related")]

    def __str__(self) -> str:
        return f"{self.customer_id}-{self.kind}-{self.related_id}"


class Assignment(models.Model):
    """Who is in charge by decision of a branch head; survives publishing and wins over the file."""

    customer_id = models.TextField(primary_key=True)
    branch_id = models.TextField()
    manager_id = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.customer_id} -> {self.manager_id}"


from hengke.apps.customers.record_models import (  # noqa: E402, F401  # Django looks here
    Correction,
    Observation,
    Record,
)
