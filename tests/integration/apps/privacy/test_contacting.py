"""Nobody is contacted for marketing without a consent: sheets, choices, the API, files."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from django.urls import reverse_lazy
from tests.integration.apps.conftest import AS_OF
from tests.integration.apps.privacy.test_consent import GIVEN

from hengke.apps.audit.models import Entry
from hengke.apps.care import actions, reaching
from hengke.apps.care.models import Contact
from hengke.apps.customers.models import Customer
from hengke.apps.privacy import contacting, queries
from hengke.apps.privacy.api import give, may_process, reach, switch, withdraw
from hengke.apps.privacy.models import Restriction
from hengke.apps.tiering import migration
from hengke.cli import tiers
from hengke.kernel import clock
from hengke.kernel.errors import Refused

pytestmark = [
    pytest.mark.django_db, pytest.mark.usefixtures("in_english", "home"),
    pytest.mark.requirement("R250"), pytest.mark.requirement("L03"),
]  # fmt: skip
SHEET = reverse_lazy("care:contact")
WAYS = ("phone", "visit", "message")


@pytest.fixture
def book(users, place):
    for number in ("A1", "A2", "A3"):
        place(number, probability=0.9)


def contact(users, purpose, channel="phone", number="A1"):
    return actions.record_contact(
        Customer.objects.get(pk=number),
        result=actions.Outcomes(purpose=purpose, channel=channel),
        today=AS_OF, by=users["alice"], now=clock.now(),
    )  # fmt: skip


def consent(users, number="A1", channel=""):
    return give(number, replace(GIVEN, channel=channel), by=users["alice"], now=clock.now())


def test_a_marketing_contact_is_refused_without_a_consent_and_leaves_nothing(users, book):
    with pytest.raises(Refused, match="no consent in force"):
        contact(users, "marketing")
    assert not Contact.objects.exists()
    assert not Entry.objects.exists()
    assert contact(users, "service").purpose == "service"


def test_it_is_allowed_by_the_channel_that_was_agreed_and_no_longer_once_withdrawn(users, book):
    given = consent(users, channel="message")
    assert contact(users, "marketing", "message").purpose == "marketing"
    with pytest.raises(Refused, match="no consent"):
        contact(users, "marketing", "phone")
    withdraw(given, by=users["alice"], now=clock.now())
    with pytest.raises(Refused, match="no consent"):
        contact(users, "marketing", "message")


def test_nobody_is_contacted_for_a_purpose_that_needs_a_consent_of_its_own(users, book):
    for purpose in ("sensitive", "sharing", "duty", "curiosity"):
        with pytest.raises(Refused, match="Nobody is contacted"):
            contact(users, purpose)


def test_a_restricted_customer_is_contacted_for_nothing(users, book):
    consent(users)
    Restriction.objects.create(customer_id="A1", since=clock.now(), by=users["head"], approval=1)
    for purpose in ("service", "marketing"):
        with pytest.raises(Refused, match="restricted"):
            contact(users, purpose)


@pytest.mark.parametrize("purpose", ["service", "marketing", "research"])
def test_the_answer_for_a_list_is_that_for_each(
    users, book, purpose, django_assert_max_num_queries
):
    consent(users, "A1")
    consent(users, "A2", "phone")
    Restriction.objects.create(customer_id="A3", since=clock.now(), by=users["head"], approval=1)
    numbers, now = ["A1", "A2", "A3", "A4"], clock.now()
    with django_assert_max_num_queries(3):
        found = reach(numbers, purpose=purpose, channels=WAYS, now=now)
    for way in WAYS:
        single = may_process(numbers, purpose=purpose, channel=way, now=now)
        assert {one: way in found[one].channels for one in numbers} == {
            one: single[one].allowed for one in numbers
        }


def test_the_sheet_and_the_choice_say_who_is_not_to_be_contacted(users, book, client_of):
    consent(users, "A2", "phone")
    alice = client_of("alice")
    page = alice.get(f"{SHEET}?customer=A1").content.decode()
    assert "Marketing: not to be contacted (no consent in force)" in page
    assert 'value="marketing" disabled' in page
    page = alice.get(f"{SHEET}?customer=A2").content.decode()
    assert "Marketing: only by Phone (no consent in force)" in page
    assert reaching.not_for_marketing(["A1", "A2"], clock.now()) == {"A1": "no consent in force"}
    sent = {"customer": "A1", "outcome": "reached", "purpose": "marketing"}
    answer = alice.post(SHEET, sent)
    assert answer.status_code == 422
    assert not Contact.objects.exists()


def rows_of(client):
    text = client.post("/customers/export/").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_file_marks_whom_nobody_may_contact(users, book, client_of):
    consent(users, "A2", "phone")
    consent(users, "A3")
    said = {row["Customer number"]: row["Contact for marketing"] for row in rows_of(
        client_of("alice"))[:-1]}  # fmt: skip
    assert said == {
        "A1": "not to be contacted: no consent in force", "A2": "Phone",
        "A3": "Phone, Visit, Message",
    }  # fmt: skip


def test_a_file_leaves_them_out_where_the_policy_says_so(users, book, client_of, settings):
    consent(users, "A2", "phone")
    own = settings.HENGKE_HOME.path / "policies" / "privacy" / "standard"
    own.mkdir(parents=True)
    from hengke.policies import privacy as shipped

    text = next(p for p in (shipped.shelf.SHIPPED / "standard").glob("*.toml")).read_text("utf-8")
    (own / "2026-01-01.toml").write_text(text.replace('"mark" ', '"leave_out" '), "utf-8")
    *rows, left_out, _mark = rows_of(client_of("alice"))
    assert [row["Customer number"] for row in rows] == ["A2"]
    assert left_out["Customer number"].startswith("2 customers who may not be contacted")
    assert Entry.objects.get(action="customers.exported").details["customers"] == 1


@pytest.mark.requirement("R100")
@pytest.mark.requirement("L01")
def test_programs_that_read_the_lake_are_told_who_refused(users, book):
    switch("A1", personalised=False, by=users["alice"], now=clock.now())
    Restriction.objects.create(customer_id="A3", since=clock.now(), by=users["head"], approval=1)
    assert queries.outside_ranking() == ({"A1"}, {"A3"})


@pytest.mark.requirement("R100")
@pytest.mark.requirement("L01")
def test_the_radar_of_the_command_line_says_nothing_predicted_of_who_refused(
    users, book, monkeypatch, tmp_path
):
    switch("A1", personalised=False, by=users["alice"], now=clock.now())
    Restriction.objects.create(customer_id="A3", since=clock.now(), by=users["head"], approval=1)
    monkeypatch.setattr("hengke.cli.workbench.opened", lambda place: "")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    rows = [
        {"customer_id": one, "fall_probability": "0.900000", "reasons": "near_floor"}
        for one in ("A1", "A2", "A3")
    ]
    place = SimpleNamespace(database=tmp_path)
    assert tiers._as_customers_allow(place, rows) == [
        {"customer_id": "A1", "fall_probability": None, "reasons": ""}, rows[1],
    ]  # fmt: skip
    place = SimpleNamespace(database=tmp_path / "none")
    assert tiers._as_customers_allow(place, rows) == rows


@pytest.mark.parametrize("effective", [True, False])
def test_restricted_customers_are_in_no_sum_of_the_migration(users, book, assess, effective):
    first, last = date(2026, 8, 31), date(2026, 9, 30)
    for number in ("A1", "A2"):
        assess(number, first.isoformat(), assessed=1)
        assess(number, last.isoformat(), assessed=1)

    def counted(name):
        found = migration.moves(
            users[name], policy="standard_month_average", first=first, last=last,
            effective=effective, run_id="run-1",
        )  # fmt: skip
        return sum(one.customers for one in found)

    assert [counted(name) for name in ("alice", "auditor", "business")] == [2, 2, 2]
    Restriction.objects.create(customer_id="A1", since=clock.now(), by=users["head"], approval=1)
    assert [counted(name) for name in ("alice", "auditor", "business")] == [1, 1, 2]


def test_purposes_of_contacts_are_those_of_the_policy() -> None:
    assert [code for code, _rule in contacting.purposes(clock.now())] == [
        "service", "marketing", "research",
    ]  # fmt: skip
