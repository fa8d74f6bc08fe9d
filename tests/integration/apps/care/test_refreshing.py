"""Overdue values of the record: a task for the manager in charge, a share per branch."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.integration.apps.customers.record_home import NOW, TODAY, save, with_keys

from hengke.apps.care import sentences
from hengke.apps.care.models import DONE, Task
from hengke.apps.care.refreshing import refresh
from hengke.apps.customers import staleness

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english", "organisation")]
OLD = TODAY - timedelta(days=731)


@pytest.fixture(autouse=True)
def book(settings: Any, tmp_path: Path, make_customer: Any, users: Any) -> None:
    with_keys(settings, tmp_path / "home")
    for number in ("A1", "A2", "A3"):
        make_customer(number)
    make_customer("B1", manager_id="S0003", branch_id="B002")
    save("A1", users["alice"], employer="Port", occupation="pilot", on=OLD)
    save("A2", users["alice"], employer="Port")
    save("B1", users["chen"], employer="Port", on=OLD)


@pytest.mark.requirement("R011")
def test_overdue_values_are_a_task_of_the_manager_and_a_share_of_the_branch(users: Any) -> None:
    assert refresh(NOW) == (2, 0)
    task = Task.objects.get(customer_id="A1")
    assert (task.manager_id, task.branch_id, task.status) == ("S0001", "B001", "open")
    assert task.due_on == TODAY + timedelta(days=14)
    assert sentences.of(task, whole=True) == "ask again: Employer, Occupation"
    shares = {row.branch_id: (row.kept, row.overdue, row.percent) for row in
              staleness.rates(users["business"], NOW)}  # fmt: skip
    assert shares == {"B001": (2, 1, 50), "B002": (1, 1, 100)}
    assert [row.branch_id for row in staleness.rates(users["head"], NOW)] == ["B001"]


def test_a_second_night_sets_nothing_twice_and_a_new_value_ends_the_task(users: Any) -> None:
    refresh(NOW)
    assert refresh(NOW) == (0, 0)
    save("A1", users["alice"], employer="Port", occupation="pilot")
    assert refresh(NOW) == (0, 1)
    assert not Task.objects.filter(customer_id="A1").exists()


def test_a_value_from_a_later_source_counts_and_one_taken_back_does_not(users: Any) -> None:
    save("A1", users["alice"], employer="Port", source="document")
    save("A1", users["alice"], occupation="")
    assert "A1" not in staleness.overdue(NOW)


def test_a_task_done_without_asking_comes_again_next_month(users: Any) -> None:
    refresh(NOW)
    Task.objects.filter(customer_id="A1").update(
        status=DONE, done_at=NOW, done_by=users["alice"].pk
    )
    assert refresh(NOW) == (0, 0)
    assert refresh(NOW + timedelta(days=31)) == (1, 0)


def test_the_page_shows_the_share_of_what_one_may_see(users: Any) -> None:
    client = Client()
    client.force_login(users["head"], "hengke.apps.identity.backends.StaffBackend")
    page = client.get("/customers/stale/").content.decode()
    assert "Garden branch" in page
    assert "Harbour branch" not in page
