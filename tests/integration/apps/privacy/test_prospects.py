"""People whose record was opened here have the rights of customers before they are any."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta

import pytest
from tests.integration.apps.customers.record_home import save

from hengke.apps.approvals.models import Approval
from hengke.apps.audit.models import Entry, Read
from hengke.apps.care.models import Contact
from hengke.apps.customers import record_actions
from hengke.apps.customers.models import Customer, Observation, Record
from hengke.apps.privacy import policy
from hengke.apps.privacy.api import (
    check_contact,
    destroy_due,
    due,
    may_process,
    outside_ranking,
    reach,
    receive,
    restart,
    waiting,
)
from hengke.apps.privacy.models import (
    Consent,
    DataFile,
    Destruction,
    Hold,
    PlainProcessing,
    Request,
    Restriction,
    Schedule,
)
from hengke.apps.privacy.retention import schedule
from hengke.kernel import clock
from hengke.kernel.errors import Refused
from hengke.kernel.periods import add_months

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english", "home")]
TODAY = clock.today()
SOON, LATER = clock.now() + timedelta(days=60), clock.now() + timedelta(days=4_000)
CONSENT = {
    "purpose": "marketing", "given_on": TODAY.isoformat(), "obtained": "paper",
    "document": "archive 12/7", "text_version": "2026-01",
}  # fmt: skip


@pytest.fixture
def number(users):
    """A person whom Alice met, with a name and a telephone number."""
    made = record_actions.open_record("person", by=users["alice"], now=clock.now())
    save(made.pk, users["alice"], name="李雷", phone="13800001234", birth_date="1980-01-01")
    return made.pk


@pytest.fixture
def restricted(number, users, client_of, approve):
    """Alice writes down that the person wants to be forgotten; the business owner agrees."""
    alice = client_of("alice")
    said = {"kind": "deletion", "received_on": TODAY.isoformat(), "said": "forget me"}
    assert alice.post(f"/privacy/of/{number}/request/", said).status_code == 302
    asked = Request.objects.get()
    address = f"/privacy/requests/{asked.pk}/ask/"
    assert alice.post(address, {"reason": "asked by letter"}).status_code == 302
    approve(Approval.objects.get(kind="privacy.restrict"))
    return number


def text(answer) -> str:
    return answer.content.decode()


def delivered(number, **columns):
    """The core system knows the number from now on."""
    known = {"branch_id": "B001", "manager_id": "S0001", "kind": "person", "status": "active"}
    return Customer.objects.create(
        customer_id=number, currency="CNY", as_of=TODAY, **{**known, **columns}
    )


def test_the_record_leads_to_consents_requests_and_the_switch(number, client_of):
    alice = client_of("alice")
    assert f"/privacy/of/{number}/" in text(alice.get(f"/customers/{number}/record/"))
    back = alice.post(f"/privacy/of/{number}/consent/", CONSENT)
    assert back["Location"] == f"/privacy/of/{number}/"
    page = text(alice.get(f"/privacy/of/{number}/"))
    assert "archive 12/7" in page
    assert "李雷" in page
    assert Read.objects.filter(by_username="alice", page="record").exists()
    alice.post(f"/privacy/consents/{Consent.objects.get().pk}/withdraw/")
    assert Consent.objects.get().withdrawn_by.username == "alice"
    alice.post(f"/privacy/of/{number}/switch/", {"personalised": "off"})
    assert "Not personalised" in text(alice.get(f"/privacy/of/{number}/"))
    alice.post(f"/privacy/of/{number}/switch/", {"personalised": "on"})
    assert not PlainProcessing.objects.exists()


def test_for_a_child_the_guardian_consents_by_the_birth_date_kept_here(number, users, client_of):
    young = TODAY - timedelta(days=3_000)
    save(number, users["alice"], birth_date=young.isoformat())
    address = f"/privacy/of/{number}/consent/"
    assert client_of("alice").post(address, CONSENT).status_code == 422
    said = CONSENT | {"by_guardian": "on"}
    assert client_of("alice").post(address, said).status_code == 302


def test_a_correction_has_its_deadline_and_is_answered(number, client_of):
    alice = client_of("alice")
    said = {"kind": "correction", "received_on": TODAY.isoformat(), "field": "phone"}
    alice.post(f"/privacy/of/{number}/request/", said)
    found = Request.objects.get()
    assert (found.customer_id, found.due_on) == (number, policy.due("correction", TODAY))
    ((_, name, late),) = alice.get("/privacy/requests/").context["rows"]
    assert (str(name), late) == ("李雷", False)
    ((_, name, _),) = client_of("business").get("/privacy/requests/").context["rows"]
    assert str(name) == "李*"
    page = text(alice.get(f"/privacy/requests/{found.pk}/"))
    assert f"/privacy/of/{number}/" in page
    alice.post(f"/privacy/requests/{found.pk}/answer/", {"text": "It is right now."})
    found.refresh_from_db()
    assert found.state == "done"


def test_the_copy_holds_what_the_record_keeps(number, users, client_of, approve):
    Contact.objects.create(
        customer_id=number, branch_id="B001", manager_id="S0001", outcome="reached",
        channel="phone", note="likes tea", happened_on=TODAY, made_at=clock.now(),
        made_by=users["alice"],
    )  # fmt: skip
    alice = client_of("alice")
    alice.post(f"/privacy/of/{number}/consent/", CONSENT)
    said = {"kind": "copy", "received_on": TODAY.isoformat()}
    alice.post(f"/privacy/of/{number}/request/", said)
    address = f"/privacy/requests/{Request.objects.get().pk}/ask/"
    alice.post(address, {"reason": "PIPL 45, asked at the counter"})
    approve(Approval.objects.get(kind="privacy.own_data"))
    file = f"/privacy/files/{DataFile.objects.get().pk}/"
    assert client_of("bo").post(file).status_code == 404
    archive = zipfile.ZipFile(io.BytesIO(alice.post(file).content))
    data = json.loads(archive.read("data.json"))
    assert {row["field"]: row["value"] for row in data["record"]} == {
        "name": "李雷", "phone": "13800001234", "birth_date": "1980-01-01",
    }  # fmt: skip
    assert data["consents"][0]["document"] == "archive 12/7"
    assert data["requests"][0]["kind"] == "copy"
    assert data["contacts"][0]["note"] == "likes tea"
    assert data["profile"] == data["holdings"] == []


def test_a_restricted_prospect_is_seen_by_those_alone_who_handle_it(restricted, client_of):
    for name in ("alice", "head", "auditor"):
        client = client_of(name)
        for page in ("record/", "record/phone/"):
            assert client.get(f"/customers/{restricted}/{page}").status_code == 404
        assert client.get(f"/privacy/of/{restricted}/").status_code == 404
        assert client.get("/privacy/requests/?show=all").context["rows"] == []
    assert client_of("alice").get(f"/customers/{restricted}/record/edit/").status_code == 404
    for name in ("alice", "head"):
        assert client_of(name).get("/customers/opened/").context["rows"] == []
    business = client_of("business")
    assert len(business.get("/privacy/requests/").context["rows"]) == 1
    assert "Restricted" in text(business.get(f"/privacy/of/{restricted}/"))


def test_who_never_became_a_customer_is_not_kept_ten_years(restricted):
    days = dict(Schedule.objects.values_list("category", "due_on"))
    assert days.keys() == {"prospect", "marketing"}
    assert days["prospect"] == add_months(TODAY, 1)
    assert days["marketing"] == add_months(TODAY, 24)
    assert "PIPL 47" in Schedule.objects.get(category="prospect").rule


def test_destruction_takes_the_observations_and_leaves_the_log(restricted, client_of):
    assert list(destroy_due(clock.now())) == []
    (done,) = destroy_due(SOON)
    assert (done.category, done.rows["customers_observation"]) == ("prospect", 3)
    assert not Observation.objects.exists()
    assert Request.objects.get().said.plain() == ""
    assert Record.objects.get().opened_here  # that there was one, and whose book it stood in
    assert waiting() == []  # nothing of it ever lay in the lake
    assert Entry.objects.filter(action="privacy.destroyed", target=restricted).count() == 1
    assert restricted in text(client_of("auditor").get("/privacy/destructions/"))
    assert client_of("alice").get(f"/customers/{restricted}/record/").status_code == 404
    assert [one.category for one in destroy_due(LATER)] == ["marketing"]
    assert Restriction.objects.get().destroyed_at is not None


def test_a_legal_hold_stops_it(restricted, users, client_of, second, approve):
    business = client_of("business")
    said = {"reference": "case 7", "reason": "court order"}
    assert business.post(f"/privacy/of/{restricted}/hold/", said).status_code == 302
    approve(Approval.objects.get(kind="privacy.hold"), by=second)
    assert [one.held for one in due(SOON.date())] == [True]
    assert list(destroy_due(SOON)) == []
    assert Observation.objects.count() == 3
    address = f"/privacy/holds/{Hold.objects.get().pk}/lift/"
    assert business.post(address, {"reason": "case closed"}).status_code == 302
    approve(Approval.objects.get(kind="privacy.hold_lift"), by=second)
    assert len(list(destroy_due(SOON))) == 1


def test_a_bank_says_itself_how_long_and_its_own_privacy_policy_stays_in_force(home, restricted):
    own = home.path / "policies" / "privacy" / "prospects" / f"{TODAY}.toml"
    own.parent.mkdir(parents=True)
    own.write_text('source = "own"\nmonths = 6\nlaw = "house rule"\n', encoding="utf-8")
    before = policy.in_force(TODAY)
    assert schedule(restricted, requested_on=TODAY)["prospect"] == add_months(TODAY, 6)
    assert "house rule" in Schedule.objects.get(category="prospect").rule
    assert policy.in_force(TODAY) == before


def test_with_the_first_delivery_everything_stands_with_the_customer(
    number, users, client_of, second, approve
):
    alice = client_of("alice")
    alice.post(f"/privacy/of/{number}/consent/", CONSENT)
    alice.post(f"/privacy/of/{number}/switch/", {"personalised": "off"})
    alice.post(f"/privacy/of/{number}/request/", {"kind": "copy", "received_on": TODAY.isoformat()})
    client_of("business").post(
        f"/privacy/of/{number}/hold/", {"reference": "case 7", "reason": "court order"}
    )
    approve(Approval.objects.get(kind="privacy.hold"), by=second)
    delivered(number)
    there = alice.get(f"/privacy/of/{number}/")
    assert there["Location"] == f"/customers/{number}/?tab=privacy"
    page = text(alice.get(there["Location"]))
    assert "archive 12/7" in page
    assert "case 7" in page
    assert "Not personalised" in page
    assert "Copy of the own data" in page
    assert len(alice.get("/privacy/requests/").context["rows"]) == 1
    assert alice.get("/customers/opened/").context["rows"] == []
    assert number in outside_ranking()[0]


def test_a_customer_of_another_book_now_is_nobodys_prospect(number, client_of):
    """The record says in whose book it was opened; the delivery says whose customer it is."""
    delivered(number, branch_id="B002", manager_id="S0003")
    assert client_of("alice").get(f"/customers/{number}/record/").status_code == 404
    assert client_of("alice").get(f"/privacy/of/{number}/").status_code == 404
    assert client_of("chen").get(f"/customers/{number}/record/").status_code == 200


def test_who_became_a_customer_meanwhile_is_kept_as_one(restricted):
    delivered(restricted, closed_on=None)
    assert list(destroy_due(SOON)) == []
    assert due(SOON.date()) == []
    restart(SOON.date())
    row = Schedule.objects.exclude(category="marketing").get()
    assert (row.category, row.due_on) == ("identity", None)
    assert "AML Law" in row.rule
    Customer.objects.update(closed_on=TODAY)
    assert restart(SOON.date()) == 1
    row.refresh_from_db()
    assert row.due_on == add_months(TODAY, 120)
    assert Destruction.objects.count() == 0


@pytest.mark.parametrize("name", ["bo", "chen", "other_head", "nobody"])
def test_prospects_of_others_do_not_exist(number, client_of, users, name):
    asked = receive(number, "copy", received_on=TODAY, by=users["alice"], now=clock.now())
    client = client_of(name)
    assert client.get(f"/privacy/of/{number}/").status_code == 404
    assert client.get(f"/privacy/requests/{asked.pk}/").status_code == 404
    posts = {
        f"/privacy/of/{number}/consent/": CONSENT,
        f"/privacy/of/{number}/switch/": {"personalised": "off"},
        f"/privacy/of/{number}/request/": {"kind": "copy", "received_on": TODAY.isoformat()},
        f"/privacy/of/{number}/hold/": {"reference": "x", "reason": "because"},
        f"/privacy/requests/{asked.pk}/answer/": {"text": "x"},
    }
    assert {client.post(address, said).status_code for address, said in posts.items()} <= {403, 404}
    assert client.get("/privacy/requests/").context["rows"] == []
    assert not Consent.objects.exists()
    assert Request.objects.count() == 1


def test_a_role_without_rights_of_privacy_sees_nothing(number, client_of):
    client = client_of("data")
    assert client.get(f"/privacy/of/{number}/").status_code == 403
    assert client.post(f"/privacy/of/{number}/consent/", CONSENT).status_code == 403
    assert not Consent.objects.exists()


def test_marketing_of_a_prospect_needs_a_consent_and_a_number_nobody_knows_has_none(
    number, client_of
):
    now = clock.now()

    def answers():
        found = may_process([number, "NOBODY"], purpose="marketing", channel="phone", now=now)
        return {one: verdict.allowed for one, verdict in found.items()}

    assert answers() == {number: False, "NOBODY": False}
    with pytest.raises(Refused, match="no consent in force"):
        check_contact(number, purpose="marketing", channel="phone", now=now)
    client_of("alice").post(f"/privacy/of/{number}/consent/", CONSENT | {"channel": "phone"})
    assert answers() == {number: True, "NOBODY": False}
    check_contact(number, purpose="marketing", channel="phone", now=now)
    found = reach([number, "NOBODY"], purpose="marketing", channels=("phone", "sms"), now=now)
    assert {one: told.channels for one, told in found.items()} == {
        number: ("phone",), "NOBODY": (),
    }  # fmt: skip
    client_of("alice").post(f"/privacy/consents/{Consent.objects.get().pk}/withdraw/")
    assert answers() == {number: False, "NOBODY": False}
