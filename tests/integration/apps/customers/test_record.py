"""The record: who owns a field, whose word counts, what was valid when, and who was overtaken."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st
from tests.integration.apps.customers.record_home import NOW, line, save, with_keys

from hengke.apps.approvals import kinds
from hengke.apps.approvals.api import Approval, decide, withdraw
from hengke.apps.audit.models import Entry
from hengke.apps.customers import record_actions, record_reading
from hengke.apps.customers.models import Correction, Customer, Observation, Record
from hengke.kernel.errors import Refused
from hengke.pipelines.home import Home

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
DAY = timedelta(days=1)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def book(settings: Any, tmp_path: Path, make_customer: Any) -> None:
    with_keys(settings, tmp_path / "home")
    make_customer("A1", name="王小明", region="厦门", occupation="teacher", phone="13800000001")
    make_customer("B1", manager_id="S0003", branch_id="B002", region="泉州")


def test_what_is_ours_wins_over_the_delivery_and_survives_it(users: Any) -> None:
    save("A1", users["alice"], occupation="doctor")
    Customer.objects.filter(pk="A1").update(occupation="engineer")  # the next run's publishing
    assert line("A1", users["alice"], "occupation").text == "doctor"


def test_what_the_core_system_owns_is_not_changed_here(users: Any) -> None:
    with pytest.raises(Refused, match="core system owns"):
        save("A1", users["alice"], name="王大明")
    assert not Observation.objects.exists()


def test_values_lie_sealed_and_the_log_names_fields_only(users: Any) -> None:
    save("A1", users["alice"], employer="Harbour Hospital", email="li@example.com")
    kept = [*Observation.objects.values_list("value", flat=True)]
    assert all(token.startswith("~") for token in kept)
    row = Entry.objects.get(action="customers.record_changed")
    assert row.details["fields"] == ["email", "employer"]
    assert "Harbour" not in str(row.details)
    assert "example.com" not in str(row.details)


@pytest.mark.requirement("R003")
def test_two_independent_sources_make_a_value_verified_and_others_a_conflict(users: Any) -> None:
    alice = users["alice"]
    save("A1", alice, employer="Harbour Hospital")
    assert line("A1", alice, "employer").state == "single"
    save("A1", alice, employer="Harbour Hospital", source="staff")  # who only repeats it
    assert line("A1", alice, "employer").state == "single"
    save("A1", alice, employer="harbour  hospital", source="document")
    found = line("A1", alice, "employer")
    assert found.state == "verified"
    kept = Observation.objects.get(source="document")
    assert (kept.collected_on, kept.recorded_by, kept.recorded_at) == (TODAY, alice, NOW)
    save("A1", alice, employer="Garden School", source="registry")
    found = line("A1", alice, "employer")
    assert found.state == "conflict"
    assert {one.source for one in found.against} == {"customer", "staff", "document"}
    of = record_reading.subject(alice, "A1")
    record_actions.settle(of, found, keep="document", reason="seen the contract", by=alice, now=NOW)
    found = line("A1", alice, "employer")
    assert (found.state, found.text) == ("verified", "harbour  hospital")
    ended = Observation.objects.get(source="registry")
    assert (ended.ended_by, ended.ended_reason) == (alice, "seen the contract")


def test_a_decision_against_the_core_system_holds_until_it_says_something_else(users: Any) -> None:
    alice = users["alice"]
    save("A1", alice, occupation="doctor")
    found = line("A1", alice, "occupation")
    assert found.state == "conflict"
    of = record_reading.subject(alice, "A1")
    record_actions.settle(of, found, keep="customer", reason="changed work", by=alice, now=NOW)
    assert line("A1", alice, "occupation").state == "single"
    Customer.objects.filter(pk="A1").update(occupation="engineer")
    assert line("A1", alice, "occupation").state == "conflict"


@pytest.mark.requirement("R004")
def test_the_record_of_a_day_has_the_values_of_that_day(users: Any) -> None:
    alice = users["alice"]
    save("A1", alice, employer="School", on=TODAY - 30 * DAY)
    save("A1", alice, employer="Hospital", on=TODAY - 10 * DAY)
    save("A1", alice, employer="University", on=TODAY - 20 * DAY)  # learnt later, true in between
    shown = {
        days: line("A1", alice, "employer", on=TODAY - days * DAY).text
        for days in (31, 30, 21, 20, 11, 10, 0)
    }
    assert shown == {
        31: "", 30: "School", 21: "School", 20: "University", 11: "University", 10: "Hospital",
        0: "Hospital",
    }  # fmt: skip
    history = record_reading.history("A1", "employer")
    assert len(history) == 3
    assert all(row.recorded_by == alice and row.recorded_at == NOW for row in history)


@how(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 12), st.sampled_from(["x", "y", "z", ""])), max_size=8))
def test_on_every_day_one_source_has_its_last_word(users: Any, told: list[tuple[int, str]]) -> None:
    """Against a plain list of (day, value): in whatever order it was learnt."""
    alice, first = users["alice"], TODAY - 20 * DAY
    Observation.objects.all().delete()
    plain: dict[int, str] = {}
    for day, text in told:
        save("A1", alice, employer=text, on=first + day * DAY)
        plain[day] = text
    for day in range(14):
        known = [one for one in plain if one <= day]
        expected = plain[max(known)] if known else ""
        assert line("A1", alice, "employer", on=first + day * DAY).text == expected


def test_who_was_overtaken_is_told_and_nothing_is_written(users: Any) -> None:
    save("A1", users["alice"], employer="Hospital", version=0)
    with pytest.raises(record_actions.Overtaken, match="alice"):
        save("A1", users["head"], employer="School", region="Harbour", version=0)
    assert Observation.objects.count() == 1
    assert Record.objects.get(pk="A1").version == 1


def test_a_customer_of_somebody_else_has_no_record(users: Any) -> None:
    with pytest.raises(Http404):
        record_reading.subject(users["alice"], "B1")
    save("B1", users["chen"], employer="Port")
    with pytest.raises(Http404):
        record_reading.subject(users["alice"], "B1")
    with pytest.raises(PermissionDenied):
        save("A1", users["auditor"], employer="x")


def test_a_correction_waits_until_the_core_system_delivers_it(users: Any) -> None:
    alice = users["alice"]
    of = record_reading.subject(alice, "A1")
    field = line("A1", alice, "phone").field
    made = record_actions.ask_correction(
        of, field, "13900000009", reason="new number", by=alice, now=NOW
    )
    assert made.value.startswith("~")
    assert [standing for _, standing, _ in record_reading.corrections(of)] == ["waiting"]
    with pytest.raises(Refused, match="already asked"):
        record_actions.ask_correction(of, field, "13900000009", reason="again", by=alice, now=NOW)
    Customer.objects.filter(pk="A1").update(phone="13900000009")
    of = record_reading.subject(alice, "A1")
    assert [standing for _, standing, _ in record_reading.corrections(of)] == ["brought"]


def asked_for(users: Any, text: str = "13900000009", by: str = "alice") -> Approval:
    who = users[by]
    of, field = record_reading.subject(who, "A1"), line("A1", who, "phone").field
    record_actions.ask_correction(of, field, text, reason="new number", by=who, now=NOW)
    return Approval.objects.get(kind="customers.correction", state="waiting")


def standings(users: Any) -> list[str]:
    of = record_reading.subject(users["alice"], "A1")
    return [standing for _, standing, _ in record_reading.corrections(of)]


def test_a_rejected_correction_says_why(users: Any) -> None:
    found = asked_for(users)
    with pytest.raises(Refused, match="Who asked cannot decide"):
        decide(found, yes=False, reason="not proven", by=users["alice"], now=NOW)
    decide(found, yes=False, reason="not proven", by=users["business"], now=NOW)
    assert Correction.objects.get().rejected_reason == "not proven"
    assert standings(users) == ["rejected"]
    asked_for(users)  # proven by now


def test_a_correction_is_passed_on_by_a_second_person(users: Any) -> None:
    found = asked_for(users)
    with pytest.raises(Refused, match="already"):
        asked_for(users, "13900000008")
    decide(found, yes=True, by=users["business"], now=NOW)
    assert standings(users) == ["passed_on"]
    with pytest.raises(Refused, match="already asked"):
        asked_for(users)
    steps = Entry.objects.filter(action__startswith="customers.correction").order_by("pk")
    assert [(one.action, one.target) for one in steps] == [
        ("customers.correction.requested", "A1"), ("customers.correction.approved", "A1")
    ]  # fmt: skip
    assert "13900000009" not in str([one.details for one in steps]) + str(found.payload)


def test_a_correction_that_was_taken_back_can_be_asked_for_again(users: Any) -> None:
    withdraw(asked_for(users), by=users["alice"], now=NOW)
    assert standings(users) == ["ended"]
    asked_for(users)
    assert standings(users) == ["waiting", "ended"]


def test_the_inbox_shows_a_correction_masked(users: Any) -> None:
    found = asked_for(users)
    told = kinds.of(found.kind).describe([found], users["business"])[found.pk]
    assert str(told.changes[0].after) == "139****0009"
    unseen = kinds.of(found.kind).describe([found], users["chen"])[found.pk]
    assert (unseen.title, unseen.changes) == ("A1", ())


def test_a_home_without_keys_gets_them_with_the_first_value(
    users: Any, settings: Any, tmp_path: Path
) -> None:
    settings.HENGKE_HOME = Home.at(tmp_path / "older")
    Customer.objects.filter(pk="A1").update(name=None, phone=None)  # of the other home's keys
    save("A1", users["alice"], employer="Port")
    assert line("A1", users["alice"], "employer").text == "Port"
    settings.HENGKE_HOME.key_ring.unlink()
    with pytest.raises(Refused, match="key ring"):
        line("A1", users["alice"], "employer")


def test_an_old_value_is_overdue_after_its_age(users: Any) -> None:
    alice = users["alice"]
    save("A1", alice, income_level="high", on=TODAY - 365 * DAY)
    assert not line("A1", alice, "income_level").is_stale
    save("A1", alice, employer="Hospital", on=TODAY - 731 * DAY)
    assert line("A1", alice, "employer").is_stale


@pytest.mark.parametrize(
    ("born", "band"),
    [("2010-01-01", "< 18"), ("2008-10-26", "18–24"), ("2001-10-27", "18–24"),
     ("2001-10-26", "25–34"), ("1950-01-01", "65+"), ("", "")],
)  # fmt: skip
def test_the_age_band_follows_from_the_birth_date(born: str, band: str) -> None:
    assert record_reading.age_band(born, date(2026, 10, 26)) == band
