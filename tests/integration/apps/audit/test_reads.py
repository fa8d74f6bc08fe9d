"""Who saw which customer: every page that opens one writes it down, and no page waits for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from tests.integration.apps import seeded
from tests.integration.apps.audit.conftest import NOW, committed, sql, without_triggers

from hengke.apps.audit import heads, reading, retaining
from hengke.apps.audit.api import seen
from hengke.apps.audit.models import Entry, Expiry, Read, Seal
from hengke.apps.audit.reading import Gatherer
from hengke.kernel.errors import Busy
from hengke.policies import audit as policies

pytestmark = pytest.mark.django_db


def pages() -> list[tuple[str, str, str]]:
    rows = Read.objects.order_by("pk")
    return list(rows.values_list("by_username", "customer_id", "page"))


@pytest.fixture
def bank(db: None) -> str:
    """The number of a customer of Alice's book."""
    from hengke.apps.customers.models import Customer

    seeded.seed(size=6)
    return Customer.objects.filter(manager_id="S0001").order_by("pk").first().pk


@pytest.mark.requirement("R247")
@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/customers/{one}/", "profile"),
        ("/customers/{one}/?via=search", "found"),
        ("/customers/{one}/preview/", "preview"),
        ("/tiers/customers/{one}/", "tier"),
        ("/care/contacts/new/?customer={one}", "contact"),
    ],
)
def test_a_page_that_opens_a_customer_says_who_saw_it(bank, logged_in, address, page) -> None:
    assert logged_in("alice").get(address.format(one=bank)).status_code == 200
    assert pages() == [("alice", bank, page)]


def test_what_the_palette_finds_is_opened_as_found(bank, logged_in) -> None:
    client = logged_in("alice")
    assert f"/customers/{bank}/?via=search" in client.get("/search/", {"q": bank}).content.decode()
    client.get("/search/", {"q": "zzzz"})
    assert pages() == [("alice", "", "nothing_found")]


@pytest.mark.requirement("R247")
def test_a_file_names_everybody_in_it(bank, logged_in) -> None:
    client = logged_in("alice")
    client.post("/customers/export/")
    client.post("/tiers/radar/file/")
    listed = [row for row in pages() if row[2] == "exported"]
    told = {entry.action: entry.details for entry in Entry.objects.all()}
    assert len(listed) == (
        told["customers.exported"]["customers"] + told["tiering.radar_exported"]["rows"]
    )
    assert {who for who, _, _ in listed} == {"alice"}


def test_gathered_rows_are_written_together_and_in_order(person) -> None:
    gatherer = Gatherer()
    gatherer.start(thread=False)
    for number in range(2_500):
        gatherer.add(reading._rows(person("alice"), [f"C{number}"], page="profile"))
    assert Read.objects.count() == 0
    assert gatherer.write() == 2_500
    ids = list(Read.objects.order_by("pk").values_list("customer_id", flat=True))
    assert ids == [f"C{number}" for number in range(2_500)]


def test_rows_that_cannot_be_written_now_wait_and_none_is_lost(person, monkeypatch) -> None:
    gatherer = Gatherer()
    gatherer.start(thread=False)
    gatherer.add(reading._rows(person("alice"), ["C1"], page="profile"))
    with monkeypatch.context() as broken:
        broken.setattr(reading, "_insert", lambda rows: (_ for _ in ()).throw(DatabaseError("x")))
        with pytest.raises(DatabaseError):
            gatherer.write()
    assert gatherer.write() == 1


def test_where_nothing_can_be_written_for_long_pages_are_refused(
    person, monkeypatch, in_english
) -> None:
    monkeypatch.setattr(reading, "MOST", 3)
    monkeypatch.setattr(reading, "PATIENCE", 0.01)
    gatherer = Gatherer()
    gatherer.start(thread=False)
    rows = reading._rows(person("alice"), ["C1", "C2", "C3"], page="profile")
    gatherer.add(rows)
    with pytest.raises(Busy, match="written down"):
        gatherer.add(rows)


