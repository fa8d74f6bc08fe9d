"""What customers ask for: a copy of their data, a correction, a deletion, a human review."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, timedelta

import pytest
from django.apps import apps

from hengke.apps.approvals.models import Approval
from hengke.apps.audit.api import record, seen
from hengke.apps.audit.models import Entry
from hengke.apps.care.models import Contact
from hengke.apps.customers import record_values
from hengke.apps.customers.models import AssetPoint, Movement
from hengke.apps.customers.record_models import Correction, Observation
from hengke.apps.identity.models import User
from hengke.apps.privacy.api import OWN_COPY, answer, ask_hold, receive, take, without_alerts
from hengke.apps.privacy.models import DataFile, Request
from hengke.apps.tiering import actions as tiering_actions
from hengke.apps.tiering.models import TierOverride
from hengke.apps.workbench import privacy_copy, privacy_data
from hengke.kernel import clock
from hengke.kernel.errors import Refused

pytestmark = pytest.mark.django_db
TODAY = clock.today()


@pytest.fixture
def kept(place, users):
    """A customer of Alice with a phone number, a contact and a log of who looked."""
    place("A1", name="张三")
    from hengke.apps.customers.models import Customer

    Customer.objects.filter(pk="A1").update(phone="13800001234", id_number="110101199001011234")
    Contact.objects.create(
        customer_id="A1", branch_id="B001", manager_id="S0001", outcome="reached", channel="phone",
        note="=HYPERLINK(1)", happened_on=TODAY, made_at=clock.now(), made_by=users["alice"],
    )  # fmt: skip
    seen(users["alice"], ["A1"], page="profile")


@pytest.fixture
def copied(kept, users, approve, in_english):
    """The copy that Alice asked for and the business owner allowed."""
    request = receive("A1", "copy", received_on=TODAY, by=users["alice"], now=clock.now())
    asked = privacy_copy.ask(
        request, reason="PIPL 45, asked at the counter", by=users["alice"], now=clock.now()
    )
    assert not DataFile.objects.exists()
    approve(asked)
    return DataFile.objects.get()


@pytest.mark.requirement("L05")
def test_the_own_data_leave_as_json_page_and_csv_in_clear_with_a_mark(copied, client_of):
    answered = client_of("alice").post(f"/privacy/files/{copied.pk}/")
    assert answered.status_code == 200
    archive = zipfile.ZipFile(io.BytesIO(answered.content))
    data = json.loads(archive.read("data.json"))
    assert data["profile"][0]["phone"] == "13800001234"
    assert data["profile"][0]["id_number"] == "110101199001011234"
    assert data["contacts"][0]["outcome"] == "reached"
    assert data["tiers"][0]["effective_tier"] == "gold"
    assert {"at", "role", "access"} == set(data["who_looked"][0])
    assert data["copy"]["purpose"] == "PIPL 45, asked at the counter"
    page = archive.read("data.html").decode()
    assert "13800001234" in page
    assert "alice / business" in page
    assert "'=HYPERLINK(1)" in archive.read("contacts.csv").decode()
    entry = Entry.objects.get(action="privacy.own_data_taken")
    assert (entry.by_username, entry.details["rows"]["profile"]) == ("alice", 1)
    assert "13800001234" not in json.dumps(entry.details)


def test_the_file_lies_sealed_is_taken_once_and_then_gone(
    copied, client_of, home, django_capture_on_commit_callbacks
):
    (path,) = (home.path / "exports").iterdir()
    raw = path.read_bytes()
    assert b"PK" not in raw[:4]
    assert b"13800001234" not in raw
    with django_capture_on_commit_callbacks(execute=True):
        assert client_of("alice").post(f"/privacy/files/{copied.pk}/").status_code == 200
    assert not path.exists()
    assert client_of("alice").post(f"/privacy/files/{copied.pk}/").status_code == 422


def test_nobody_else_takes_it_and_nobody_after_its_time(copied, client_of, users, in_english):
    for name, status in (("bo", 404), ("head", 404), ("business", 404), ("auditor", 403)):
        assert client_of(name).post(f"/privacy/files/{copied.pk}/").status_code == status
    with pytest.raises(Refused, match="somebody else"):
        take(copied, by=users["business"], now=clock.now())
    with pytest.raises(Refused, match="time is over"):
        take(copied, by=users["alice"], now=copied.ends_at + timedelta(seconds=1))


def test_a_copy_needs_a_second_person(kept, users, client_of, in_english):
    request = receive("A1", "copy", received_on=TODAY, by=users["business"], now=clock.now())
    privacy_copy.ask(request, reason="asked by letter", by=users["business"], now=clock.now())
    number = Approval.objects.get().pk
    answered = client_of("business").post(f"/approvals/{number}/decide/", {"decision": "approve"})
    assert answered.status_code == 422
    assert not DataFile.objects.exists()


def own_data(number: str = "A1") -> dict:
    return privacy_data.of(number)


def test_the_copy_has_the_record_kept_here_its_corrections_the_assets_and_tiers_by_hand(
    kept, users
):
    row = {"customer_id": "A1", "reason": "seen"}
    Observation.objects.create(
        **row, field="employer", value=record_values.seal("Hospital"), source="document",
        collected_on=TODAY, recorded_at=clock.now(), recorded_by=users["alice"],
    )  # fmt: skip
    Correction.objects.create(
        **row, field="phone", value=record_values.seal("13900005678"), asked_at=clock.now(),
        asked_by=users["alice"],
    )  # fmt: skip
    AssetPoint.objects.create(
        customer_id="A1", point_on=TODAY, aum_minor=47_000_00, as_of=TODAY, known_at="b", run_id="r"
    )
    TierOverride.objects.create(
        **row, policy="p", tier="platinum", starts_on=TODAY, until=TODAY + timedelta(days=9),
        requested_by=users["alice"], requested_at=clock.now(),
    )  # fmt: skip
    told = own_data()
    assert told["record"][0]["value"] == "Hospital"
    assert told["corrections"][0]["value"] == "13900005678"
    assert told["asset_course"][0]["aum_minor"] == 47_000_00
    assert told["tiers_by_hand"][0]["tier"] == "platinum"
    assert "alice" not in json.dumps(told, default=str)


def test_every_booking_is_in_the_copy(kept):
    for number in range(25):
        Movement.objects.create(
            customer_id="A1", transaction_id=f"t{number}", account_id="a", booked_on=TODAY,
            amount_minor=1, currency="CNY", as_of=TODAY, known_at="b", run_id="r",
        )  # fmt: skip
    assert len(own_data()["movements"]) == 25


def test_every_table_about_customers_is_in_the_copy_or_left_out_with_a_reason():
    columns = {
        "customer_id", "subject_id", "related_id", "left_id", "right_id", "survivor_id", "merged_id"
    }  # fmt: skip
    about = {
        model._meta.label_lower
        for model in apps.get_models()
        if columns & {field.attname for field in model._meta.concrete_fields}
    }
    told, left_out = privacy_data.TABLES, privacy_data.LEFT_OUT
    assert about == {*told, *left_out}
    assert not told.keys() & left_out.keys()
    assert set(told.values()) == set(privacy_data.PARTS) == set(OWN_COPY)
    assert all(left_out.values())


@pytest.mark.requirement("L07")
def test_the_copy_tells_of_no_hold_restriction_or_look_of_who_checks(kept, users, place):
    from hengke.apps.identity.models import User

    place("A2")
    officer = User.objects.create(username="officer", role="risk", language="en")
    now, before = clock.now(), own_data()
    ask_hold("A1", reference="AML case 7", reason="reported", by=users["business"], now=now)
    record("risk.alert_raised", by=officer, target="A1", reason="structuring")
    record("suspicious.reported", by=None, target="A1")
    for who in (officer, users["auditor"]):
        seen(who, ["A1"], page="profile")
    seen(users["alice"], ["A1"], page="a page of another kind")
    seen(users["alice"], ["A2"], page="profile")
    assert own_data() == before
    assert [(one["role"], one["access"]) for one in before["who_looked"]] == [("rm", "opened")]
    seen(users["head"], ["A1"], page="exported")
    assert own_data()["who_looked"][-1]["access"] == "in a file"


def test_who_took_a_decision_is_not_named_in_the_copy(kept, users):
    request = receive(
        "A1", "review", received_on=TODAY, by=users["alice"], now=clock.now(), barred=["headwoman"]
    )
    assert own_data()["requests"][0]["received_on"] == request.received_on
    assert "headwoman" not in json.dumps(own_data(), default=str)


def test_a_part_that_is_not_named_as_the_customers_own_never_gets_into_a_copy():
    """The place where alerts on suspicious transactions would be: nothing tells of them."""
    parts = {"profile": [{"name": "x"}], "suspicious_alerts": [{"rule": "structuring"}]}
    assert without_alerts(parts) == {"profile": [{"name": "x"}]}


@pytest.mark.parametrize("name", ["bo", "chen", "other_head"])
def test_customers_of_others_do_not_exist_on_any_address(kept, client_of, users, name):
    request = receive("A1", "copy", received_on=TODAY, by=users["alice"], now=clock.now())
    client = client_of(name)
    assert client.get(f"/privacy/requests/{request.pk}/").status_code == 404
    posts = {
        f"/privacy/requests/{request.pk}/answer/": {"text": "x"},
        f"/privacy/requests/{request.pk}/ask/": {"reason": "because"},
        "/privacy/of/A1/switch/": {"personalised": "off"},
        "/privacy/of/A1/request/": {"kind": "copy", "received_on": TODAY.isoformat()},
        "/privacy/of/A1/hold/": {"reference": "x", "reason": "because"},
    }
    assert {client.post(address, said).status_code for address, said in posts.items()} <= {403, 404}
    assert client.get("/privacy/requests/").context["rows"] == []
    assert Request.objects.count() == 1


@pytest.mark.requirement("L02")
def test_a_decision_is_explained_and_reviewed_by_a_human_who_did_not_take_it(
    kept, users, client_of, assess, in_english
):
    from hengke.apps.customers.models import Customer

    override = tiering_actions.request_override(
        Customer.objects.get(pk="A1"), ladder_policy="standard_month_average", tier="platinum",
        reason="sold a flat", until=date(2027, 3, 31), by=users["alice"], now=clock.now(),
    )  # fmt: skip
    tiering_actions.approve_override(override, by=users["head"], now=clock.now())
    assess("A1", "2026-09-30", assessed=0, effective=1, aum=47_000, reason_code="below_floor")
    alice = client_of("alice")
    alice.post("/privacy/of/A1/request/",
               {"kind": "review", "received_on": TODAY.isoformat(), "said": "why?"})  # fmt: skip
    request = Request.objects.get()
    assert request.explanation.plain().strip()
    assert set(request.barred) == {"alice", "head"}
    assert request.due_on > TODAY
    assert (
        request.explanation.plain().split()[0]
        in client_of("head").get(f"/privacy/requests/{request.pk}/").content.decode()
    )
    users["clara"] = User.objects.create_user("clara", None, role="complaints", language="en")
    desk = client_of("clara").get(f"/privacy/requests/{request.pk}/").content.decode()
    assert "does not see in full" in desk
    assert request.explanation.plain() not in desk
    said = {"text": "We looked again; it stays.", "outcome": "upheld"}
    for name in ("alice", "head"):
        address = f"/privacy/requests/{request.pk}/answer/"
        assert client_of(name).post(address, said).status_code == 422
    assert client_of("business").post(address, said).status_code == 302
    request.refresh_from_db()
    assert (request.outcome, request.answered_by) == ("upheld", users["business"])
    entry = Entry.objects.get(action="privacy.request_answered")
    assert (entry.by_username, entry.details["outcome"]) == ("business", "upheld")


def test_an_answer_says_something_and_is_given_once(kept, users, in_english):
    request = receive(
        "A1", "correction", received_on=TODAY, by=users["alice"], now=clock.now(),
        about={"field": "address"},
    )  # fmt: skip
    with pytest.raises(Refused, match="open already"):
        receive("A1", "correction", received_on=TODAY, by=users["alice"], now=clock.now(),
                about={"field": "address"})  # fmt: skip
    with pytest.raises(Refused, match="says something"):
        answer(request, text=" ", by=users["alice"], now=clock.now())
    answer(request, text="The core system has it now.", by=users["alice"], now=clock.now())
    with pytest.raises(Refused, match="answered already"):
        answer(request, text="again", by=users["alice"], now=clock.now())


def test_what_a_customer_said_lies_sealed_and_is_open_for_who_handles_it(kept, client_of) -> None:
    from django.db import connection

    words = "call me at 13987654321 instead"
    alice = client_of("alice")
    alice.post(
        "/privacy/of/A1/request/",
        {"kind": "deletion", "received_on": TODAY.isoformat(), "said": words},
    )
    number = Request.objects.get().pk
    with connection.cursor() as cursor:
        cursor.execute("SELECT said FROM privacy_request")
        assert "13987654321" not in cursor.fetchone()[0]
    address = f"/privacy/requests/{number}/"
    assert words in alice.get(address).content.decode()
    auditor = client_of("auditor").get(address).content.decode()
    assert "13987654321" not in auditor
    assert "***" in auditor
    alice.post(f"{address}answer/", {"text": "We rang 13987654321.", "outcome": "refused"})
    assert "13987654321" not in client_of("auditor").get(address).content.decode()
    assert Request.objects.get().answer.plain() == "We rang 13987654321."
