"""What people do about tasks and contacts: states, undo, audit, and nothing by halves."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

import pytest
from tests.integration.apps.care.conftest import NOW
from tests.integration.apps.conftest import AS_OF

from hengke.apps.audit.models import Entry
from hengke.apps.care import actions, queries
from hengke.apps.care.actions import Outcomes
from hengke.apps.care.models import DONE, FROM_PERSON, OPEN, SNOOZED, Contact, Outcome, Task
from hengke.apps.customers.models import Customer
from hengke.kernel.errors import Broken, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
TOMORROW = AS_OF + timedelta(days=1)


def contact(users, *, task=None, **result):
    return actions.record_contact(
        Customer.objects.get(pk="A1"), result=Outcomes(**result), today=AS_OF,
        task=task, by=users["alice"], now=NOW,
    )  # fmt: skip


def waiting() -> list[str]:
    return list(Task.objects.filter(queries.waiting(AS_OF)).values_list("pk", flat=True))


def test_a_finished_task_names_who_and_when_and_leaves_one_audit_row(users, make_task) -> None:
    done = actions.complete(make_task("t1"), by=users["alice"], now=NOW)
    assert (done.status, done.done_by, done.done_at) == (DONE, users["alice"], NOW)
    assert list(Entry.objects.values_list("action", "target")) == [("care.task_done", "A1")]


def test_finishing_twice_changes_nothing_and_writes_nothing(users, make_task) -> None:
    task = make_task("t1")
    actions.complete(task, by=users["alice"], now=NOW)
    actions.complete(task, by=users["bo"], now=NOW + timedelta(hours=1))
    assert Task.objects.get().done_by == users["alice"]
    assert Entry.objects.count() == 1


def test_a_snoozed_task_comes_back_on_its_day_by_itself(users, make_task) -> None:
    actions.snooze(make_task("t1"), until=TOMORROW, today=AS_OF, by=users["alice"])
    assert waiting() == []
    assert Task.objects.filter(queries.waiting(TOMORROW)).exists()


@pytest.mark.parametrize("days", [0, -1, 91])
def test_a_task_cannot_be_put_off_to_the_past_or_for_ever(users, make_task, days: int) -> None:
    with pytest.raises(Refused, match="ninety days"):
        actions.snooze(
            make_task("t1"), until=AS_OF + timedelta(days=days), today=AS_OF, by=users["alice"]
        )


def test_a_finished_task_cannot_be_put_off(users, make_task) -> None:
    task = actions.complete(make_task("t1"), by=users["alice"], now=NOW)
    with pytest.raises(Refused, match="already dealt with"):
        actions.snooze(task, until=TOMORROW, today=AS_OF, by=users["alice"])


@pytest.mark.parametrize("before", ["done", "snoozed"])
def test_undo_puts_the_task_back(users, make_task, before: str) -> None:
    task = make_task("t1")
    if before == "done":
        actions.complete(task, by=users["alice"], now=NOW)
    else:
        actions.snooze(task, until=TOMORROW, today=AS_OF, by=users["alice"])
    back = actions.reopen(task, by=users["alice"])
    assert (back.status, back.done_by, back.snoozed_until) == (OPEN, None, None)
    assert waiting() == ["t1"]


def test_a_contact_closes_its_task_and_sets_the_next_one(users, make_task) -> None:
    task = make_task("t1")
    made = contact(users, task=task, outcome=Outcome.NOT_REACHED, follow_up_days=3)
    task.refresh_from_db()
    assert (task.status, task.done_at) == (DONE, made.made_at)
    following = Task.objects.get(pk=made.follow_up_key)
    assert (following.kind, following.origin) == ("follow_up", FROM_PERSON)
    assert following.due_on == AS_OF + timedelta(days=3)
    assert (following.branch_id, following.manager_id) == ("B001", "S0001")


def test_an_appointment_becomes_an_appointment_on_its_day(users, make_task) -> None:
    made = contact(users, outcome=Outcome.APPOINTMENT, follow_up_days=1)
    assert Task.objects.get(pk=made.follow_up_key).kind == "appointment"
    assert [row.pk for row in queries.promised(users["alice"], day=AS_OF)] == [made.follow_up_key]


def test_a_promise_stays_off_the_days_list_until_its_day(users, make_task) -> None:
    made = contact(users, follow_up_days=1)
    tasks = queries.tasks(users["alice"])
    assert not queries.of_the_day(tasks, AS_OF).exists()
    assert queries.of_the_day(tasks, TOMORROW).get().pk == made.follow_up_key


def test_a_contact_without_a_follow_up_sets_nothing(users, make_task) -> None:
    assert contact(users).follow_up_key == ""
    assert not Task.objects.exists()


def test_a_contact_about_a_task_that_a_colleague_closed_leaves_it_to_the_colleague(
    users, make_task
) -> None:
    task = make_task("t1")
    actions.complete(task, by=users["bo"], now=NOW - timedelta(hours=1))
    contact(users, task=task)
    assert Task.objects.get(pk="t1").done_by == users["bo"]


def test_a_withdrawn_contact_takes_back_what_it_did_and_stays_on_file(users, make_task) -> None:
    made = contact(users, task=make_task("t1"), follow_up_days=1)
    actions.withdraw(made, by=users["alice"], now=NOW)
    assert waiting() == ["t1"]
    assert Task.objects.count() == 1
    assert Contact.objects.get().withdrawn_at == NOW
    assert not queries.contacts(users["alice"]).exists()


def test_a_follow_up_that_was_worked_on_survives_the_withdrawal(users, make_task) -> None:
    made = contact(users, follow_up_days=1)
    actions.complete(Task.objects.get(pk=made.follow_up_key), by=users["alice"], now=NOW)
    actions.withdraw(made, by=users["alice"], now=NOW)
    assert Task.objects.get().status == DONE


def test_a_contact_is_withdrawn_once(users, make_task) -> None:
    made = contact(users)
    actions.withdraw(made, by=users["alice"], now=NOW)
    with pytest.raises(Refused, match="already withdrawn"):
        actions.withdraw(made, by=users["alice"], now=NOW)


def test_only_who_recorded_a_contact_or_the_head_withdraws_it(users, make_task) -> None:
    made = contact(users)
    with pytest.raises(Refused, match="head of the branch"):
        actions.withdraw(made, by=users["bo"], now=NOW)
    actions.withdraw(made, by=users["head"], now=NOW)


@pytest.mark.parametrize("name", ["business", "auditor", "data"])
def test_readers_do_no_work(users, make_task, name: str) -> None:
    with pytest.raises(Refused, match="relationship managers"):
        actions.complete(make_task("t1"), by=users[name], now=NOW)
    assert waiting() == ["t1"]


def test_tasks_follow_a_hand_over_and_contacts_stay_with_who_made_them(users, make_task) -> None:
    make_task("t1")
    contact(users)
    actions.rescope(["A1"], branch_id="B001", manager_id="S0002")
    assert queries.tasks(users["bo"]).get().pk == "t1"
    assert queries.contacts(users["alice"]).exists()


CHANGES = {
    "complete": lambda users, task: actions.complete(task, by=users["alice"], now=NOW),
    "snooze": lambda users, task: actions.snooze(
        task, until=TOMORROW, today=AS_OF, by=users["alice"]
    ),
    "record": lambda users, task: contact(users, task=task, follow_up_days=1),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_and_its_trace_vanish_together(users, make_task, change: str) -> None:
    task = make_task("t1")
    with (
        patch("hengke.apps.care.actions.record", side_effect=Broken("disk full")),
        pytest.raises(Broken, match="disk full"),
    ):
        CHANGES[change](users, task)
    assert Task.objects.get().status == OPEN
    assert not Contact.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_and_its_trace_vanish_together(users, make_task) -> None:
    with patch("hengke.apps.care.actions.record"):  # audit rows could not be flushed afterwards
        made = contact(users, task=make_task("t1"), follow_up_days=1)
    with (
        patch("hengke.apps.care.actions.record", side_effect=Broken("disk full")),
        pytest.raises(Broken, match="disk full"),
    ):
        actions.withdraw(made, by=users["alice"], now=NOW)
    assert Contact.objects.get().withdrawn_at is None
    assert Task.objects.filter(status=DONE, pk="t1").exists()
    assert Task.objects.filter(pk=made.follow_up_key).exists()


def test_every_state_has_a_way_on_and_a_way_back() -> None:
    from hengke.apps.care.policy import MAY_BECOME

    assert set(MAY_BECOME) == {OPEN, DONE, SNOOZED}
    assert all(OPEN in MAY_BECOME[state] for state in (DONE, SNOOZED))
