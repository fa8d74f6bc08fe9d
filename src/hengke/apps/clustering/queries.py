"""Reads of groups. Whatever names a customer starts from what the person may see."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum

from hengke.apps.clustering.models import Book, Cluster, Field, Member, Middle, Model, Name, Try
from hengke.apps.clustering.permissions import READ
from hengke.apps.customers.api import Customer, current, scope, visible_to
from hengke.apps.privacy import api as privacy


def visible(user: Any) -> QuerySet[Member]:
    """Customers whom the person may read, without those who want no personalised processing: a
    group is a judgement."""
    reached = scope(user) & scope(user, READ)
    return Member.objects.filter(reached, privacy.listed(user), current(), privacy.ranked())


def of_customer(customer_id: str) -> Member | None:
    """The group of a customer already found through `visible_to`; beside it what sets that group
    apart (`told`), and its name (`called`). None for who wants no personalised processing."""
    told = Cluster.objects.filter(cluster=OuterRef("cluster")).values("words")
    called = Name.objects.filter(cluster=OuterRef("cluster")).values("name")
    found = Member.objects.annotate(told=Subquery(told), called=Subquery(called))
    return found.filter(privacy.ranked(), customer_id=customer_id).first()


def customers_of(customer_ids: Iterable[str], *, user: Any) -> dict[str, Customer]:
    """The records behind a page of members, once more through `visible_to`."""
    return visible_to(user).in_bulk(list(customer_ids))


def counted(user: Any) -> dict[int, tuple[int, int | None]]:
    """Customers and assets of each group within the books that the person may read; 0: none."""
    rows = Book.objects.filter(scope(user) & scope(user, READ)).order_by()
    grouped = rows.values("cluster").annotate(n=Sum("customers"), sum=Sum("aum_minor"))
    return {row["cluster"]: (row["n"], row["sum"]) for row in grouped}


def clusters() -> QuerySet[Cluster]:
    """What every group is like: of the whole bank, and of nobody in it."""
    return Cluster.objects.order_by("cluster")


def middles(cluster: int) -> QuerySet[Middle]:
    return Middle.objects.filter(cluster=cluster).order_by("feature")


def fields() -> QuerySet[Field]:
    return Field.objects.order_by("y", "x", "-customers", "cluster")


def tries() -> QuerySet[Try]:
    return Try.objects.order_by("groups")


def model() -> Model | None:
    return Model.objects.first()


def names() -> dict[int, str]:
    return dict(Name.objects.values_list("cluster", "name"))
