"""A branch head hands customers over: record, positions and tasks move together."""

from __future__ import annotations

from unittest.mock import patch

import pytest

from hengke.apps.audit.models import Entry
from hengke.apps.care.models import Task
from hengke.apps.customers.models import Customer
from hengke.apps.tiering.models import Position
from hengke.kernel.errors import Broken

pytestmark = pytest.mark.django_db


def owned(manager: str) -> list[set[str]]:
    return [
        set(model.objects.filter(manager_id=manager).values_list("customer_id", flat=True))
        for model in (Customer, Position)
    ]


def test_customers_without_a_manager_get_one_and_leave_the_exceptions(bank, speaking) -> None:
    head = speaking("bo")
    alone = list(Customer.objects.filter(manager_id="").values_list("pk", flat=True))
    answer = head.post(
        "/customers/assign/",
        {"customer": alone, "manager": "S0002", "next": "/customers/?manager=-"},
    )
    assert (answer.status_code, answer["Location"]) == (302, "/customers/?manager=-")
    records, positions = owned("S0002")
    assert set(alone) <= records == positions
    assert not Task.objects.filter(customer_id__in=alone, manager_id="").exists()
    assert Entry.objects.filter(action="customer.assigned").count() == len(alone)
    titles = [matter.title for matter in head.get("/").context["exceptions"]]
    assert "Without a manager" not in titles
    assert "2 customers handed over" in head.get("/customers/").content.decode() or titles


def test_the_new_manager_sees_the_customer_at_once_and_the_old_one_no_more(bank, speaking) -> None:
    moved = Customer.objects.filter(manager_id="S0001").first().pk
    speaking("bo").post("/customers/assign/", {"customer": [moved], "manager": "S0002"})
    assert speaking("ben").get(f"/customers/{moved}/").status_code == 200
    assert speaking("alice").get(f"/customers/{moved}/").status_code == 404


@pytest.mark.parametrize("name", ["alice", "olga", "audrey"])
def test_nobody_else_hands_over(bank, speaking, name: str) -> None:
    first = Customer.objects.filter(manager_id="S0001").first()
    answer = speaking(name).post("/customers/assign/", {"customer": [first.pk], "manager": "S0002"})
    assert answer.status_code == 403
    first.refresh_from_db()
    assert first.manager_id == "S0001"


def test_a_foreign_customer_stops_the_whole_hand_over(bank, speaking) -> None:
    foreign = Customer.objects.filter(branch_id="B002").first().pk
    own = Customer.objects.filter(manager_id="S0001").first().pk
    answer = speaking("bo").post(
        "/customers/assign/", {"customer": [own, foreign], "manager": "S0002"}
    )
    assert answer.status_code == 422
    assert Customer.objects.get(pk=own).manager_id == "S0001"


def test_nobody_chosen_is_said(bank, speaking) -> None:
    answer = speaking("bo").post("/customers/assign/", {"manager": "S0002"}, follow=True)
    assert "Nobody was chosen" in answer.content.decode()
    assert "in that book already" not in answer.content.decode()


def test_the_way_back_never_leads_to_another_host(bank, speaking) -> None:
    answer = speaking("bo").post("/customers/assign/", {"next": "https://example.com/"})
    assert answer["Location"] == "/customers/"


def test_record_positions_and_tasks_move_together_or_not_at_all(bank, speaking) -> None:
    client = speaking("bo")
    client.raise_request_exception = False
    own = Customer.objects.filter(manager_id="S0001").first().pk
    with patch("hengke.apps.care.api.rescope", side_effect=Broken("disk full")):
        answer = client.post("/customers/assign/", {"customer": [own], "manager": "S0002"})
    assert answer.status_code == 500
    assert Customer.objects.get(pk=own).manager_id == "S0001"
    assert Position.objects.get(customer_id=own).manager_id == "S0001"
    assert not Entry.objects.exists()
