"""Reads of tasks and contacts. Whatever names a customer starts from what the person may see."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet

from hengke.apps.care.models import DONE, FROM_PERSON, OPEN, SNOOZED, Contact, Task
from hengke.apps.customers.api import Customer, business_date, largest, scope, visible_to
from hengke.apps.privacy import api as privacy
from hengke.kernel import clock

PREDICTED = ("downgrade", "upgrade", "outflow", "playbook")
"""Kinds of task that come from judging a customer's figures; the others only from a date."""
READ, WORK, WITHDRAW = "customers.read", "care.work", "care.withdraw"
QUIET_DAYS = 30
"""Without a contact for so many days a customer counts as left alone."""


def today(now: datetime) -> date:
    """The day the desk works on: the business date of the book, as pages say.

    Before anything was published it is the calendar day, so that a follow-up has a date.
    """
    return business_date() or clock.day(now)


def tasks(user: Any, action: str = READ) -> QuerySet[Task]:
    """Tasks of customers whom an action of the person reaches, by the same condition as everywhere.

    Of somebody who wants no personalised processing there is only work with a date of its own.
    """
    return Task.objects.filter(scope(user, action), privacy.listed(user)).exclude(_predicted())


def _predicted() -> Q:
    return Q(kind__in=PREDICTED) & privacy.plain()


def ranked(rows: QuerySet[Task]) -> QuerySet[Task]:
    """Those that may stand in an order by score or by money."""
    return rows.filter(privacy.ranked())


def unranked(rows: QuerySet[Task]) -> QuerySet[Task]:
    """The plain rest: by day, then by number."""
    return rows.filter(privacy.plain()).order_by("due_on", "task_key")


def contacts(user: Any, action: str = READ) -> QuerySet[Contact]:
    """Contacts of the books that a person may read, withdrawn ones left out."""
    reached = Q(scope(user, action), privacy.listed(user))
    return Contact.objects.filter(reached, withdrawn_at__isnull=True)


def waiting(day: date) -> Q:
    """To be done: open, or snoozed until today at the latest. No job has to wake anything."""
    return Q(status=OPEN) | Q(status=SNOOZED, snoozed_until__lte=day)


def of_the_day(rows: QuerySet[Task], day: date) -> QuerySet[Task]:
    """The day's list: a promise with a date of its own comes up on that date, not before."""
    return rows.filter(waiting(day)).exclude(origin=FROM_PERSON, due_on__gt=day)


def overdue(rows: QuerySet[Task], day: date) -> QuerySet[Task]:
    return rows.filter(waiting(day), due_on__lt=day)


def promised(user: Any, *, day: date, days: int = 7) -> QuerySet[Task]:
    """Appointments and follow-ups of the next days, the earliest first."""
    last = day + timedelta(days=days)
    rows = tasks(user).filter(origin=FROM_PERSON, due_on__gte=day, due_on__lte=last)
    return rows.exclude(status=DONE).order_by("due_on", "task_key")


def by_urgency(rows: QuerySet[Task]) -> QuerySet[Task]:
    return rows.order_by("-score", "task_key")


def by_amount(rows: QuerySet[Task]) -> QuerySet[Task]:
    """Largest money first; tasks without money last."""
    return rows.order_by(F("amount_minor").desc(nulls_last=True), "task_key")


def tasks_of(*numbers: str, day: date) -> QuerySet[Task]:
    """What waits for a customer already found through `visible_to`."""
    rows = Task.objects.filter(waiting(day), customer_id__in=numbers).exclude(_predicted())
    return by_urgency(rows)


def tasks_done(*numbers: str) -> QuerySet[Task]:
    rows = Task.objects.filter(customer_id__in=numbers, status=DONE)
    return rows.select_related("done_by").order_by("-done_at")


def contacts_of(*numbers: str) -> QuerySet[Contact]:
    """Every contact of a customer already found through `visible_to`, newest first."""
    rows = Contact.objects.filter(customer_id__in=numbers)
    return rows.select_related("made_by").order_by("-made_at", "-pk")


def closing_contacts(*numbers: str) -> Any:
    """Keys of the tasks that a contact with the customer closed."""
    rows = Contact.objects.filter(customer_id__in=numbers, withdrawn_at__isnull=True)
    return rows.exclude(task_key="").values("task_key")


def last_contacts(customer_ids: Iterable[str]) -> dict[str, date]:
    """The latest contact day of each of these customers; who has none is absent."""
    rows = Contact.objects.filter(customer_id__in=list(customer_ids), withdrawn_at__isnull=True)
    latest = rows.order_by().values("customer_id").annotate(last=Max("happened_on"))
    return dict(latest.values_list("customer_id", "last"))


def contacted_since(day: date) -> Exists:
    """The condition, on any row with `customer_id`, that there was a contact on or after a day."""
    rows = Contact.objects.filter(
        customer_id=OuterRef("customer_id"), withdrawn_at__isnull=True, happened_on__gte=day
    )
    return Exists(rows)


def quiet(day: date, *, days: int = QUIET_DAYS) -> Any:
    """The condition that nobody was in contact for so many days."""
    return ~contacted_since(day - timedelta(days=days))


def contacts_per_manager(user: Any, *, since: date) -> dict[str, int]:
    """Customers contacted since a day, per book."""
    rows = contacts(user).filter(happened_on__gte=since).order_by().values("manager_id")
    counted = rows.annotate(customers=Count("customer_id", distinct=True))
    return dict(counted.values_list("manager_id", "customers"))


def work_per_manager(user: Any, *, day: date) -> dict[str, tuple[int, int]]:
    """Tasks that wait and tasks that are late, per book."""
    rows = of_the_day(tasks(user), day).order_by().values("manager_id")
    counted = rows.annotate(waiting=Count("pk"), late=Count("pk", filter=Q(due_on__lt=day)))
    return {row["manager_id"]: (row["waiting"], row["late"]) for row in counted}


def findable(user: Any, text: str, *, most: int) -> list[Customer]:
    """Customers of a person's own book that answer to what was typed, largest first."""
    if not text.strip():
        return []
    return largest(visible_to(user), text, anywhere=True, most=most)
