"""What a customer asked for and allowed under a number is not lost when the number is merged."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.integration.apps.duplicates.conftest import NOW

from hengke.apps.approvals import api as approvals
from hengke.apps.customers import api as customers
from hengke.apps.customers.models import Customer
from hengke.apps.duplicates import merging, undoing
from hengke.apps.privacy import api as privacy
from hengke.apps.privacy.models import PlainProcessing, Restriction
from hengke.kernel import clock
from hengke.kernel.errors import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
TODAY = NOW.date()
GIVEN = privacy.Given("marketing", TODAY - timedelta(days=1), "paper", "archive 12/7", "2026-01")


def ask(pair: Any, by: Any) -> Any:
    return merging.ask(pair, stays="A1", by_hand={}, reason="cards seen", by=by, now=NOW)


@pytest.fixture
def merge(users: Any, found: Any, decider: Any) -> Any:
    """`merge()`: A2 leads to A1."""

    def make() -> None:
        approvals.decide(ask(found("A1", "A2"), users["alice"]), yes=True, by=decider, now=NOW)

    return make


@pytest.fixture
def client(users: Any) -> Any:
    made = Client(raise_request_exception=False)
    made.force_login(users["alice"], "hengke.apps.identity.backends.StaffBackend")
    return made


def received(number: str, users: Any, kind: str = "correction") -> Any:
    return privacy.receive(number, kind, received_on=TODAY, by=users["alice"], now=NOW)


@pytest.mark.parametrize("number", ["A1", "A2"])
def test_while_a_request_is_open_nobody_is_merged(users: Any, found: Any, number: str) -> None:
    request, pair = received(number, users), found("A1", "A2")
    with pytest.raises(Refused, match="asked for something") as refusal:
        ask(pair, users["alice"])
    assert "Answer the request" in str(refusal.value.next_step)
    privacy.answer(request, text="Here it is.", by=users["alice"], now=NOW)
    assert ask(pair, users["alice"])


def test_a_request_that_came_after_the_merge_was_asked_for_stops_it(
    users: Any, found: Any, decider: Any
) -> None:
    asked = ask(found("A1", "A2"), users["alice"])
    received("A2", users)
    with pytest.raises(Refused, match="asked for something"):
        approvals.decide(asked, yes=True, by=decider, now=NOW)


def test_while_a_restriction_or_a_hold_is_to_be_decided_nobody_is_merged(
    users: Any, found: Any, merge: Any
) -> None:
    waiting = privacy.ask_hold(
        "A2", reference="case 7", reason="court order", by=users["business"], now=NOW
    )
    with pytest.raises(Refused, match="asked for something"):
        ask(found("A1", "A2"), users["alice"])
    approvals.withdraw(waiting, by=users["business"], now=NOW)
    merge()


def test_consents_of_the_merged_number_count_are_shown_and_can_be_withdrawn(
    users: Any, merge: Any, client: Any
) -> None:
    consent = privacy.give("A2", GIVEN, by=users["alice"], now=NOW)
    merge()

    def allowed() -> list[bool]:
        may = privacy.may_process(["A1", "A3"], purpose="marketing", now=NOW)
        reach = privacy.reach(["A1", "A3"], purpose="marketing", channels=["phone"], now=NOW)
        assert [bool(reach[one].channels) for one in reach] == [may[one].allowed for one in may]
        return [may[one].allowed for one in ("A1", "A3")]

    assert allowed() == [True, False]
    assert "archive 12/7" in client.get("/customers/A1/?tab=privacy").content.decode()
    assert client.post(f"/privacy/consents/{consent.pk}/withdraw/").status_code == 302
    assert allowed() == [False, False]


def test_what_was_asked_for_under_the_merged_number_stays_visible(
    users: Any, merge: Any, client: Any
) -> None:
    request = received("A2", users)
    privacy.answer(request, text="Here it is.", by=users["alice"], now=NOW)
    merge()
    assert [one.pk for one in privacy.requests_of("A1")] == [request.pk]
    page = client.get(f"/privacy/requests/{request.pk}/")
    assert page.status_code == 200
    assert "Here it is." in page.content.decode()
    rows = client.get("/privacy/requests/?show=all").context["rows"]
    assert [one.pk for one, _name, _late in rows] == [request.pk]
    strange = Client()
    strange.force_login(users["chen"], "hengke.apps.identity.backends.StaffBackend")
    assert strange.get(f"/privacy/requests/{request.pk}/").status_code == 404


def restricted(number: str, users: Any, decider: Any) -> None:
    request = received(number, users, "deletion")
    asked = privacy.ask_restriction(
        number, request=request.pk, requested_on=TODAY, reason="by letter", by=users["alice"],
        now=NOW,
    )  # fmt: skip
    approvals.decide(asked, yes=True, by=decider, now=NOW)


@pytest.mark.parametrize("number", ["A1", "A2"])
def test_a_restriction_holds_for_every_number_also_after_an_undo(
    users: Any, merge: Any, found: Any, decider: Any, number: str
) -> None:
    merge()
    restricted(number, users, decider)
    assert set(Restriction.objects.values_list("pk", flat=True)) == {"A1", "A2"}
    pair = found("A1", "A2")
    undo = undoing.ask(pair, reason="two people after all", by=users["business"], now=NOW)
    approvals.decide(undo, yes=True, by=decider, now=NOW)
    assert not customers.visible_to(users["alice"]).filter(pk__in=("A1", "A2")).exists()
    assert privacy.schedule_of("A2").count() == privacy.schedule_of("A1").count() > 0


def test_numbers_of_one_customer_are_destroyed_once_and_together(
    users: Any, merge: Any, decider: Any
) -> None:
    Customer.objects.filter(pk="A1").update(closed_on=TODAY - timedelta(days=365))
    merge()
    restricted("A1", users, decider)
    soon = privacy.due(TODAY + timedelta(days=4_000))  # A2 goes on: what needs its end waits
    assert [(one.schedule.customer_id, one.schedule.category) for one in soon] == [
        ("A1", "marketing")
    ]
    Customer.objects.filter(pk="A2").update(closed_on=TODAY)
    privacy.restart(TODAY)
    later = NOW + timedelta(days=4_000)
    assert {one.customer_id for one in privacy.destroy_due(later)} == {"A1"}
    assert not privacy.due(TODAY + timedelta(days=8_000))
    assert Restriction.objects.filter(destroyed_at__isnull=False).count() == 2
    assert set(Customer.objects.filter(pk__in=("A1", "A2")).values_list("name", flat=True)) == {
        None
    }


def test_personalised_processing_is_switched_for_every_number(
    users: Any, merge: Any, client: Any
) -> None:
    merge()
    client.post("/privacy/of/A1/switch/", {"personalised": "off"})
    assert set(PlainProcessing.objects.values_list("pk", flat=True)) == {"A1", "A2"}
    client.post("/privacy/of/A1/switch/", {"personalised": "on"})
    assert not PlainProcessing.objects.exists()


def test_a_hold_placed_on_the_merged_customer_is_not_lost_by_an_undo(
    users: Any, merge: Any, found: Any, decider: Any, monkeypatch: Any
) -> None:
    merge()
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=1))
    asked = privacy.ask_hold(
        "A1", reference="case 7", reason="court order", by=users["business"], now=clock.now()
    )
    approvals.decide(asked, yes=True, by=decider, now=clock.now())
    pair = found("A1", "A2")
    with pytest.raises(Refused, match="hold was placed since"):
        undoing.ask(pair, reason="two people after all", by=users["business"], now=NOW)
