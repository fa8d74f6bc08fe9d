"""Reads of values. Whatever names a customer starts from what the person may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet, Sum

from hengke.apps.customers.api import Customer, current, scope, visible_to
from hengke.apps.identity import api as identity
from hengke.apps.privacy import api as privacy
from hengke.apps.value.models import (
    BookValue,
    CustomerValue,
    Lifetime,
    LifetimeBook,
    ProductMonth,
    ProductValue,
    Total,
)

READ, CUSTOMERS = "value.read", "customers.read"
STACK = (
    "deposit_margin_minor", "loan_margin_minor", "fees_minor", "management_minor", "other_minor",
    "tax_minor", "service_minor", "acquisition_minor", "loss_minor", "capital_minor",
    "revenue_minor", "profit_minor", "eva_minor",
)  # fmt: skip
COUNTS = ("customers", "negative", "falling")
LIFETIME_SUMS = (
    "customers", "known", "ended", "history_minor", "basis_minor", "lifetime_minor",
    "markov_minor",
)  # fmt: skip
LEVELS = ("source", "customers", "unallocated")
BRANCH, MANAGER = "branch", "manager"


def can_read(user: Any) -> bool:
    return identity.may(user, READ)


def sees_all(user: Any) -> bool:
    """Does the person's right reach the whole bank?"""
    return identity.scope_of(user, READ) is identity.Scope.ALL


def visible(user: Any) -> QuerySet[CustomerValue]:
    """Values of the customers whom the person may read, of nobody for who may read no values."""
    return CustomerValue.objects.filter(
        scope(user) & scope(user, READ), privacy.listed(user), current()
    )


def ranked(user: Any) -> QuerySet[CustomerValue]:
    """Those that may stand in an order by money."""
    return visible(user).filter(privacy.ranked())


def falling(rows: QuerySet[CustomerValue]) -> QuerySet[CustomerValue]:
    return rows.filter(movement="falling")


def negative(rows: QuerySet[CustomerValue]) -> QuerySet[CustomerValue]:
    return rows.filter(profit_minor__lt=0)


def of_customer(customer_id: str) -> CustomerValue | None:
    """The value of a customer already found through `visible_to`."""
    found = CustomerValue.objects.filter(customer_id=customer_id).first()
    return None if found is None else without_scores([found])[0]


def without_scores(rows: Iterable[CustomerValue]) -> list[CustomerValue]:
    """The same; of who wants no personalised processing no score is shown. One more query."""
    found = list(rows)
    plain = privacy.switched_off(one.customer_id for one in found)
    for one in found:
        one.plain = one.customer_id in plain
        if one.plain:
            one.potential_points = one.composite_points = one.decile = None
            one.potential_parts = one.composite_parts = None
    return found


def products_of(customer_id: str) -> list[ProductValue]:
    """Product by product, the most profitable first, the unknown last."""
    rows = list(ProductValue.objects.filter(customer_id=customer_id))
    return sorted(
        rows, key=lambda row: (row.profit_minor is None, -(row.profit_minor or 0), row.product_id)
    )


def customers_of(customer_ids: Iterable[str], *, user: Any) -> dict[str, Customer]:
    """The records behind a page of values, once more through `visible_to`."""
    return visible_to(user).in_bulk(list(customer_ids))


def books(user: Any) -> QuerySet[BookValue]:
    return BookValue.objects.filter(scope(user) & scope(user, READ))


def sums(user: Any) -> dict[str, int]:
    """Sums of what is known over the reader's books, as the night found them."""
    found = books(user).aggregate(**{name: Sum(name) for name in (*STACK, *COUNTS)})
    unknown = books(user).filter(slice=0).aggregate(unknown=Sum("customers"))
    return {name: value or 0 for name, value in {**found, **unknown}.items()}


def slices(user: Any) -> list[tuple[int, int]]:
    """Customers and profit by slice of the bank, those who bring most first; unknown left out."""
    rows = books(user).filter(slice__gt=0).order_by("slice").values("slice")
    return [
        (row["held"], row["profit"])
        for row in rows.annotate(held=Sum("customers"), profit=Sum("profit_minor"))
    ]


def profits(user: Any) -> QuerySet[CustomerValue, Any]:
    """Every known profit of the reader's customers, the largest first."""
    rows = visible(user).filter(Q(profit_minor__isnull=False)).order_by("-profit_minor")
    return rows.values_list("profit_minor", flat=True)


def months(user: Any) -> dict[str, Any] | None:
    """first_on, until_on (the last day) and number of the months that the values speak of."""
    found = visible(user).order_by("pk").values("first_on", "until_on", "months").first()
    return None if found is None else dict(found)


def level(user: Any) -> str:
    """Which rows of sums by product answer the reader: those of branches, or of managers."""
    reaches = {identity.scope_of(user, READ), identity.scope_of(user, CUSTOMERS)}
    return MANAGER if reaches & {identity.Scope.OWN, identity.Scope.TEAM} else BRANCH


def product_sums(user: Any) -> QuerySet[ProductMonth]:
    """Sums by product and month of the reader's books; each amount stands in one row only."""
    return ProductMonth.objects.filter(scope(user) & scope(user, READ), level=level(user))


def product_months(user: Any, part: str) -> list[dict[str, Any]]:
    """One part by product, month and standing: minor, held (customers) and lost (unknown rows)."""
    rows = product_sums(user).order_by().values(
        "product_id", "family", "product_name", "month_on", "standing"
    )  # fmt: skip
    found = rows.annotate(minor=Sum(part), held=Sum("customers"), lost=Sum("unknown_rows"))
    return [dict(row) for row in found]


def product(user: Any, product_id: str, family: str, part: str) -> dict[str, Any] | None:
    """Name of a product, how many customers of the reader's books had it, and what the part comes
    to in their sums (`minor`, costs above 0); None: nobody has it."""
    rows = product_sums(user).filter(product_id=product_id, family=family).order_by()
    found = (
        rows.values("product_name")
        .annotate(held=Sum("customers"), minor=Sum(part, filter=Q(standing="counted")))
        .order_by("product_name")
        .first()
    )
    return None if found is None else dict(found)


def holders(user: Any, product_id: str, family: str) -> QuerySet[ProductValue]:
    """A product of the customers who may stand in an order by money."""
    people = ranked(user).values("customer_id")
    rows = ProductValue.objects.filter(product_id=product_id, family=family)
    return rows.filter(customer_id__in=people)


def totals() -> Sequence[Total]:
    """Source, customers, unallocated, in this order; nothing before a run."""
    found = Total.objects.in_bulk(LEVELS)
    return [found[level] for level in LEVELS if level in found]


def lifetime_of(customer_id: str) -> Lifetime | None:
    """The lifetime value of a customer already found through `visible_to`."""
    return Lifetime.objects.filter(customer_id=customer_id).first()


def lifetimes_of(customer_ids: Iterable[str]) -> dict[str, Lifetime]:
    """The lifetime values behind a page of customers that the person may see."""
    return Lifetime.objects.in_bulk(list(customer_ids), field_name="customer_id")


def lifetime_sums(user: Any) -> list[dict[str, Any]]:
    """Sums of the reader's books by kind and tier, the highest tier first."""
    books = LifetimeBook.objects.filter(scope(user) & scope(user, READ))
    rows = books.order_by("-kind", "-rank").values("kind", "rank", "tier")
    summed = rows.annotate(**{f"{name}_sum": Sum(name) for name in LIFETIME_SUMS})
    return [dict(row) for row in summed]
