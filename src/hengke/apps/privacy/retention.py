"""Schedules, and destruction when they are due: what goes, what is held, and the log of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from hengke.apps.audit.api import record
from hengke.apps.privacy import owners, policy, queries
from hengke.apps.privacy.models import Destruction, Hold, Restriction, Schedule
from hengke.policies.privacy.scheme import IDENTITY, MARKETING, PROSPECT


@dataclass(frozen=True)
class Due:
    """One category of one customer whose time is over. `held`: a legal hold stops it."""

    schedule: Schedule
    held: bool


def schedule(customer_id: str, *, requested_on: date) -> dict[str, date | None]:
    """One row per category; where the relation goes on, its time does not run yet. Of who never
    became a customer the identity is kept by a rule of its own."""
    ended_on = owners.relation_end(customer_id)
    identity = PROSPECT if owners.prospects([customer_id]) else IDENTITY
    days = {}
    for category in (identity, MARKETING):
        days[category] = policy.end_of_retention(
            category, requested_on=requested_on, ended_on=ended_on
        )
        Schedule.objects.update_or_create(
            customer_id=customer_id,
            category=category,
            defaults={"due_on": days[category], "rule": policy.rule_of(category, requested_on)},
        )
    return days


def restart(day: date) -> int:
    """Relations that have ended since: their time runs now. How many got a day. Who became a
    customer since is kept as one, before anything is destroyed."""
    for row in queries.outgrown():
        _keep_as_a_customer(row, day)
    found = 0
    for row in Schedule.objects.filter(done_at__isnull=True, due_on__isnull=True):
        ended_on = owners.relation_end(row.customer_id)
        due = policy.end_of_retention(row.category, requested_on=day, ended_on=ended_on)
        if due is not None:
            row.due_on = due
            row.save(update_fields=["due_on"])
            found += 1
    return found


def _keep_as_a_customer(row: Schedule, day: date) -> None:
    """The row itself changes its category, but where a later request has made one already."""
    if Schedule.objects.filter(customer_id=row.customer_id, category=IDENTITY).exists():
        row.delete()
        return
    row.category, row.rule, row.due_on = IDENTITY, policy.rule_of(IDENTITY, day), None
    row.save(update_fields=["category", "rule", "due_on"])


def due(day: date) -> list[Due]:
    """A number that was merged away is destroyed with the one that survived, whose row says so."""
    rows = list(queries.due_schedules(day))
    numbers = {row.pk: owners.numbers_of(row.customer_id) for row in rows}
    held = queries.held(one for found in numbers.values() for one in found)
    gone = {(row.category, one) for row in rows for one in numbers[row.pk][1:]}
    outgrown = set(queries.outgrown().values_list("pk", flat=True))
    return [
        Due(row, not held.isdisjoint(numbers[row.pk]))
        for row in rows
        if (row.category, row.customer_id) not in gone and row.pk not in outgrown
    ]


def destroy_due(now: datetime) -> Iterator[Destruction]:
    """Destroy what is due and not held, one transaction and one audit row per category."""
    for one in due(policy.today(now)):
        if done := _destroy(one.schedule, now=now):
            yield done


@transaction.atomic
def _destroy(row: Schedule, *, now: datetime) -> Destruction | None:
    """Asked once more in the transaction: a hold placed a moment ago stops it, and who became a
    customer a moment ago is kept as one."""
    locked = Schedule.objects.select_for_update().get(pk=row.pk)
    numbers = owners.numbers_of(locked.customer_id)
    held = Hold.objects.select_for_update().filter(customer_id__in=numbers, lifted_at__isnull=True)
    outgrown = queries.outgrown().filter(pk=row.pk)
    if locked.done_at is not None or held.exists() or outgrown.exists():
        return None
    rows = {
        owner.table: gone
        for owner in owners.of(locked.category)
        if (gone := sum(owner.destroy(number) for number in numbers))
    }
    same = Schedule.objects.filter(customer_id__in=numbers, category=locked.category)
    same.filter(done_at__isnull=True).update(done_at=now)
    for number in numbers:
        _close_if_last(number, now=now)
    done = Destruction.objects.create(
        customer_id=locked.customer_id, category=locked.category, rule=locked.rule, at=now,
        rows=rows,
    )  # fmt: skip
    record(
        "privacy.destroyed",
        by=None, target=locked.customer_id, category=locked.category, rule=locked.rule, rows=rows,
    )  # fmt: skip
    return done


def _close_if_last(customer_id: str, *, now: datetime) -> None:
    if not Schedule.objects.filter(customer_id=customer_id, done_at__isnull=True).exists():
        Restriction.objects.filter(pk=customer_id).update(destroyed_at=now)
