"""Off means off in this moment: no rank, no score, no task from a prediction, on any page."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.integration.apps.conftest import AS_OF

from hengke.apps.audit.models import Entry
from hengke.apps.care.models import Task
from hengke.apps.privacy.api import switch
from hengke.apps.tiering import sums
from hengke.kernel import clock

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("L01")]


@pytest.fixture
def book(place):
    """Two customers of Alice with the same figures, each with a predicted task and a dated one."""
    for number in ("A1", "A2"):
        place(number, probability=0.9)
        for kind, score in (("downgrade", 900.0), ("maturity", 100.0)):
            Task.objects.create(
                task_key=f"{kind}:{number}", customer_id=number, branch_id="B001",
                manager_id="S0001", kind=kind, origin="run", due_on=AS_OF, score=score,
                params="{}",
            )  # fmt: skip
    sums.count_books()


def off(users, number="A1"):
    switch(number, personalised=False, by=users["alice"], now=clock.now())


def radar(client, query=""):
    return [row.customer_id for row in client.get(f"/tiers/radar/{query}").context["rows"]]


@pytest.mark.requirement("R100")
def test_it_is_switched_per_customer_and_on_again(book, users, client_of):
    alice = client_of("alice")
    assert sorted(radar(alice)) == ["A1", "A2"]
    assert alice.post("/privacy/of/A1/switch/", {"personalised": "off"}).status_code == 302
    assert radar(alice) == ["A2"]
    assert alice.post("/privacy/of/A1/switch/", {"personalised": "on"}).status_code == 302
    assert sorted(radar(alice)) == ["A1", "A2"]
    assert list(Entry.objects.values_list("action", "target")) == [
        ("privacy.personalised_off", "A1"), ("privacy.personalised_on", "A1"),
    ]  # fmt: skip


def test_the_radar_ranks_nobody_who_refused_and_lists_them_plainly(book, users, client_of):
    off(users)
    alice = client_of("alice")
    for show in ("risk", "watch", "all"):
        for sort in ("fall", "aum", "gap"):
            assert radar(alice, f"?show={show}&sort={sort}") == ["A2"], (show, sort)
    answer = alice.get("/tiers/radar/?show=plain")
    (row,) = answer.context["rows"]
    assert (row.customer_id, row.position.fall_probability, row.reasons) == ("A1", None, [])
    assert "90" not in answer.content.decode().split("data-list")[1].split("</tbody>")[0]


def test_the_plain_list_stands_by_number(book, users, client_of, place):
    place("A0", average=1)
    place("A9", average=999_999)
    for number in ("A9", "A1", "A0"):
        off(users, number)
    assert radar(client_of("alice"), "?show=plain&sort=aum") == ["A0", "A1", "A9"]


def test_the_summary_and_the_sums_follow_in_the_same_moment(book, users, client_of):
    alice = client_of("alice")
    assert alice.get("/tiers/radar/").context["summary"].customers == 2
    off(users)
    assert alice.get("/tiers/radar/").context["summary"].customers == 1


def test_tasks_from_predictions_are_gone_and_dated_ones_stand_unranked(book, users, client_of):
    off(users)
    day = client_of("alice").get("/care/day/").context
    assert {row.task.pk for row in day["rows"]} == {"downgrade:A2", "maturity:A2"}
    assert [row.task.pk for row in day["plain"]] == ["maturity:A1"]
    shown = {
        sort: {row.task.pk for row in client_of("alice").get(f"/care/tasks/?sort={sort}").context[
            "rows"]} for sort in ("urgency", "amount", "due")
    }  # fmt: skip
    assert shown["urgency"] == shown["amount"] == {"downgrade:A2", "maturity:A2"}
    assert shown["due"] == {"maturity:A1", "downgrade:A2", "maturity:A2"}


def test_home_and_page_show_no_probability(book, users, client_of):
    off(users)
    alice = client_of("alice")
    assert [row.customer_id for row in alice.get("/").context["at_risk"]] == ["A2"]
    page = alice.get("/customers/A1/").content.decode()
    assert "Not personalised" in page
    assert "90%" not in page.replace(" ", "")
    assert "90%" in alice.get("/customers/A2/").content.decode().replace(" ", "")
    assert "90%" not in alice.get("/tiers/customers/A1/").content.decode().replace(" ", "")


def test_a_list_sorted_by_the_score_has_them_after_everybody(book, users, client_of, place):
    place("A3", probability=0.1)
    off(users)
    rows = client_of("alice").get("/customers/?sort=fall").context["rows"]
    assert [row.customer.pk for row in rows] == ["A2", "A3", "A1"]
    found = client_of("alice").get("/customers/?fall_from=50").context["rows"]
    assert [row.customer.pk for row in found] == ["A2"]


@pytest.mark.parametrize(("address", "wanted"), [
    ("/tiers/radar/file/?show=plain", ["A1"]), ("/tiers/radar/file/", ["A2"]),
])  # fmt: skip
def test_files_hold_no_score_of_them(book, users, client_of, address, wanted):
    off(users)
    answer = client_of("alice").post(address)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    *read, taken = csv.DictReader(io.StringIO(text))
    assert taken["customer_id"].startswith("Export ")
    rows = {row["customer_id"]: row["fall_probability"] for row in read}
    assert list(rows) == wanted
    assert rows.get("A1", "") == ""


def test_the_export_of_the_list_holds_no_score_of_them(book, users, client_of):
    off(users)
    text = client_of("alice").post("/customers/export/").content.decode("utf-8-sig")
    rows = {row["Customer number"]: row for row in csv.DictReader(io.StringIO(text))}
    assert rows["A1"]["Probability of a fall"] == ""
    assert rows["A2"]["Probability of a fall"] == "0.9"


@pytest.mark.parametrize("address", ["/", "/tiers/radar/", "/tiers/radar/?show=plain",
                                     "/care/tasks/?sort=due", "/customers/?sort=fall"])  # fmt: skip
def test_the_number_of_queries_does_not_grow_with_who_refused(
    book, users, client_of, place, address
):
    alice = client_of("alice")
    alice.get(address)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert alice.get(address).status_code == 200
        return len(captured)

    for number in range(10, 14):
        place(f"A{number}", probability=0.9)
    off(users, "A10")
    off(users, "A11")
    alice.get(address)
    few = cost()
    for number in range(14, 40):
        place(f"A{number}", probability=0.9)
        off(users, f"A{number}")
    alice.get(address)
    assert cost() <= few
