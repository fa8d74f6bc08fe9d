"""Pages of the record: nothing typed is lost, messages stand at the field, masks stay on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.integration.apps.customers.record_home import save, with_keys

from hengke.apps.customers.models import Observation, Record
from hengke.kernel import clock

pytestmark = pytest.mark.django_db
EDIT = "/customers/A1/record/edit/"
SENT = {"version": "0", "source": "customer", "collected_on": "2026-10-20"}


@pytest.fixture(autouse=True)
def book(settings: Any, tmp_path: Path, make_customer: Any) -> None:
    with_keys(settings, tmp_path / "home")
    make_customer("A1", name="王小明", region="Xiamen", email="old@example.com", gender="male")


@pytest.fixture
def desk(users: Any) -> Client:
    client = Client()
    client.force_login(users["alice"], "hengke.apps.identity.backends.StaffBackend")
    return client


def text(answer: Any) -> str:
    return answer.content.decode()


def opened(desk: Client, kind: str) -> str:
    answer = desk.post("/customers/opened/new/", {"kind": kind})
    assert answer.status_code == 302
    return str(answer["Location"])


@pytest.mark.requirement("R001")
def test_a_person_is_opened_filled_and_scored(desk: Client) -> None:
    address = opened(desk, "person")
    sent = SENT | {
        "name": "李雷", "gender": "male", "birth_date": "1949-12-31", "id_type": "id_card",
        "id_number": "11010519491231002X", "id_expires_on": "2030-01-01", "phone": "138 0000 0001",
        "address": "厦门市思明区湖滨路 1 号", "region": "Xiamen", "occupation": "teacher",
        "income_level": "middle", "risk_preference": "steady", "family-0-relation": "daughter",
        "family-0-born": "1990", "family-0-note": "",
    }  # fmt: skip
    assert desk.post(address, sent).status_code == 302
    page = text(desk.get(address.replace("edit/", "")))
    assert "13/13" in page
    assert "65+" in page  # derived from the birth date
    assert "daughter" in page
    assert "11010519491231002X" not in page
    assert "13800000001" not in page
    assert Record.objects.get().branch_id == "B001"


def test_fields_of_the_core_system_are_refused_by_name(desk: Client) -> None:
    answer = desk.post(EDIT, SENT | {"name": "王大明", "phone": "13800000001"})
    assert answer.status_code == 422
    assert "cannot be changed here: nothing was saved" in text(answer)
    assert not Observation.objects.exists()


def test_what_was_not_sent_stays_as_it_is(desk: Client) -> None:
    address = opened(desk, "person")
    family = {"family-0-relation": "daughter", "family-0-born": "1990", "family-0-note": ""}
    assert desk.post(address, SENT | family | {"occupation": "teacher"}).status_code == 302
    later = SENT | {"version": "1", "region": "Xiamen"}
    assert desk.post(address, later).status_code == 302
    page = text(desk.get(address.replace("edit/", "")))
    assert "teacher" in page
    assert "daughter" in page


@pytest.mark.requirement("R002")
def test_an_institution_has_holders_that_make_a_hundred(desk: Client) -> None:
    address = opened(desk, "institution")
    sent = SENT | {
        "name": "Harbour Ltd", "id_type": "credit_code", "id_number": "91330100799655058B",
        "scale": "small", "industry": "shipping", "figures-0-year": "2025",
        "figures-0-revenue": "1,200,000.50", "figures-0-profit": "-300",
        "equity-0-holder": "Li Lei", "equity-0-percent": "60", "equity-1-holder": "Han Mei",
        "equity-1-percent": "39.5", "owners-0-holder": "Li Lei", "owners-0-percent": "60",
        "needs-0-purpose": "a second ship", "needs-0-amount": "500000",
        "needs-0-needed_by": "2027-01-01",
    }  # fmt: skip
    answer = desk.post(address, sent)
    assert answer.status_code == 422
    assert "99.5" in text(answer)
    assert 'value="a second ship"' in text(answer)
    assert not Observation.objects.exists()
    assert desk.post(address, sent | {"equity-1-percent": "40"}).status_code == 302
    page = text(desk.get(address.replace("edit/", "")))
    assert "1200000.50" in page or "1200000.5" in page
    assert "Han Mei" in page
    low = SENT | {"version": "1", "owners-0-holder": "Han Mei", "owners-0-percent": "24.9"}
    assert desk.post(address, low).status_code == 422


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("phone_second", "12012345678", "11"),
        ("email", "nobody", "name@example.com"),
        ("income_level", "enormous", "list"),
        ("family-0-born", "90", "four digits"),
    ],
)
def test_a_message_stands_at_its_field_and_what_was_typed_stays(
    desk: Client, field: str, typed: str, told: str
) -> None:
    rows = {"family-0-relation": "son", "family-0-note": ""} if "family" in field else {}
    answer = desk.post(EDIT, SENT | rows | {field: typed, "employer": "Harbour Hospital"})
    assert answer.status_code == 422
    page = text(answer)
    assert told in page
    assert 'value="Harbour Hospital"' in page
    assert not Observation.objects.exists()


def test_an_identifier_left_empty_stays_and_is_never_in_the_form(desk: Client) -> None:
    page = text(desk.get(EDIT))
    assert "old@example.com" not in page
    assert "o***@example.com" in page
    assert desk.post(EDIT, SENT | {"region": "Xiamen", "employer": "Port"}).status_code == 302
    assert list(Observation.objects.values_list("field", flat=True)) == ["employer"]


def test_what_is_refused_keeps_what_was_typed(desk: Client) -> None:
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    answer = desk.post(EDIT, SENT | {"employer": "Harbour Hospital", "collected_on": tomorrow})
    assert answer.status_code == 422
    page = text(answer)
    assert 'value="Harbour Hospital"' in page
    assert "future" in page
    assert not Observation.objects.exists()


def test_the_second_of_two_writers_keeps_what_was_typed(desk: Client, users: Any) -> None:
    save("A1", users["head"], employer="School")
    answer = desk.post(EDIT, SENT | {"employer": "Harbour Hospital", "region": "Xiamen"})
    assert answer.status_code == 409
    assert 'value="Harbour Hospital"' in text(answer)
    assert 'name="version" value="1"' in text(answer)
    again = SENT | {"version": "1", "employer": "Harbour Hospital", "region": "Xiamen"}
    assert desk.post(EDIT, again).status_code == 302


def test_confirming_renews_a_value(desk: Client, users: Any) -> None:
    desk.post(EDIT, SENT | {"region": "Xiamen", "employer": "Port"})
    sent = SENT | {"version": "1", "collected_on": "2026-10-22", "region": "Xiamen"}
    desk.post(EDIT, sent | {"employer": "Port", "confirm-employer": "on"})
    days = Observation.objects.filter(field="employer").values_list("collected_on", flat=True)
    assert [str(day) for day in days.order_by("collected_on")] == ["2026-10-20", "2026-10-22"]


@pytest.mark.parametrize("field", ["name", "region", "phone"])
def test_every_field_has_a_page(desk: Client, field: str) -> None:
    assert desk.get(f"/customers/A1/record/{field}/").status_code == 200
    assert desk.get(f"/customers/A1/record/{field}x/").status_code == 404


def test_a_correction_is_asked_for_on_the_page(desk: Client) -> None:
    sent = {"value": "female", "reason": "seen the card"}
    assert desk.post("/customers/A1/record/gender/correct/", sent).status_code == 302
    page = text(desk.get("/customers/A1/record/gender/"))
    assert "seen the card" in page
    assert "waits" in page
    wrong = {"value": "neither", "reason": "seen the card"}
    assert desk.post("/customers/A1/record/gender/correct/", wrong).status_code == 422


def test_today_is_the_banks_day_also_in_its_early_morning(
    users: Any, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """01:00 in Shanghai, when the day in Greenwich is still the one before."""

    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 10, 26, 17, 0, tzinfo=UTC))
    desk.force_login(users["alice"], "hengke.apps.identity.backends.StaffBackend")
    assert 'value="2026-10-27"' in text(desk.get(EDIT))
    early = desk.post(EDIT, SENT | {"collected_on": "2026-10-28", "region": "Quanzhou"})
    assert early.status_code == 422
    assert (
        desk.post(EDIT, SENT | {"collected_on": "2026-10-27", "region": "Quanzhou"}).status_code
        == 302
    )
