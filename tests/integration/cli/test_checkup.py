"""What `hengke doctor` says about keys, permissions, HTTPS, backups and the clock."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from hengke.cli import checkup_safety as safety
from hengke.kernel import clock
from hengke.kernel.errors import PolicyError, Refused
from hengke.pipelines.backup import saving
from hengke.pipelines.home import Home, HomeSettings
from hengke.pipelines.protection import master, ring
from hengke.pipelines.soundness import Damage


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    for name in (master.VARIABLE, "HENGKE_HTTPS", "HENGKE_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    home = Home(tmp_path / "bank")
    home.path.mkdir(mode=0o700)
    home.write_settings(HomeSettings())
    ring.load_or_make(home, now=clock.now())
    return home


def test_a_master_key_in_the_home_is_a_warning_and_outside_is_in_order(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = safety.keys(home)
    assert (found.level, master.VARIABLE in found.next_step) == ("warn", True)
    outside = tmp_path / "outside.key"
    (home.keys / "master.key").rename(outside)
    monkeypatch.setenv(master.VARIABLE, str(outside))
    assert safety.keys(home).level == "ok"


def test_a_key_that_does_not_open_is_named(home: Home) -> None:
    told = json.loads(home.key_ring.read_text())
    told["keys"][1]["wrapped"] = told["keys"][0]["wrapped"]
    home.key_ring.write_text(json.dumps(told))
    with pytest.raises(Refused, match=told["keys"][1]["id"]):
        safety.keys(home)
    del told["keys"][1]
    home.key_ring.write_text(json.dumps(told))
    with pytest.raises(Refused, match="no active key"):
        safety.keys(home)


def test_what_others_can_read_is_named_with_the_command_that_closes_it(home: Home) -> None:
    assert safety.permissions(home).level == "ok"
    (home.keys / "master.key").chmod(0o640)
    found = safety.permissions(home)
    assert found.level == "fail"
    assert found.next_step == f"chmod 600 {home.keys / 'master.key'}"
    home.path.chmod(0o755)
    assert safety.permissions(home).next_step == f"chmod 700 {home.path}"


def test_debug_is_a_failure_and_plain_http_a_warning(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert safety.https(home).level == "warn"
    monkeypatch.setenv("HENGKE_HTTPS", "1")
    assert safety.https(home).level == "ok"
    monkeypatch.setenv("HENGKE_DEBUG", "1")
    assert safety.https(home).level == "fail"


def test_a_backup_grows_old(home: Home) -> None:
    assert safety.backup(home).level == "warn"
    for hours, level in ((1, "ok"), (49, "ok"), (51, "warn")):
        made = (clock.now() - timedelta(hours=hours)).isoformat()
        note = {"made_at": made, "file": "/backups/x"}
        (home.path / saving.LAST).write_text(json.dumps(note))
        assert safety.backup(home).level == level


def test_a_bank_says_itself_what_is_old(home: Home) -> None:
    own = home.policies / "operations" / "standard"
    own.mkdir(parents=True)
    shipped = (
        "source = 'own'\n[limits]\nbackup_hours = 200\nverify_days = 8\nfree_gib = 2\n"
        "clock_minutes = 5\n"
    )
    (own / "2026-01-01.toml").write_text(shipped)
    made = (clock.now() - timedelta(hours=51)).isoformat()
    (home.path / saving.LAST).write_text(json.dumps({"made_at": made, "file": "x"}))
    assert safety.backup(home).level == "ok"
    (own / "2026-01-01.toml").write_text(shipped.replace("200", "-1"))
    with pytest.raises(PolicyError):
        safety.backup(home)


def test_a_clock_that_went_back_is_found_by_what_was_written(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert safety.time(home).level == "ok"
    earlier = clock.now() - timedelta(hours=3)
    monkeypatch.setattr(clock, "now", lambda: earlier)
    found = safety.time(home)
    assert found.level == "fail"
    assert "still to come" in found.detail


def test_the_audit_log_without_a_signed_head_is_a_warning(home: Home) -> None:
    assert safety.audit(home).level == "warn"
    (home.keys / "last-head.json").write_text("{}\n")
    assert safety.audit(home).level == "fail"
    (home.path / "audit").mkdir()
    (home.path / "audit" / "heads.jsonl").write_text("{}\n")
    assert safety.audit(home).level == "ok"


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("gold/20261023-c6b4c04be3/positions.parquet", "2026-10-23"),
        ("assessments/standard/2026-09-30-a8c4ae29a50f.parquet", "2026-09-30"),
    ],
)
def test_a_damaged_result_names_the_very_day_to_run_again(path: str, day: str) -> None:
    assert Damage(path, "gone").way_out.endswith(f"hengke run --as-of {day}")


def test_a_damaged_result_without_a_day_names_no_placeholder() -> None:
    assert "DATE" not in Damage("models/x/12.json", "gone").way_out
