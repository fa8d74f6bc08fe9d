"""Seeing an identifier in full: who may, what for, what is written down, and who watches."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from hengke.apps.audit.models import Entry
from hengke.apps.customers import actions, unmasking
from hengke.apps.customers.models import Customer, Unmasking
from hengke.kernel import clock
from hengke.kernel.errors import Refused

pytestmark = pytest.mark.django_db
SECRETS = {
    "phone": "13812345678",
    "id_number": "350203199001017654",
    "email": "lan@example.com",
    "address": "福建省厦门市思明区湖滨南路 7 号",
}
CALL = {"unmask_purpose": "call"}


@pytest.fixture
def customer(users, organisation, make_customer) -> Customer:
    return make_customer("A1", name="吴佩兰", **SECRETS)


def address(field: str, number: str = "A1") -> str:
    return f"/customers/{number}/unmask-{field}/"


@pytest.mark.requirement("R248")
@pytest.mark.parametrize("field", SECRETS)
def test_one_field_is_shown_once_for_a_purpose_and_written_down(customer, client_of, field) -> None:
    client = client_of("alice")
    answer = client.post(address(field), CALL)
    text = answer.content.decode()
    assert SECRETS[field] in text
    for other in set(SECRETS) - {field}:
        assert SECRETS[other] not in text
    assert "no-store" in answer["Cache-Control"]
    entry = Entry.objects.get()
    assert (entry.action, entry.target, entry.by_username) == ("customers.unmasked", "A1", "alice")
    assert entry.details == {"field": field, "purpose": "call"}
    for address_after in (
        f"/customers/{customer.pk}/",
        address(field),
        f"{address(field)}?close=1",
    ):
        assert SECRETS[field] not in client.get(address_after).content.decode()
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("person", ["bo", "chen", "other_head", "nobody"])
def test_who_is_not_in_charge_learns_not_even_that_there_is_one(
    customer, client_of, person
) -> None:
    for answer in (
        client_of(person).get(address("phone")),
        client_of(person).post(address("phone"), CALL),
    ):
        assert answer.status_code == 404
    assert not Entry.objects.exists()


@pytest.mark.parametrize("person", ["business", "auditor", "data"])
def test_readers_have_no_such_right(customer, client_of, person) -> None:
    answer = client_of(person).post(address("phone"), CALL)
    assert answer.status_code in (403, 404, 422)
    assert SECRETS["phone"] not in answer.content.decode()
    assert "unmask-" not in client_of(person).get("/customers/A1/").content.decode()
    assert not Entry.objects.exists()
    assert not Unmasking.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        {}, {"unmask_purpose": ""}, {"unmask_purpose": "curiosity"}, {"unmask_purpose": "other"},
        {"unmask_purpose": "other", "unmask_note": "   "},
        {"unmask_purpose": "call", "unmask_note": "长" * 201},
    ],
)  # fmt: skip
def test_without_a_purpose_of_the_list_nothing_is_shown(customer, client_of, sent) -> None:
    answer = client_of("alice").post(address("phone"), sent)
    assert answer.status_code == 422
    assert SECRETS["phone"] not in answer.content.decode()
    assert not Entry.objects.exists()


@pytest.mark.parametrize("field", ["birth_date", "aum_minor", "customer_id", "phone_key", "pk"])
def test_no_other_field_can_be_asked_for(customer, client_of, field) -> None:
    answer = client_of("alice").post(address(field), CALL)
    assert answer.status_code in (404, 422)
    assert not Entry.objects.exists()


def test_the_note_is_kept_sealed_and_enters_neither_audit_nor_log(
    customer, client_of, caplog
) -> None:
    said = "吴佩兰来电 13812345678"
    with caplog.at_level(logging.DEBUG):
        client_of("alice").post(
            address("phone"), {"unmask_purpose": "authority", "unmask_note": said}
        )
    kept = Unmasking.objects.get()
    assert kept.note.plain() == said
    assert str(kept.note) == "***"
    entry = Entry.objects.get()
    for text in (str(entry.details), entry.reason, caplog.text, kept.note.token):
        assert "13812345678" not in text
        assert "吴佩兰" not in text


def test_nothing_is_shown_that_was_not_written_down(customer, users, monkeypatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(actions, "record", full)
    with pytest.raises(OSError, match="disk full"):
        actions.unmask(customer, "phone", purpose="call", by=users["alice"], now=clock.now())
    assert not Unmasking.objects.exists()


def test_a_damaged_value_is_refused_with_the_way_out(customer, client_of, in_english) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE customers_customer SET phone = '~abcdef.AAAA' WHERE customer_id = 'A1'"
        )
    page = client_of("alice").get("/customers/A1/")
    assert page.status_code == 200
    assert "***" in page.content.decode()
    answer = client_of("alice").post(address("phone"), CALL)
    assert answer.status_code == 422
    assert not Unmasking.objects.exists()


def test_the_auditor_sees_how_often_each_person_looked(customer, users, client_of) -> None:
    now = clock.now()
    usual = unmasking.policy(now).usual_per_day
    for person, times, ago in (("alice", usual + 1, 0), ("head", 2, 3), ("head", 1, 40)):
        for _ in range(times):
            Unmasking.objects.create(
                customer_id="A1", field="phone", purpose="call", by=users[person],
                at=now - timedelta(days=ago),
            )  # fmt: skip
    rows = client_of("auditor").get("/customers/unmaskings/").context["habits"]
    assert [(row.person, row.times, row.today, row.customers, row.much) for row in rows] == [
        ("alice", usual + 1, usual + 1, 1, True), ("head", 2, 0, 1, False),
    ]  # fmt: skip
    for person in ("alice", "head", "business", "data"):
        assert client_of(person).get("/customers/unmaskings/").status_code in (403, 404)


def test_the_list_of_purposes_is_the_banks_own(customer, users, settings, tmp_path) -> None:
    own = settings.HENGKE_HOME.policies / "unmasking" / "standard"
    own.mkdir(parents=True)
    (own / "2020-02-01.toml").write_text(
        'source = "x"\nusual_per_day = 1\n[purposes]\nvisit = { zh = "上门", en = "Visit" }\n',
        encoding="utf-8",
    )
    try:
        with pytest.raises(Refused):
            actions.unmask(customer, "phone", purpose="call", by=users["alice"], now=clock.now())
        shown = actions.unmask(
            customer, "phone", purpose="visit", by=users["alice"], now=clock.now()
        )
        assert shown == SECRETS["phone"]
    finally:
        (own / "2020-02-01.toml").unlink()
        own.rmdir()
