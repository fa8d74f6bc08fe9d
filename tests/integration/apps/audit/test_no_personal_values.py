"""Neither a log nor a row of the trail holds a name, a number of a person, or a balance.

Every address is opened and posted to as every role, with a customer's own data in every field.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils.module_loading import import_string
from tests.integration.apps.seeded import seed
from tests.integration.apps.test_constant_queries import ARGUMENTS

pytestmark = [
    pytest.mark.django_db, pytest.mark.slow_test,
    pytest.mark.sqlite_only(reason="what is logged does not depend on the database"),
]  # fmt: skip
LONG_ENOUGH = 6
WALKERS = ("alice", "olga", "audrey")
FIELDS = ("q", "name", "phone", "reason", "note", "username", "manager", "customer", "person",
          "after", "tab", "policy", "tier", "on", "outcome", "verdict", "old", "next")  # fmt: skip


class Kept(logging.Handler):
    """What the server would have written."""

    def __init__(self) -> None:
        super().__init__()
        form = settings.LOGGING["formatters"]["line"]
        self.setFormatter(import_string(form["()"])(form["format"], style=form["style"]))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def log() -> Iterator[Kept]:
    kept, names = Kept(), ("", "django", "axes")
    for name in names:
        logging.getLogger(name).addHandler(kept)
    yield kept
    for name in names:
        logging.getLogger(name).removeHandler(kept)


def personal() -> list[str]:
    """Of every customer: name, telephone, identity number, address, and amounts of some length."""
    from hengke.apps.customers.models import Customer
    from hengke.web.sealed import plain

    found: list[str | None] = []
    for row in Customer.objects.all():
        phone = plain(row.phone) or ""
        found += [plain(row.name), phone, plain(row.id_number), plain(row.address)]
        found.append(phone and f"{phone[:3]}****")
        found.append(str(row.aum_minor))
        found.append(f"{row.aum_minor / 100:.2f}")
    return [text for text in found if text and (len(text) >= LONG_ENOUGH or not text.isascii())]


def addresses(resolver: URLResolver, space: str = "") -> Iterator[str]:
    """Every address that the resolver knows; an argument that the small bank has no value for gets
    an odd one, and the address is left out where it takes none."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            within = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from addresses(entry, within)
        elif isinstance(entry, URLPattern) and entry.name:
            wanted = entry.pattern.regex.groupindex
            with suppress(NoReverseMatch):
                yield reverse(
                    f"{space}{entry.name}",
                    kwargs={name: ARGUMENTS.get(name, "odd") for name in wanted},
                )


def walked(logged_in: Any, sent: dict[str, str]) -> int:
    """Every address by every role, read and written to; how many answers there were."""
    answers = 0
    for name in WALKERS:
        client: Client = logged_in(name)
        client.raise_request_exception = False
        for address in addresses(get_resolver()):
            if "logout" in address or "static" in address:
                continue
            client.get(address, sent)
            client.post(address, sent)
            answers += 2
    return answers


@pytest.mark.requirement("R247")
def test_walking_every_page_with_a_customers_data_leaves_none_of_it(logged_in, log: Kept) -> None:
    from hengke.apps.audit.models import Entry, Read
    from hengke.apps.customers.models import Customer

    seed(size=3)
    one = Customer.objects.filter(manager_id="S0001").order_by("pk").first()
    name, phone, number = (value.plain() for value in (one.name, one.phone, one.id_number))
    texts = (name, phone, f"{name}\nERROR forged {number}")
    sent = {field: texts[number % len(texts)] for number, field in enumerate(FIELDS)}
    assert walked(logged_in, sent) > 150
    secrets = personal()
    lines = "\n".join(log.lines)
    rows = "\n".join(
        str(list(row))
        for model in (Entry, Read)
        for row in model.objects.values_list(*(f.attname for f in model._meta.concrete_fields))
    )
    assert rows
    assert [text for text in secrets if text in lines] == []
    assert [text for text in secrets if text in rows] == []
    assert not [line for line in log.lines if line.startswith("ERROR forged")]
