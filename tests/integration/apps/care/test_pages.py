"""The task page, the day's list and the sheets: who sees what, and what a tap answers."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from tests.integration.apps.conftest import AS_OF

from hengke.apps.audit.models import Entry
from hengke.apps.care.models import DONE, OPEN, Contact, Task

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def client_of(client_of):
    return partial(client_of, headers=HTMX)


@pytest.fixture
def tasks(make_task) -> None:
    make_task("late", due_on=AS_OF - timedelta(days=2), score=5, kind="outflow",
              amount_minor=900_00)  # fmt: skip
    make_task("large", customer_id="A2", score=1, kind="maturity", amount_minor=5_000_00)
    make_task("foreign", customer_id="C1", score=9)


def keys(answer) -> list[str]:
    return [row.task.pk for row in answer.context["rows"]]


def test_a_manager_sees_the_tasks_of_the_own_book(client_of, tasks) -> None:
    assert keys(client_of("alice").get("/care/tasks/")) == ["late", "large"]
    assert keys(client_of("bo").get("/care/tasks/")) == []
    assert keys(client_of("chen").get("/care/tasks/")) == ["foreign"]


def test_a_branch_head_sees_the_branch_and_filters_by_manager(client_of, tasks) -> None:
    head = client_of("head")
    assert keys(head.get("/care/tasks/")) == ["late", "large"]
    assert keys(head.get("/care/tasks/?manager=S0002")) == []
    assert keys(head.get("/care/tasks/?manager=S0001")) == ["late", "large"]


@pytest.mark.parametrize("name", ["business", "auditor", "data"])
def test_roles_without_a_book_have_no_task_page(client_of, tasks, name: str) -> None:
    assert client_of(name).get("/care/tasks/").status_code == 403
    assert client_of(name).get("/care/day/").status_code == 403


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("?sort=amount", ["large", "late"]),
        ("?sort=due", ["late", "large"]),
        ("?state=late", ["late"]),
        ("?kind=maturity", ["large"]),
        ("?state=done", []),
        ("?state=nonsense&kind=nonsense&sort=nonsense", ["late", "large"]),
    ],
)
def test_filters_and_order_are_the_address(client_of, tasks, address: str, found: list) -> None:
    assert keys(client_of("alice").get(f"/care/tasks/{address}")) == found


def test_pages_of_tasks_neither_skip_nor_repeat(client_of, make_task) -> None:
    for number in range(120):
        make_task(f"t{number:03}", score=float(number // 7))
    client, address, seen = client_of("alice"), "/care/tasks/", []
    while address:
        answer = client.get(address)
        seen += keys(answer)
        cursor = answer.context["page"].next_cursor
        address = f"/care/tasks/?after={cursor}" if cursor else ""
    assert len(seen) == 120
    assert seen == sorted(seen, key=lambda key: (-(int(key[1:]) // 7), key))


def test_what_htmx_gets_is_the_part_of_the_full_page(client_of, users, tasks) -> None:
    part = client_of("alice").get("/care/tasks/").content.decode()
    whole = Client()
    whole.force_login(users["alice"], "hengke.apps.identity.backends.StaffBackend")
    page = whole.get("/care/tasks/").content.decode()
    assert part.strip() in page
    assert "<html" not in part


def test_the_days_list_is_ranked_by_urgency_or_by_amount(client_of, tasks) -> None:
    client = client_of("alice")
    assert keys(client.get("/care/day/")) == ["late", "large"]
    assert keys(client.get("/care/day/?by=amount")) == ["large", "late"]


def test_done_answers_with_an_undo_and_the_word_to_read_lists_again(client_of, tasks) -> None:
    client = client_of("alice")
    answer = client.post("/care/tasks/late/done/")
    assert answer["HX-Trigger"] == "care-changed"
    assert reverse("care:reopen", args=["late"]) in answer.content.decode()
    assert Task.objects.get(pk="late").status == DONE
    client.post("/care/tasks/late/reopen/")
    assert Task.objects.get(pk="late").status == OPEN


def test_a_key_may_hold_colons_and_slashes(client_of, make_task) -> None:
    make_task("maturity:A1:2026/10")
    client_of("alice").post("/care/tasks/maturity:A1:2026/10/done/")
    assert Task.objects.get().status == DONE


@pytest.mark.parametrize("verb", ["done", "later", "reopen"])
def test_a_task_of_another_book_does_not_exist(client_of, tasks, verb: str) -> None:
    answer = client_of("alice").post(f"/care/tasks/foreign/{verb}/", {"days": "1"})
    assert answer.status_code == 404
    assert Task.objects.get(pk="foreign").status == OPEN


@pytest.mark.parametrize("verb", ["done", "reopen"])
def test_a_change_is_never_a_get(client_of, tasks, verb: str) -> None:
    assert client_of("alice").get(f"/care/tasks/late/{verb}/").status_code == 405


def test_one_tap_puts_a_task_off(client_of, tasks) -> None:
    client = client_of("alice")
    assert 'name="days"' in client.get("/care/tasks/late/later/").content.decode()
    answer = client.post("/care/tasks/late/later/", {"days": "3", "reason": "休假"})
    assert answer["HX-Trigger"] == "care-changed"
    assert Task.objects.get(pk="late").snoozed_until == AS_OF + timedelta(days=3)
    assert Entry.objects.get().reason == "休假"


@pytest.mark.parametrize("days", ["", "2", "ninety", "-1"])
def test_a_choice_that_is_not_offered_puts_nothing_off(client_of, tasks, days: str) -> None:
    answer = client_of("alice").post("/care/tasks/late/later/", {"days": days})
    assert answer.status_code == (422 if answer.content else 200)
    assert Task.objects.get(pk="late").status == OPEN


def test_a_contact_takes_two_taps_and_nothing_typed(client_of, tasks) -> None:
    """One chip for the outcome, one button for the follow-up; everything else is known."""
    client = client_of("alice")
    sheet = client.get("/care/contacts/new/?task=late").content.decode()
    assert "required" not in sheet
    sent = {"task": "late", "customer": "A1", "outcome": "taken_up", "follow_up": "7"}
    answer = client.post("/care/contacts/new/", sent)
    made = Contact.objects.get()
    assert (made.customer_id, made.outcome, made.happened_on) == ("A1", "taken_up", AS_OF)
    assert Task.objects.get(pk="late").status == DONE
    assert Task.objects.get(pk=made.follow_up_key).due_on == AS_OF + timedelta(days=7)
    assert reverse("care:withdraw", args=[made.pk]) in answer.content.decode()


def test_withdrawing_from_the_notice_puts_everything_back(client_of, tasks) -> None:
    client = client_of("alice")
    client.post("/care/contacts/new/", {"task": "late", "outcome": "reached", "follow_up": "1"})
    made = Contact.objects.get()
    client.post(f"/care/contacts/{made.pk}/withdraw/")
    assert Task.objects.get(pk="late").status == OPEN
    assert not Task.objects.filter(pk=made.follow_up_key).exists()


@pytest.mark.parametrize(
    "sent",
    [
        {"outcome": "nonsense"},
        {"outcome": ""},
        {"outcome": "reached", "follow_up": "99"},
        {"outcome": "reached", "note": "长" * 1001},
    ],
)
def test_a_contact_that_is_not_understood_keeps_the_sheet_open(client_of, tasks, sent) -> None:
    answer = client_of("alice").post("/care/contacts/new/", {"customer": "A1", **sent})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not Contact.objects.exists()


def test_nobody_records_a_contact_with_a_customer_of_another_book(client_of, tasks) -> None:
    client = client_of("alice")
    assert client.get("/care/contacts/new/?customer=C1").status_code == 404
    assert client.get("/care/contacts/new/?task=foreign").status_code == 404
    sent = {"customer": "C1", "outcome": "reached"}
    assert client.post("/care/contacts/new/", sent).status_code == 404
    assert not Contact.objects.exists()


def test_without_a_customer_the_sheet_asks_for_one_of_the_own_book(client_of, tasks) -> None:
    client = client_of("alice")
    assert "With whom?" in client.get("/care/contacts/new/").content.decode()
    chosen = client.get("/care/contacts/choose/?q=客户").content.decode()
    assert "A1" in chosen
    assert "A2" in chosen
    assert "C1" not in chosen


def test_the_whole_telephone_number_is_shown_once_and_written_down(client_of, tasks) -> None:
    client = client_of("alice")
    sheet = client.get("/care/contacts/new/?customer=A1").content.decode()
    assert "138****5678" in sheet
    assert "13812345678" not in sheet
    asked = client.get("/customers/A1/unmask-phone/?purpose=call").content.decode()
    assert 'value="call" selected' in asked
    assert "13812345678" not in asked
    shown = client.post("/customers/A1/unmask-phone/", {"unmask_purpose": "call"}).content.decode()
    assert "13812345678" in shown
    entry = Entry.objects.get()
    assert (entry.action, entry.target, entry.by_username) == ("customers.unmasked", "A1", "alice")
    assert "13812345678" not in client.get("/care/contacts/new/?customer=A1").content.decode()


def test_a_refusal_is_shown_inside_the_sheet_that_is_open(client_of, users, tasks) -> None:
    Task.objects.filter(pk="late").update(
        status=DONE, done_at="2026-10-26T00:00Z", done_by=users["alice"]
    )
    client = client_of("alice")
    answer = client.post(
        "/care/tasks/late/later/", {"days": "1"}, headers={"HX-Target": "div#dialog-body"}
    )
    assert answer.status_code == 422
    assert answer["HX-Retarget"] == "#dialog-body"


def test_a_list_costs_the_same_number_of_queries_at_any_length(
    client_of, make_task, django_assert_num_queries, django_assert_max_num_queries
) -> None:
    client = client_of("alice")
    make_task("first")
    with django_assert_max_num_queries(14) as few:
        client.get("/care/tasks/")
    for number in range(30):
        make_task(f"t{number}", customer_id="A2")
    with django_assert_num_queries(len(few)):
        client.get("/care/tasks/")
