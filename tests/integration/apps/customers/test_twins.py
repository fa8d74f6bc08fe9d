"""Who enters somebody who is known already is told before anything is saved, as far as they may
know; and what people entered is found again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.integration.apps.customers.record_home import save, with_keys

from hengke.apps.audit.models import Read
from hengke.apps.customers import entered, twins
from hengke.apps.customers.models import Observation, Record
from hengke.kernel import clock
from hengke.pipelines.protection import ring
from hengke.pipelines.protection.ring import INDEX

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R016")]
CARD, PASSPORT = "11010519491231002X", "E12345678"
SENT = {"version": "0", "source": "customer", "collected_on": "2026-10-20", "name": "李雷"}


@pytest.fixture(autouse=True)
def book(settings: Any, tmp_path: Path, make_customer: Any) -> None:
    with_keys(settings, tmp_path / "home")
    make_customer("A1", name="李雷", id_number=CARD, phone="13800000001")
    make_customer(
        "B1", name="王小明", id_number=PASSPORT, phone="13900000002", branch_id="B002",
        manager_id="S0003",
    )  # fmt: skip


@pytest.fixture
def desk(users: Any) -> Client:
    client = Client()
    client.force_login(users["alice"], "hengke.apps.identity.backends.StaffBackend")
    return client


def new_record(desk: Client) -> str:
    return str(desk.post("/customers/opened/new/", {"kind": "person"})["Location"])


def said(answer: Any) -> str:
    return answer.content.decode()


def test_the_own_customer_is_named_before_a_second_record_of_them_is_saved(desk: Client) -> None:
    address = new_record(desk)
    sent = SENT | {"id_type": "id_card", "id_number": CARD, "phone": "138 0000 0001"}
    answer = desk.post(address, sent)
    assert answer.status_code == 409
    page = said(answer)
    assert "Nothing was saved yet" in page
    assert 'href="/customers/A1/record/"' in page
    assert "has the same: Number of the document, Telephone" in page
    assert 'value="李雷"' in page, "nothing typed is lost"
    assert not Observation.objects.exists()
    assert desk.post(address, sent | {"anyway": "1"}).status_code == 302
    assert Observation.objects.filter(field="id_number").exists()
    listed = said(desk.get("/customers/opened/"))
    assert "same document as A1" in listed
    assert twins.in_new_records() == 1


def test_of_another_book_is_told_that_there_is_one_and_it_is_written_down(desk: Client) -> None:
    answer = desk.post(new_record(desk), SENT | {"id_type": "passport", "id_number": PASSPORT})
    page = said(answer)
    assert answer.status_code == 409
    assert "stands in a record of another book" in page
    assert "/customers/B1" not in page
    assert "王" not in page
    assert list(Read.objects.filter(page="foreign").values_list("by_username", "customer_id")) == [
        ("alice", "")
    ]


def test_a_telephone_of_another_book_tells_nothing(desk: Client) -> None:
    assert desk.post(new_record(desk), SENT | {"phone": "13900000002"}).status_code == 302
    assert not Read.objects.filter(page="foreign").exists()


def test_two_new_records_of_one_person_are_told_apart(desk: Client) -> None:
    sent = SENT | {"id_type": "passport", "id_number": "G87654321"}
    first, second = new_record(desk), new_record(desk)
    assert desk.post(first, sent).status_code == 302
    answer = desk.post(second, sent)
    assert answer.status_code == 409
    assert Record.objects.exclude(version=0).get().pk in said(answer)


def test_a_value_that_a_colleague_entered_is_known_and_an_ended_one_is_not(users: Any) -> None:
    save("A1", users["alice"], phone_second="13700000009", email="lei@example.com")
    found = twins.of("NEW1", {"phone": "137 0000 0009", "email": "LEI@example.com"}, users["alice"])
    assert found.own == {"A1": ("email", "phone")}
    assert not twins.of("A1", {"phone": "13700000009"}, users["alice"])
    save("A1", users["alice"], phone_second="")
    assert not twins.of("NEW1", {"phone": "13700000009"}, users["alice"])


def test_a_firms_telephone_that_many_share_is_no_sign(users: Any, make_customer: Any) -> None:
    for number in range(twins.MOST + 1):
        make_customer(f"F{number}", phone="13600000000")
    assert not twins.of("NEW1", {"phone": "13600000000"}, users["alice"])


def test_the_index_holds_no_value_and_follows_a_new_key(users: Any, settings: Any) -> None:
    save("A1", users["alice"], email="lei@example.com", employer="Harbour Ltd")
    keys = dict(Observation.objects.values_list("field", "value_key"))
    assert keys["employer"] == ""
    assert "lei" not in keys["email"]
    with ring.changing(settings.HENGKE_HOME, now=clock.now()) as changed:
        changed.add(INDEX, now=clock.now())
    asked = {"email": "lei@example.com"}
    assert not twins.of("NEW1", asked, users["alice"])
    assert (entered.index_again(), entered.index_again()) == (1, 0)
    assert twins.of("NEW1", asked, users["alice"])
