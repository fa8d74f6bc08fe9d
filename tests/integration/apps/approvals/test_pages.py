"""The inbox: one page for every kind, at the same price however long."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from hengke.apps.approvals.models import Approval, Delegation
from hengke.kernel import clock

pytestmark = pytest.mark.django_db
INBOX = "/approvals/"


@pytest.fixture
def waiting(asked):
    return asked(now=clock.now())


def rows(client: Client, query: str = "") -> list[tuple[str, str, bool]]:
    found = client.get(INBOX + query).context["rows"]
    return [(str(row.told.title), str(row.state), row.decidable) for row in found]


def test_who_may_decide_has_it_in_the_inbox_and_who_asked_under_asked(waiting, client_of):
    seen = {name: rows(client_of(name)) for name in ("head", "business", "alice", "bo", "data")}
    assert seen["head"] == seen["business"] == [("Thing T1", "waiting", True)]
    assert seen["alice"] == seen["bo"] == seen["data"] == []
    assert rows(client_of("alice"), "?show=asked") == [("Thing T1", "waiting", False)]
    assert rows(client_of("auditor"), "?show=open") == [("Thing T1", "waiting", False)]


def test_the_rail_counts_what_waits_for_the_reader(waiting, client_of):
    assert 'class="waits num"' in client_of("head").get(INBOX).content.decode()
    assert 'class="waits num"' not in client_of("alice").get(INBOX).content.decode()


def test_one_request_shows_before_and_after_and_is_decided_there(waiting, client_of, thing):
    page = client_of("head").get(f"{INBOX}{waiting.pk}/").content.decode()
    assert "Value" in page
    assert "needed today" in page
    answer = client_of("head").post(
        f"{INBOX}{waiting.pk}/decide/", {"decision": "approve", "note": ""}
    )
    assert (answer.status_code, thing.value) == (302, 7)
    assert rows(client_of("head"), "?show=decided") == [("Thing T1", "carried_out", False)]


@pytest.mark.parametrize("name", ["bo", "data"])
def test_a_request_of_others_does_not_exist_for_who_has_no_part_in_it(waiting, client_of, name):
    assert client_of(name).get(f"{INBOX}{waiting.pk}/").status_code == 404
    answer = client_of(name).post(f"{INBOX}{waiting.pk}/decide/", {"decision": "approve"})
    assert answer.status_code == 404


def test_who_comes_second_is_told(waiting, client_of):
    address = f"{INBOX}{waiting.pk}/decide/"
    assert client_of("head").post(address, {"decision": "approve"}).status_code == 302
    second = client_of("business").post(address, {"decision": "reject", "note": "no"})
    page = client_of("business").get(f"{INBOX}{waiting.pk}/")
    for answer in (second, page):
        assert answer.status_code == 422
        assert "Somebody else has decided this request" in answer.content.decode()
    assert client_of("data").get(f"{INBOX}{waiting.pk}/").status_code == 404
    assert Approval.objects.get().state == "carried_out"


def test_a_request_is_taken_back_by_who_asked(waiting, client_of):
    address = f"{INBOX}{waiting.pk}/withdraw/"
    assert client_of("head").post(address).status_code == 422
    assert client_of("alice").post(address).status_code == 302
    assert Approval.objects.get().state == "withdrawn"


@pytest.mark.parametrize(
    ("decision", "said"),
    [("approve", "Approved and carried out."), ("reject", "Rejected. The person who asked")],
)
def test_the_notice_is_in_the_language_of_the_reader(waiting, client_of, decision, said):
    client = client_of("head")
    with translation.override("zh-hans"):  # as a server stands between two requests
        client.post(f"{INBOX}{waiting.pk}/decide/", {"decision": decision, "note": "no need"})
        page = client.get(INBOX).content.decode()
    assert said in page


def test_the_inbox_is_filtered_by_kind(waiting, client_of):
    assert len(rows(client_of("head"), "?kind=test.plain")) == 1
    assert rows(client_of("head"), "?kind=test.limited") == []


def test_standing_in_is_given_and_ended_on_its_page(thing, client_of, users):
    given = {"to": "business", "kind": "", "starts_on": clock.today().isoformat(),
             "ends_on": clock.today().isoformat(), "reason": "on leave"}  # fmt: skip
    head = client_of("head")
    assert head.post(f"{INBOX}delegations/give/", {**given, "to": "auditor"}).status_code == 422
    assert head.post(f"{INBOX}delegations/give/", given).status_code == 302
    number = Delegation.objects.get().pk
    assert client_of("alice").post(f"{INBOX}delegations/{number}/end/").status_code == 404
    assert client_of("business").post(f"{INBOX}delegations/{number}/end/").status_code == 302
    assert Delegation.objects.get().ended_at is not None


@pytest.mark.parametrize("show", ["mine", "asked", "open", "decided"])
def test_the_inbox_costs_the_same_number_of_queries_however_long(asked, client_of, show):
    client = client_of("head")

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{INBOX}?show={show}").status_code == 200
        return len(captured)

    asked("alice", id="A0", now=clock.now())
    asked("head", id="B0", now=clock.now())
    few = cost()
    for number in range(1, 20):
        asked("alice", id=f"A{number}", now=clock.now())
        asked("head", id=f"B{number}", now=clock.now())
    assert cost() == few