def test_a_stop_writes_what_is_left_and_afterwards_rows_are_written_at_once(person) -> None:
    gatherer = Gatherer()
    gatherer.start(thread=False)
    gatherer.add(reading._rows(person("alice"), ["C1"], page="profile"))
    gatherer.stop()
    assert Read.objects.count() == 1
    assert not gatherer.gathers()


@pytest.mark.requirement("L16")
def test_reads_are_kept_for_six_months_at_least_then_whole_seals_go(
    bank_home, verified, monkeypatch
) -> None:
    policy = policies.load(on=NOW.date())
    for months in (0, 5, 14):
        made = NOW + timedelta(days=31 * months)
        Read.objects.bulk_create(
            Read(at=made, by_username="alice", customer_id=f"C{months}{n}", page="profile")
            for n in range(3)
        )
        heads.seal(bank_home, now=made)
    assert policy.months >= 6
    assert retaining.expire(policy, now=NOW + timedelta(days=31 * policy.months)) == 0
    late = NOW + timedelta(days=31 * policy.months + 1)
    monkeypatch.setattr("hengke.kernel.clock.now", lambda: late)
    assert retaining.expire(policy, now=late) == 3
    committed()
    assert (Read.objects.count(), Seal.objects.count()) == (6, 3)
    heads.seal(bank_home, now=late)
    assert verified()["ok"], verified()


def test_reads_that_did_not_expire_cannot_be_removed_nor_declared_past_the_log(
    written, verified, monkeypatch
) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        sql("DELETE FROM audit_read")
    seal = Seal.objects.get(number=2)
    Expiry(seal=2, last_id=seal.last_id, at=NOW, months=6).save()
    with without_triggers():
        sql("DELETE FROM audit_read WHERE id <= %s", seal.last_id)
    answer = verified()
    assert (answer["where"], answer["ok"]) == ("reads", False)
    assert "past the audit log" in answer["problem"]


@pytest.mark.parametrize("table", ["link", "read", "seal", "head"])
def test_the_database_itself_refuses(written, table: str) -> None:
    column = {"link": "hash", "read": "page", "seal": "hash", "head": "line"}[table]
    orders = [f"UPDATE audit_{table} SET {column} = 'x'", f"DELETE FROM audit_{table}"]
    if connection.vendor == "postgresql":
        orders.append(f"TRUNCATE audit_{table}")
    for order in orders:
        with pytest.raises(DatabaseError), transaction.atomic():
            sql(order)


def test_who_saw_whom_is_for_auditors_and_holds_numbers_only(bank, logged_in, person) -> None:
    from hengke.apps.customers.models import Customer

    client = logged_in("alice")
    client.get(f"/customers/{bank}/")
    answers = {
        name: logged_in(name).get("/audit/reads/").status_code
        for name in ("alice", "bo", "olga", "dan")
    }
    assert set(answers.values()) == {403}
    page = logged_in("audrey").get("/audit/reads/", {"q": bank}).content.decode()
    assert bank in page
    assert Customer.objects.get(pk=bank).name.plain() not in page


@pytest.mark.parametrize("odd", ["\x00", "x" * 5_000, "'; DROP TABLE audit_read; --", "{{ 7*7 }}",
                                 "9" * 40, "-1,2", "2026-13-45", "0001-01-01"])  # fmt: skip
def test_odd_filters_break_no_page(db, logged_in, odd: str) -> None:
    client = logged_in("audrey")
    asked = dict.fromkeys(
        ("q", "person", "action", "since", "until", "rows", "between", "after", "show"), odd
    )
    for page in ("", "reads/", "findings/", "chain/"):
        assert client.get(f"/audit/{page}", asked).status_code == 200


def test_a_person_is_named_and_an_asked_customer_is_one_line(person) -> None:
    seen(person("alice"), "C1\nforged line\u202e", page="profile")
    assert "\n" not in Read.objects.get().customer_id
