"""After an upgrade no identifier is left in the clear: not in a row, not in a free page of the
file; and everybody is found and read as before."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from hengke.apps.care.models import Contact, Task
from hengke.apps.customers.models import Customer
from hengke.kernel import clock
from hengke.server import database
from hengke.web.sealed import fingerprints

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.sqlite_only("looks into the pages of the file"),
]
OLD = "upgraded"
BEFORE = [
    ("customers", "0003_record"), ("care", "0001_initial"),
    ("identity", "0001_initial"),
]  # fmt: skip
NOTE = "客户陈佩珊说电话换成 13900001111"
CUSTOMERS = 2_500
"""More than one step of the migration."""


@pytest.fixture
def upgraded(tmp_path: Path, django_db_blocker: Any) -> Iterator[Path]:
    """A database as 0.3 left it, with customers and a note, brought to this release."""
    file = tmp_path / "workbench.sqlite3"
    wanted = database.configured("", file)
    connections.settings[OLD] = {**connections.settings["default"], **wanted}
    with django_db_blocker.unblock():
        try:
            executor = MigrationExecutor(connections[OLD])
            apps = executor.migrate(BEFORE).apps
            _as_it_was(apps)
            executor = MigrationExecutor(connections[OLD])
            executor.migrate(executor.loader.graph.leaf_nodes())
            yield file
        finally:
            connections[OLD].close()
            del connections[OLD]
            del connections.settings[OLD]


@pytest.mark.requirement("R245")
def test_an_upgrade_leaves_no_identifier_in_the_file(upgraded: Path) -> None:
    connections[OLD].close()
    content = upgraded.read_bytes() + _beside(upgraded)
    assert b"C000007" in content
    secrets = [text for number in (0, 7, CUSTOMERS - 1) for text in _identifiers(number).values()]
    for secret in (*secrets, NOTE, "13900001111"):
        assert secret.encode() not in content, secret


def test_an_upgrade_loses_nothing(upgraded: Path) -> None:
    found = Customer.objects.using(OLD).get(pk="C000007")
    for field, text in _identifiers(7).items():
        assert getattr(found, field).plain() == text
    for column, fingerprint in fingerprints().of("phone", _identifiers(7)["phone"]).items():
        assert getattr(found, column) == fingerprint
    ((column, fingerprint), *_) = fingerprints().terms(_identifiers(7)["name"])
    assert Customer.objects.using(OLD).filter(**{column: fingerprint}).count() >= 1
    assert Customer.objects.using(OLD).get(pk="C000001").phone is None
    assert Contact.objects.using(OLD).get().note.plain() == NOTE
    assert not Contact.objects.using(OLD).get().note.token.startswith("客户")
    assert json.loads(Task.objects.using(OLD).get().params)["note"].startswith("~")


def _as_it_was(apps: Any) -> None:
    person = apps.get_model("identity", "User").objects.using(OLD).create(username="alice")
    apps.get_model("customers", "Customer").objects.using(OLD).bulk_create(
        apps.get_model("customers", "Customer")(
            customer_id=f"C{number:06}",
            initials="cps",
            phone_tail=f"{number:04}"[-4:],
            **_identifiers(number) | ({"phone": None} if number == 1 else {}),
        )
        for number in range(CUSTOMERS)
    )
    contact = apps.get_model("care", "Contact").objects.using(OLD).create(
        customer_id="C000007", outcome="reached", note=NOTE, happened_on="2026-10-23",
        made_at=clock.now(), made_by=person,
    )  # fmt: skip
    apps.get_model("care", "Task").objects.using(OLD).create(
        task_key=f"follow_up:C000007:{contact.pk}", customer_id="C000007", kind="follow_up",
        origin="person", params=json.dumps({"note": NOTE}, ensure_ascii=False),
    )  # fmt: skip


def _identifiers(number: int) -> dict[str, str]:
    return {
        "name": f"陈佩珊{chr(0x4E00 + number)}",
        "id_number": f"350203199001{number:06}",
        "phone": f"139{number:08}",
        "email": f"number{number}@example.com",
        "address": f"福建省厦门市湖滨南路 {number} 号",
    }


def _beside(file: Path) -> bytes:
    """What SQLite keeps beside its file."""
    beside = (file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm"))
    return b"".join(path.read_bytes() for path in beside if path.exists())
