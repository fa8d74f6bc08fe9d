"""No page shows an identifier in the clear, nor a name to whom it is no business: every address of
the workbench, to every role, on a bank whose customers all have every identifier."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from tests.integration.apps.seeded import found_by, seed
from tests.integration.apps.test_constant_queries import addresses
from tests.integration.conftest import PEOPLE

from hengke.apps.customers.api import is_responsible, visible_to
from hengke.apps.customers.models import Customer

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow_test,
    pytest.mark.sqlite_only(reason="what pages write does not depend on the database"),
]
READERS = ("alice", "bo", "rita", "olga", "audrey", "dan")
HIDDEN = ("phone", "id_number", "email", "address")
TOKEN = re.compile(r"~[0-9a-f]{6}\.[A-Za-z0-9_-]{20,}")


@dataclass(frozen=True)
class Page:
    who: str
    address: str
    text: str


@dataclass(frozen=True)
class Walk:
    pages: tuple[Page, ...]
    secrets: frozenset[str]
    names: dict[str, frozenset[str]]


@pytest.fixture(scope="module")
def walk(django_db_setup: None, django_db_blocker: Any) -> Iterator[Walk]:
    """Every address that opens to somebody, with what must not stand in it."""
    with django_db_blocker.unblock(), transaction.atomic():
        seed(size=30)
        _with_mail()
        people = {name: _person(name) for name in READERS}
        secrets = {
            getattr(row, field).plain() for row in Customer.objects.all() for field in HIDDEN
        }
        names = {name: frozenset(_names_not_for(person)) for name, person in people.items()}
        pages = tuple(
            Page(name, address, text)
            for name, person in people.items()
            for address in addresses()
            if (text := _opened(person, address))
        )
        yield Walk(pages, frozenset(secrets), names)
        transaction.set_rollback(True)


@pytest.mark.requirement("R248")
def test_no_page_shows_an_identifier_in_the_clear(walk: Walk) -> None:
    assert len(walk.secrets) > 100
    shown = [
        (page.who, page.address, secret)
        for page in walk.pages
        for secret in walk.secrets
        if secret in page.text
    ]
    assert shown == []


def test_no_page_names_a_customer_to_whom_it_is_no_business(walk: Walk) -> None:
    assert all(walk.names[name] for name in READERS)
    shown = [
        (page.who, page.address, name)
        for page in walk.pages
        for name in walk.names[page.who]
        if name in page.text
    ]
    assert shown == []


def test_no_page_shows_what_the_database_keeps(walk: Walk) -> None:
    found = [(page.who, page.address) for page in walk.pages if TOKEN.search(page.text)]
    assert found == []


def test_the_pages_that_were_read_name_customers_at_all(walk: Walk) -> None:
    """Else nothing was proved: masks and names stand in them."""
    named = {page.who for page in walk.pages if re.search(r"[\u4e00-\u9fff]\*", page.text)}
    assert named >= {"olga", "audrey"}
    own = Customer.objects.filter(manager_id="S0001").order_by("pk").first()
    alice = [page for page in walk.pages if page.who == "alice"]
    assert any(own.name.plain() in page.text for page in alice)


@pytest.mark.requirement("R245")
def test_no_table_holds_an_identifier_in_the_clear(walk: Walk) -> None:
    """Read as the database keeps it, past every model."""
    kept = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            kept += [str(value) for row in cursor.fetchall() for value in row]
    everything = "\n".join(kept)
    assert Customer.objects.order_by("pk").first().pk in everything
    plain = {row.name.plain() for row in Customer.objects.all()} | walk.secrets
    assert [text for text in plain if text in everything] == []


def _with_mail() -> None:
    for row in Customer.objects.all():
        row.email = f"{row.pk.lower()}@example.com"
        row.email_key = found_by(email=row.email.plain())["email_key"]
        row.save(update_fields=["email", "email_key"])


def _person(name: str) -> Any:
    from hengke.apps.identity.models import User

    return User.objects.create_user(name, "a-long-enough-password", **PEOPLE[name])


def _names_not_for(person: Any) -> Iterator[str]:
    """Names that the person must not read, and that are no part of a name in the own book."""
    own = set(visible_to(person).values_list("pk", flat=True)) if is_responsible(person) else set()
    known = {row.name.plain() for row in Customer.objects.filter(pk__in=own)}
    for row in Customer.objects.exclude(pk__in=own):
        if not any(row.name.plain() in name for name in known):
            yield row.name.plain()


def _opened(person: Any, address: str) -> str:
    client = Client()
    client.force_login(person, "hengke.apps.identity.backends.StaffBackend")
    answer = client.get(address)
    if answer.status_code != 200 or "text/html" not in answer.headers.get("Content-Type", ""):
        return ""
    return b"".join(answer).decode() if answer.streaming else answer.content.decode()
