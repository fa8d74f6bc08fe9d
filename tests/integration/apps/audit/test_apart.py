"""The trail is apart from everything else: its administrators see no customers, others no trail."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.integration.apps.seeded import seed

pytestmark = pytest.mark.django_db
TRAIL = ("/audit/", "/audit/reads/", "/audit/findings/", "/audit/chain/")


def opened(role: str, addresses: tuple[str, ...]) -> list[int]:
    from hengke.apps.identity.models import User

    user = User.objects.create_user(f"{role}-1", "a-long-enough-password", role=role)
    client = Client()
    client.force_login(user, "hengke.apps.identity.backends.StaffBackend")
    return [client.get(address).status_code for address in addresses]


@pytest.mark.parametrize(
    ("role", "trail"),
    [
        ("audit_admin", [200, 200, 200, 200]),
        ("auditor", [200, 200, 200, 200]),
        ("security_admin", [200, 403, 200, 200]),
        ("system_admin", [200, 403, 403, 403]),
        ("data", [200, 403, 403, 403]),
        ("business", [200, 403, 403, 403]),
    ],
)
def test_who_opens_which_page_of_the_trail(role: str, trail: list[int]) -> None:
    """Everybody's first page holds the own rows alone."""
    assert opened(role, TRAIL) == trail


@pytest.mark.parametrize("role", ["audit_admin", "security_admin", "system_admin"])
def test_an_administrator_sees_no_customer(role: str) -> None:
    from hengke.apps.customers.models import Customer

    seed(size=3)
    one = Customer.objects.first()
    pages = ("/customers/", f"/customers/{one.pk}/", f"/customers/{one.pk}/preview/")
    assert not {200} & set(opened(role, pages))


def test_the_security_administrator_judges_on_the_page(db) -> None:
    from hengke.apps.audit.models import Finding
    from hengke.apps.identity.models import User
    from hengke.kernel import clock

    found = Finding.objects.create(
        rule="off_hours", subject="alice", since=clock.now(), until=clock.now(),
        found_at=clock.now(), count=12, limit=10, policy="standard@2020-01-01",
    )  # fmt: skip
    client = Client()
    sam = User.objects.create_user("sam", "a-long-enough-password", role="security_admin")
    client.force_login(sam, "hengke.apps.identity.backends.StaffBackend")
    sent = {"state": "escalated", "verdict": "no shift that night"}
    client.post(f"/audit/findings/{found.pk}/", sent)
    found.refresh_from_db()
    assert (found.state, found.judged_by) == ("escalated", "sam")


def _sam() -> Client:
    from hengke.apps.identity.models import User

    client = Client(headers={"Accept-Language": "en"})
    sam = User.objects.create_user(
        "sam", "a-long-enough-password", role="security_admin", language="en"
    )
    client.force_login(sam, "hengke.apps.identity.backends.StaffBackend")
    return client


def _found(rule: str, subject: str, rows: dict) -> str:
    from hengke.apps.audit.models import Finding
    from hengke.kernel import clock

    found = Finding.objects.create(
        rule=rule, subject=subject, since=clock.now(), until=clock.now(), found_at=clock.now(),
        count=2, limit=2, policy="standard@2020-01-01", rows=rows,
    )  # fmt: skip
    return f"/audit/findings/{found.pk}/"


def test_who_judges_sees_the_reads_that_were_counted_and_no_others(person) -> None:
    from hengke.apps.audit.api import seen
    from hengke.apps.audit.models import Read

    seen(person("alice"), ["C1", "C2"], page="profile")
    seen(person("ben"), ["C3"], page="profile")
    seen(person("alice"), ["C4"], page="unmasked")
    seen(person("alice"), ["C5"], page="record")
    numbers = list(Read.objects.order_by("pk").values_list("pk", flat=True))
    reads = {"first_read": numbers[0], "last_read": numbers[-1]}
    address, client = _found("opened_in_hour", "alice", reads), _sam()
    assert f'href="{address}"' in client.get("/audit/findings/").content.decode()
    page = client.get(address).content.decode()
    assert [number for number in ("C1", "C2", "C3", "C4", "C5") if f">{number}<" in page] == [
        "C1", "C2", "C5",
    ]  # fmt: skip
    told = Read.objects.filter(by_username="sam", page="finding")
    assert set(told.values_list("customer_id", flat=True)) == {"C1", "C2", "C5"}
    assert client.get("/audit/reads/").status_code == 403


def test_who_judges_sees_of_a_file_how_many_and_not_why(person) -> None:
    from hengke.apps.audit.api import record
    from hengke.apps.audit.models import Entry, Read

    why = "for the visit on Friday"
    record("customers.exported", by=person("alice"), target="", customers=2345, reason=why)
    entry = Entry.objects.latest("pk")
    address, client = _found("export_of_one", "alice", {"entries": [entry.pk]}), _sam()
    page = client.get(address).content.decode()
    assert "2345" in page
    assert why not in page
    assert Read.objects.filter(by_username="sam", page="finding").count() == 1


@pytest.mark.parametrize("role", ["system_admin", "business", "data", "rm"])
def test_what_a_finding_counted_is_for_who_judges(role: str) -> None:
    address = _found("off_hours", "alice", {"first_read": 1, "last_read": 2})
    assert opened(role, (address,)) == [403]


def test_what_names_no_customer_has_no_column_for_one(person) -> None:
    from hengke.apps.audit.api import missed
    from hengke.apps.audit.models import Read

    missed(person("alice"), page="foreign")
    number = Read.objects.latest("pk").pk
    address = _found("foreign_customers", "alice", {"first_read": number, "last_read": number})
    page = _sam().get(address).content.decode()
    assert "asked for a customer of another book" in page
    assert "<th>Customer</th>" not in page
