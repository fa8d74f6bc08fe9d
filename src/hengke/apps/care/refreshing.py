"""Tasks to ask a customer again for what is overdue in the record. Set for the whole bank at once,
after a run was published; the manager in charge has them on the day's list."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from django.db import transaction

from hengke.apps.audit.api import record
from hengke.apps.care.models import DONE, FROM_PERSON, Task
from hengke.apps.care.words import REFRESH
from hengke.apps.customers import api as customers
from hengke.kernel import clock

AT_ONCE = 1_000


@transaction.atomic
def refresh(now: datetime) -> tuple[int, int]:
    """How many tasks were set, and how many went because somebody asked.

    A customer has one waiting task. Who marks it done without asking has it again next month.
    """
    found = customers.overdue(now)
    waiting = {
        task.customer_id: task
        for task in Task.objects.filter(kind=REFRESH).exclude(status=DONE).select_for_update()
    }
    gone = [task.pk for number, task in waiting.items() if number not in found]
    Task.objects.filter(pk__in=gone).delete()
    _tell_anew(waiting, found)
    made = _set({number: found[number] for number in found if number not in waiting}, now)
    if made or gone:
        record("care.refresh_tasks_set", by=None, made=made, gone=len(gone))
    return made, len(gone)


def _tell_anew(waiting: dict[str, Task], found: dict[str, tuple[str, ...]]) -> None:
    changed = []
    for number, task in waiting.items():
        if number in found and task.params != _params(found[number]):
            task.params = _params(found[number])
            changed.append(task)
    Task.objects.bulk_update(changed, ["params"], batch_size=AT_ONCE)


def _set(found: dict[str, tuple[str, ...]], now: datetime) -> int:
    due = clock.day(now) + timedelta(days=customers.refresh_days(now))
    month, numbers, made = f"{now:%Y-%m}", sorted(found), 0
    for start in range(0, len(numbers), AT_ONCE):
        some = numbers[start : start + AT_ONCE]
        books = customers.books_of(some)
        tasks = [
            Task(
                task_key=f"{REFRESH}:{number}:{month}", customer_id=number, kind=REFRESH,
                origin=FROM_PERSON, due_on=due, params=_params(found[number]), score=0.0,
                branch_id=books[number][0], manager_id=books[number][1],
            )
            for number in some
            if number in books
        ]  # fmt: skip
        known = Task.objects.filter(pk__in=[task.pk for task in tasks]).values_list("pk", flat=True)
        fresh = [task for task in tasks if task.pk not in set(known)]
        made += len(Task.objects.bulk_create(fresh))
    return made


def _params(fields: tuple[str, ...]) -> str:
    return json.dumps({"fields": list(fields)})
