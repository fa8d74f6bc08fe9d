"""Published customer tables (columns of engine/results.py) and the one table people own here.

A nightly run replaces the published rows as a whole, so they carry natural keys and no foreign
keys; null means *unknown*, never zero. `Assignment` is written by people: it wins over the bank's
file at the next publish. `Unmasking` is written when somebody sees an identifier in full.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from hengke.apps.customers.merged import Numbers
from hengke.apps.customers.surviving import RowsManager
from hengke.web.sealed import SealedText

UNASSIGNED_BRANCH = "unassigned"


def unknown_text() -> Any:
    """A text column whose null means that the bank did not deliver it."""
    return models.TextField(null=True, blank=True)


def unknown_secret(kind: str) -> Any:
    """The same for an identifier: sealed in the database, masked on every page."""
    return SealedText(kind, null=True, blank=True)


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
    name = unknown_secret("name")
    gender = unknown_text()
    birth_date = models.DateField(null=True)
    id_type = unknown_text()
    id_number = unknown_secret("id_number")
    phone = unknown_secret("phone")
    email = unknown_secret("email")
    address = unknown_secret("address")
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

    # blind indexes: fingerprints under which identifiers are found again (search_terms.py)
    name_key = unknown_text()
    name_stem_key = unknown_text()
    surname_key = unknown_text()
    initials_key = unknown_text()
    initials_stem_key = unknown_text()
    id_number_key = unknown_text()
    id_number_tail_key = unknown_text()
    phone_key = unknown_text()
    phone_tail_key = unknown_text()
    email_key = unknown_text()

    objects = RowsManager()
    numbers: Numbers | None = None
    """Set where a page opens the customer: the numbers that are this one (merged.py)."""

    class Meta:
        indexes = [
            # one per sort and scope, so that a page is a short walk along an index
            models.Index(fields=["manager_id", "aum_minor", "customer_id"], name="cust_rm_aum"),
            models.Index(fields=["branch_id", "aum_minor", "customer_id"], name="cust_branch_aum"),
            models.Index(fields=["aum_minor", "customer_id"], name="cust_aum"),
            models.Index(fields=["household_id"], name="cust_household"),
            # rare ones of a whole bank: institutions, frozen and closed customers
            models.Index(fields=["kind", "aum_minor", "customer_id"], name="cust_kind_aum"),
            models.Index(fields=["status", "aum_minor", "customer_id"], name="cust_status_aum"),
            # one per way of looking somebody up; a surname is common, so a branch has its own
            models.Index(fields=["name_key"], name="cust_name_key"),
            models.Index(fields=["name_stem_key"], name="cust_name_stem_key"),
            models.Index(fields=["surname_key"], name="cust_surname_key"),
            models.Index(fields=["branch_id", "surname_key"], name="cust_branch_surname_key"),
            models.Index(fields=["initials_key"], name="cust_initials_key"),
            models.Index(fields=["initials_stem_key"], name="cust_initials_stem_key"),
            models.Index(fields=["id_number_key"], name="cust_id_number_key"),
            models.Index(fields=["id_number_tail_key"], name="cust_id_number_tail_key"),
            models.Index(fields=["phone_key"], name="cust_phone_key"),
            models.Index(fields=["phone_tail_key"], name="cust_phone_tail_key"),
            models.Index(fields=["email_key"], name="cust_email_key"),
        ]

    def __str__(self) -> str:
        return self.customer_id

    @property
    def shown_numbers(self) -> tuple[str, ...]:
        """Under which numbers lies what the reader may see of this customer."""
        return self.numbers.shown if self.numbers else (self.customer_id,)


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


class RiskProfile(Stamped):
    """The assessment that counts of one customer (engine/risk_profiles/columns.py); it holds
    through `expires_on`. Null is unknown."""

    customer_id = models.TextField(primary_key=True)
    level = models.TextField(null=True)
    preference = models.TextField(null=True)
    knowledge = models.TextField(null=True)
    assessed_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    channel = models.TextField(null=True)
    source = models.TextField(null=True)
    policy_version = models.TextField(null=True)

    def __str__(self) -> str:
        return f"{self.customer_id} {self.level}"


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


class Unmasking(models.Model):
    """Somebody saw one identifier of one customer in full: which, and what for."""

    customer_id = models.TextField()
    field = models.TextField()
    purpose = models.TextField()
    note = SealedText("note", blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["-at"], name="unmasking_newest"),
            models.Index(fields=["by", "-at"], name="unmasking_by"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}.{self.field} {self.at:%Y-%m-%d %H:%M}"


from hengke.apps.customers.merged_models import (  # noqa: E402, F401  # Django looks here
    Redirect,
    Surviving,
)
from hengke.apps.customers.preference_models import (  # noqa: E402, F401  # Django looks here
    Preference,
)
from hengke.apps.customers.record_models import (  # noqa: E402, F401  # Django looks here
    Correction,
    Observation,
    Record,
)
