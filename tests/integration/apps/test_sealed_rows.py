"""`hengke keys rotate --reseal` and the workbench: a key stays while it has anything to open."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from tests.integration.apps.customers.record_home import NOW, line, save, with_keys

from hengke.apps.audit.api import record
from hengke.apps.care.models import Contact, Task
from hengke.apps.customers import record_actions, record_fields, record_reading
from hengke.apps.customers import record_values as values
from hengke.apps.customers.models import Correction, Customer, Observation
from hengke.apps.identity.factors.secrets import sealer as secrets_sealer
from hengke.cli import workbench
from hengke.pipelines import rotating
from hengke.pipelines.home import Home
from hengke.pipelines.protection import ring
from hengke.pipelines.protection.ring import DESTROYED, IDENTIFIERS, RETIRED
from hengke.web import sealed_rows
from hengke.web.sealed import sealer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
PROMISE = "called about the deposit: 存款"


@pytest.fixture
def home(settings: Any, tmp_path: Path, make_customer: Any, users: Any) -> Home:
    """A customer, a record with two sources, a correction that waits, a promise in a task."""
    with_keys(settings, tmp_path / "home")
    alice = users["alice"]
    make_customer("A1", name="王小明", phone="13800000001")
    save("A1", alice, employer="Harbour Hospital")
    of = record_reading.subject(alice, "A1")
    field = record_fields.named("phone", of.kind)
    assert field is not None
    record_actions.ask_correction(of, field, "13911112222", reason="moved", by=alice, now=NOW)
    Observation.objects.update(settled_against=values.seal("Garden School"))
    Contact.objects.create(
        customer_id="A1", outcome="reached", note=PROMISE, happened_on=NOW.date(), made_at=NOW,
        made_by=alice,
    )  # fmt: skip
    params = json.dumps({"note": sealer().seal(PROMISE), "days": 3}, ensure_ascii=False)
    Task.objects.create(task_key="T1", customer_id="A1", params=params)
    return Home(settings.HENGKE_HOME.path)


def rotated(home: Home) -> str:
    """New keys; the name of the old one for identifiers."""
    old = ring.load(home).active(IDENTIFIERS).id
    rotating.rotate(home, index=True)
    return old


def ended(home: Home) -> dict[str, str]:
    """Old keys destroyed where nothing needs them; why others stay."""
    _gone, kept = rotating.destroy_unneeded(home, holder_of=workbench.holder_of, now=NOW)
    return kept


def state(home: Home, key: str) -> str:
    return ring.load(home).keys[key].state


def check_opens(alice: Any) -> None:
    assert Customer.objects.get(pk="A1").name.plain() == "王小明"
    assert line("A1", alice, "employer").text == "Harbour Hospital"
    assert values.unseal(Observation.objects.get().settled_against) == "Garden School"
    assert values.unseal(Correction.objects.get().value) == "13911112222"
    assert Contact.objects.get().note.plain() == PROMISE
    params = json.loads(Task.objects.get().params)
    assert (sealer().open(params["note"]), params["days"]) == (PROMISE, 3)


def test_every_table_is_sealed_again_and_then_the_old_key_goes(home: Home, users: Any) -> None:
    old = rotated(home)
    assert sealed_rows.reseal([old], untouched=["audit"]) == 5
    assert ended(home) == {}
    assert state(home, old) == DESTROYED
    check_opens(users["alice"])
    assert sealed_rows.reseal([old]) == 0


@pytest.mark.parametrize(
    ("model", "column"),
    [
        (Customer, "name"), (Observation, "value"), (Observation, "settled_against"),
        (Correction, "value"), (Contact, "note"), (Task, "params"),
    ],
)  # fmt: skip
def test_one_value_that_was_not_sealed_again_keeps_its_key(
    home: Home, users: Any, model: Any, column: str
) -> None:
    """Whichever table it is that is left: each alone holds the key."""
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as database:
        database.execute(f"SELECT {column} FROM {table}")
        before = database.fetchone()
        old = rotated(home)
        sealed_rows.reseal([old])
        database.execute(f"UPDATE {table} SET {column} = %s", before)
    assert model._meta.db_table in ended(home)[old]
    assert state(home, old) == RETIRED
    check_opens(users["alice"])


def test_the_audit_log_is_not_rewritten_and_a_damaged_value_stays(home: Home, users: Any) -> None:
    token = str(sealer().seal("somebody"))
    made = record("care.contact_withdrawn", by=users["alice"], target="A1", what=token)
    damaged = token[:-6] + "AAAA=="
    Observation.objects.update(settled_reason=damaged)
    old = rotated(home)
    assert sealed_rows.reseal([old], untouched=["audit"]) == 5
    made.refresh_from_db()
    assert made.details["what"] == token
    assert Observation.objects.get().settled_reason == damaged
    assert state(home, old) == RETIRED
    assert "still holds what it sealed" in ended(home)[old]
    assert sealer().open(token) == "somebody"


def test_secrets_of_second_factors_open_after_it(home: Home) -> None:
    secret = secrets_sealer().seal("JBSWY3DPEHPK3PXP")
    old = rotated(home)
    sealed_rows.reseal([old])
    ended(home)
    assert secrets_sealer().open(secret) == "JBSWY3DPEHPK3PXP"
