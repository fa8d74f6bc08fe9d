"""Numbers that are one customer: who survives, and which parts of whom a reader may see.

That two numbers are one person is known to whoever may see the survivor. What is held and was done
under the other number stays in the book in which it lies: it is shown to those whose own reach
holds that book, so that a merge gives nobody a right.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from hengke.apps.customers.merged_models import Redirect


@dataclass(frozen=True)
class Numbers:
    """The numbers of one customer. `shown` begins with the survivor; `hidden` says of how many
    more the reader may not see what lies under them."""

    shown: tuple[str, ...]
    also: tuple[str, ...]
    hidden: int


def current() -> Q:
    """The condition, on rows with `customer_id`, that the number was not merged away."""
    return ~Q(customer_id__in=merged_away())


def merged_away() -> Any:
    """Every number that leads to another one, as a condition of one column."""
    return Redirect.objects.values("customer_id")


def survivor_of(customer_id: str) -> str | None:
    """The number that answers for this one; None where it answers for itself."""
    rows = Redirect.objects.filter(pk=customer_id)
    return rows.values_list("survivor_id", flat=True).first()


def survivors_of(customer_ids: Collection[str]) -> dict[str, str]:
    """The same of many; who answers for itself is absent."""
    rows = Redirect.objects.filter(pk__in=customer_ids)
    return dict(rows.values_list("customer_id", "survivor_id"))


def answering() -> Any:
    """The number that answers for a row's `customer_id`, mostly itself, as an expression."""
    rows = Redirect.objects.filter(pk=OuterRef("customer_id"))
    return Coalesce(Subquery(rows.values("survivor_id")[:1]), F("customer_id"))


def numbers_behind(survivor: Any) -> Any:
    """The numbers merged into `survivor`, an expression, as a subquery."""
    return Redirect.objects.filter(survivor_id=survivor).values("pk")


def merged_into(customer_id: str) -> list[str]:
    rows = Redirect.objects.filter(survivor_id=customer_id).order_by("customer_id")
    return list(rows.values_list("customer_id", flat=True))


def behind(customer_ids: Collection[str]) -> dict[str, str]:
    """Numbers merged into these customers, each with its survivor; one query."""
    rows = Redirect.objects.filter(survivor_id__in=customer_ids).order_by("customer_id")
    return dict(rows.values_list("customer_id", "survivor_id"))


def answered_for(user: Any, action: str) -> Q:
    """The condition, on rows with `customer_id`, that an action of the person reaches whoever
    answers for the number, customer or prospect: of what belongs to a person, not to a book."""
    from hengke.apps.customers.queries import prospects, visible_to

    reached = visible_to(user, action).values("customer_id")
    gone = Redirect.objects.filter(survivor_id__in=reached).values("customer_id")
    opened = prospects(user, action).values("customer_id")
    return Q(customer_id__in=reached) | Q(customer_id__in=gone) | Q(customer_id__in=opened)


def numbers_of(user: Any, customer_id: str) -> Numbers:
    """Of a customer already found through `visible_to`."""
    from hengke.apps.customers.queries import in_reach

    also = merged_into(customer_id)
    if not also:
        return Numbers((customer_id,), (), 0)
    seen = set(in_reach(user).filter(pk__in=also).values_list("pk", flat=True))
    mine = tuple(number for number in also if number in seen)
    return Numbers((customer_id, *mine), tuple(also), len(also) - len(mine))


def survivors_where(condition: Q) -> list[str]:
    """Survivors of numbers merged away whose published row answers to the condition."""
    from hengke.apps.customers.models import Customer

    rows = Customer.objects.filter(condition, pk=OuterRef("customer_id"))
    found = Redirect.objects.filter(Exists(rows)).values_list("survivor_id", flat=True)
    return list(found.distinct()[:1000])
