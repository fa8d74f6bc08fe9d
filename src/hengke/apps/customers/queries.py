"""Reads of the customer record. Every one starts from what the person may see."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from hengke.apps.customers.merged import current
from hengke.apps.customers.models import (
    AssetPoint,
    Assignment,
    BookPoint,
    Customer,
    Holding,
    Movement,
    Relation,
)
from hengke.apps.customers.record_models import Correction, Observation, Record
from hengke.apps.customers.surviving import Rows
from hengke.apps.identity import api as identity
from hengke.apps.privacy import api as privacy

READ = "customers.read"
MOVEMENTS_SHOWN = 20


def scope(user: Any, action: str = READ) -> Q:
    """The condition on `branch_id` and `manager_id` that holds for every row an action reaches.

    Any published table that carries the two columns can be filtered with it. An RM without a
    staff number owns nobody: the empty number marks customers whom nobody is in charge of.
    """
    reach = identity.scope_of(user, action)
    if reach is identity.Scope.ALL:
        return Q()
    if reach is identity.Scope.BRANCH and user.branch_id:
        branches = identity.branches_of(user)
        return Q(branch_id__in=branches) if len(branches) > 1 else Q(branch_id=user.branch_id)
    if reach is identity.Scope.TEAM and (team := identity.team_of(user)):
        return Q(manager_id__in=team)
    if reach is identity.Scope.OWN and user.org_id:
        return Q(manager_id=user.org_id)
    return Q(pk__in=[])


def visible_to(user: Any, action: str = READ) -> QuerySet[Customer]:
    """The customers whom an action of a person reaches; used by list, search, page, export, API.

    A customer whose processing is restricted is left out, but for those who handle it; a number
    that was merged away is left out for everybody, and the survivor has the values that survived.
    """
    return as_delivered(user, action).with_survived()


def as_delivered(user: Any, action: str = READ) -> Rows:
    """The same customers with what the core system says of each of them alone."""
    return in_reach(user, action).filter(current())


def in_reach(user: Any, action: str = READ) -> Rows:
    """The same with numbers merged away: for whoever compares, undoes, or looks at their parts."""
    return Customer.objects.filter(scope(user, action), privacy.listed(user))


def prospects(user: Any, action: str = READ) -> QuerySet[Record]:
    """Records opened here of people whose number the core system does not know yet, as far as an
    action of a person reaches; restricted ones for those who handle them only. From its first
    delivery on the number is a customer's, whom `visible_to` finds."""
    return Record.objects.filter(
        scope(user, action), privacy.listed(user), current(), _before_core(), opened_here=True
    )


def never_customers(customer_ids: Collection[str]) -> set[str]:
    """Those of the numbers under which a record was opened here and nothing was delivered."""
    rows = Record.objects.filter(_before_core(), opened_here=True, pk__in=customer_ids)
    return set(rows.values_list("pk", flat=True))


def _before_core() -> Q:
    return ~Q(Exists(Customer.objects.filter(pk=OuterRef("customer_id"))))


def business_date() -> date | None:
    """The day every published row is about; None before anything was published.

    Any row says it. Asked for the first one, SQLite may sort a million customers to find it.
    """
    return next(iter(Customer.objects.order_by().values_list("as_of", flat=True)[:1]), None)


def holdings(*numbers: str) -> QuerySet[Holding]:
    """What a customer (already found through `visible_to`) holds, largest first."""
    return Holding.objects.filter(customer_id__in=numbers).order_by("-home_minor", "account_id")


def holds(family: str) -> Exists:
    """The condition, on rows with `customer_id`, that the customer owns something of the family."""
    owned = Holding.objects.filter(
        customer_id=OuterRef("customer_id"), family=family, share_ppm__gt=0
    )
    return Exists(owned)


def movements(*numbers: str) -> QuerySet[Movement]:
    """The latest bookings, newest first. A run may have brought more, with older ones among them:
    of the days up to a settled month end and of those after it as many each."""
    rows = Movement.objects.filter(customer_id__in=numbers)
    return rows.order_by("-booked_on", "-transaction_id")[:MOVEMENTS_SHOWN]


