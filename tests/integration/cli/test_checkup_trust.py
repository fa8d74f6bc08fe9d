"""What `hengke doctor` says about second factors, named keys and the last proof of the log."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from hengke.apps.audit import chain_state
from hengke.apps.identity.factors.models import Passkey
from hengke.apps.identity.models import User
from hengke.apps.privacy.models import Destruction, Schedule
from hengke.apps.webhooks.models import Subscription
from hengke.cli import checkup, checkup_trust
from hengke.kernel import clock
from hengke.pipelines import destroying
from hengke.pipelines.home import Home, HomeSettings
from hengke.pipelines.protection import ring
from hengke.pipelines.protection.sealed_files import key_of, seal_file
from hengke.pipelines.protection.sealing import Sealer

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setattr("hengke.cli.workbench.set_up", lambda home: None)
    made = Home(tmp_path / "bank")
    made.path.mkdir(mode=0o700)
    made.write_settings(HomeSettings())
    ring.load_or_make(made, now=clock.now())
    settings.HENGKE_HOME = made
    return made


def person(name: str, role: str, **more: Any) -> User:
    return User.objects.create_user(name, None, role=role, **more)


def test_who_needs_a_second_factor_and_has_none_is_named(home: Home) -> None:
    assert checkup_trust.factors(home).level == "ok"
    person("rita", "risk")
    person("ralf", "risk", is_active=False)
    person("alice", "rm")
    asked = person("asked", "rm", factor_required=True)
    found = checkup_trust.factors(home)
    assert found.level == "warn"
    assert found.detail == "2 of 2 who need a second factor have none: asked, rita"
    assert "hengke people deactivate" in found.next_step
    Passkey.objects.create(user=asked, name="k", credential="c", data="d", added_at=clock.now())
    assert checkup_trust.factors(home).detail.endswith("have none: rita")


def test_a_key_that_a_table_names_and_the_ring_has_not_is_a_failure(home: Home) -> None:
    keys = ring.load(home)
    owner = person("olga", "business")

    def kept(secret: str) -> None:
        Subscription.objects.create(
            owner=owner, url="https://h.example/", events=[], secret=secret, made_at=clock.now()
        )

    kept(str(Sealer(keys, ring.SECRETS).seal("a secret")))
    assert checkup_trust.named_keys(home).level == "ok"
    kept("~0badc0de.AAAA")
    found = checkup_trust.named_keys(home)
    assert found.level == "fail"
    assert "0badc0de (webhooks_subscription)" in found.detail
    assert "keys/ring.json" in found.next_step


def test_a_key_that_a_file_of_the_lake_names_is_looked_for_too(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = tmp_path / "plain"
    plain.write_text("rows")
    with ring.changing(home, now=clock.now()) as keys:
        keys.add("bronze/batch-1", now=clock.now())
        seal_file(keys, "bronze/batch-1", plain, home.lake / "bronze/batch-1/rows.sealed")
    monkeypatch.setattr(destroying, "named", lambda manifest: iter(["bronze/batch-1"]))
    assert checkup_trust.named_keys(home).level == "ok"
    key = key_of(home.lake / "bronze/batch-1/rows.sealed")
    with ring.changing(home, now=clock.now()) as keys:
        keys.destroy(key, now=clock.now())
    found = checkup_trust.named_keys(home)
    assert (found.level, key in found.detail) == ("fail", True)


def test_the_last_proof_of_the_audit_log_has_a_time_and_a_result(home: Home) -> None:
    assert checkup_trust.proof(home).level == "warn"
    answer: dict[str, Any] = {"rows": 12, "ok": True, "problem": ""}
    chain_state.note_verified(home, answer, now=clock.now())
    found = checkup_trust.proof(home)
    assert (found.level, found.detail.endswith("12 changes: whole")) == ("ok", True)
    chain_state.note_verified(home, answer, now=clock.now() - timedelta(days=9))
    assert checkup_trust.proof(home).level == "warn"
    chain_state.note_verified(home, {**answer, "ok": False}, now=clock.now())
    found = checkup_trust.proof(home)
    assert (found.level, "BROKEN" in found.detail) == ("fail", True)
    assert "hengke audit verify" in found.next_step


def test_free_space_is_measured_by_the_policy(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage:
        free = 2 * 1024**3

    monkeypatch.setattr("shutil.disk_usage", lambda path: Usage)
    assert checkup._disk(home).level == "ok"
    Usage.free -= 1
    found = checkup._disk(home)
    assert (found.level, "at least 2 wanted" in found.detail) == ("warn", True)
    own = home.policies / "operations" / "standard"
    own.mkdir(parents=True)
    (own / "2026-01-01.toml").write_text(
        'source = "test"\n[limits]\nbackup_hours = 1\nverify_days = 1\nfree_gib = 1\n'
        "clock_minutes = 1\n"
    )
    assert checkup._disk(home).level == "ok"


def test_a_database_that_does_not_answer_is_said(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise OperationalError("gone")

    monkeypatch.setattr("hengke.apps.identity.api.without_factor", away)
    found = checkup_trust.factors(home)
    assert (found.level, found.next_step) == ("warn", "Put the database in order first.")


def test_what_is_due_for_destruction_and_who_waits_for_the_lake_is_said(home: Home) -> None:
    assert checkup_trust.destruction(home).level == "ok"
    day = clock.today()
    Schedule.objects.create(customer_id="A1", category="identity", due_on=day, rule="AML")
    Destruction.objects.create(customer_id="A2", category="identity", rule="AML", at=clock.now())
    found = checkup_trust.destruction(home)
    assert found.level == "warn"
    assert found.detail.startswith("1 categories of customers' data are due, 1 customers lie")
    assert "hengke privacy destroy" in found.next_step