def bookings(*numbers: str) -> QuerySet[Movement]:
    """Every booking that runs have brought, for whoever pages through them."""
    return Movement.objects.filter(customer_id__in=numbers)


def asset_points(customer_id: str) -> QuerySet[AssetPoint]:
    """Assets at month ends and on the business date, oldest first."""
    return AssetPoint.objects.filter(customer_id=customer_id).order_by("point_on")


def observations(customer_id: str) -> QuerySet[Observation]:
    """What the record kept here says or said of a customer, in the order it was written down."""
    return Observation.objects.filter(customer_id=customer_id).order_by("pk")


def corrections(customer_id: str) -> QuerySet[Correction]:
    """What the core system was asked to correct, in the order it was asked."""
    return Correction.objects.filter(customer_id=customer_id).order_by("pk")


def relations(customer_id: str) -> list[Relation]:
    """Relations seen from either side, ordered by kind."""
    rows = Relation.objects.filter(Q(customer_id=customer_id) | Q(related_id=customer_id))
    return sorted(rows, key=lambda row: (row.kind, row.customer_id, row.related_id))


def household(customer: Customer) -> QuerySet[Customer]:
    """Everybody of the customer's household, the customer included; nobody where unknown."""
    if not customer.household_id:
        return Customer.objects.none()
    rows = Customer.objects.filter(current(), household_id=customer.household_id)
    return rows.order_by("customer_id")


def others_at_home(customer: Customer, user: Any) -> tuple[int, int]:
    """How many others the household has, and how many of them the person may not see. Somebody
    without relations is a household of one."""
    others, reach = household(customer).exclude(pk=customer.pk), scope(user)
    seen = Count("pk", filter=reach) if reach else Count("pk")
    found = others.aggregate(others=Count("pk"), seen=seen)
    return found["others"], found["others"] - found["seen"]


def book_points(user: Any) -> QuerySet[BookPoint]:
    """The trend of the book a person may see; one row per branch, manager and point."""
    return BookPoint.objects.filter(scope(user)).order_by("point_on")


def names(customer_ids: Iterable[str]) -> dict[str, str | None]:
    """Names of customers; who may see which of them is the caller's business."""
    rows = Customer.objects.filter(customer_id__in=list(customer_ids))
    return dict(rows.values_list("customer_id", "name"))


def assignment(customer_id: str) -> Assignment | None:
    """The decision of a branch head that overrides the bank's file, if there is one."""
    return Assignment.objects.filter(customer_id=customer_id).first()


def managers(branch_id: str) -> dict[str, str]:
    """Relationship managers of a branch, number to name: from the bank's file and from log-ins.

    A book that came without an organisation file has managers as soon as they have a log-in.
    """
    logins = identity.User.objects.filter(
        role=identity.Role.RM, branch_id=branch_id, is_active=True
    ).exclude(org_id="")
    found = {user.org_id: user.name for user in logins.order_by("username")}
    found |= {unit.org_id: unit.name or unit.org_id for unit in identity.managers_of(branch_id)}
    return dict(sorted(found.items(), key=lambda item: (item[1], item[0])))


def branches_of(manager_ids: Iterable[str]) -> dict[str, str]:
    """The branch each of these managers works in; a manager of whom it is not known is absent."""
    wanted = list(manager_ids)
    logins = identity.User.objects.filter(org_id__in=wanted, is_active=True).exclude(branch_id="")
    units = identity.OrgUnit.objects.filter(org_id__in=wanted)
    found = dict(logins.values_list("org_id", "branch_id"))
    return found | {unit.org_id: unit.parent_id for unit in units if unit.parent_id}


def books_of(customer_ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Branch and manager of customers that the core system knows."""
    rows = Customer.objects.filter(pk__in=list(customer_ids))
    found = rows.values_list("customer_id", "branch_id", "manager_id")
    return {number: (branch, manager) for number, branch, manager in found}


def held_elsewhere(manager_ids: Iterable[str], *, branch_id: str) -> dict[str, int]:
    """How many customers of other branches these managers have in their books; never who."""
    rows = Customer.objects.filter(manager_id__in=list(manager_ids)).exclude(branch_id=branch_id)
    counted = rows.order_by().values("manager_id").annotate(held=Count("pk"))
    return dict(counted.values_list("manager_id", "held"))
