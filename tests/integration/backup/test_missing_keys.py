"""A home whose ring lacks a key that its data name is saved and restored, and both say so."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests import databases

from hengke.pipelines.home import Home

pytestmark = pytest.mark.slow_test
STRANGER = "0badc0de (duplicates_pair)"
COLUMNS = "left_id, right_id, exact, same, differ, policy, found_at, state, reason"
ROW = f"""insert into duplicates_pair ({COLUMNS})
    values ('A1', 'A2', '[]', '[]', '[]', 'p', '2026-10-26 02:00:00', 'different',
    '~0badc0de.AAAA')"""


@pytest.fixture
def home(hengke: Callable[..., Any], tmp_path: Path) -> Home:
    found = Home(tmp_path / "bank")
    done = hengke("init", "--home", found.path)
    assert done.exit_code == 0, done.err
    return found


def test_a_key_that_only_a_kept_delivery_needs_is_missed(
    home: Home, hengke: Callable[..., Any], tmp_path: Path
) -> None:
    """What it sealed within a delivery names it nowhere else; the ring itself skips a time."""
    for _ in range(2):
        assert hengke("keys", "rotate", "--home", home.path).exit_code == 0
    told = json.loads(home.key_ring.read_text(encoding="utf-8"))
    middle = next(
        one for one in told["keys"] if (one["purpose"], one["state"]) == ("identifiers", "retired")
    )
    whole = hengke("backup", tmp_path / "whole.hengke", "--home", home.path, "--json")
    assert json.loads(whole.out)["keys_missing"] == []
    told["keys"].remove(middle)
    home.key_ring.write_text(json.dumps(told), encoding="utf-8")
    saved = hengke("backup", tmp_path / "less.hengke", "--home", home.path, "--json")
    (missing,) = json.loads(saved.out)["keys_missing"]
    assert middle["created_at"][:16] in missing
    assert "keys/ring.json" in missing


def test_providers_of_single_sign_on_come_back(
    home: Home, hengke: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("of the provider", encoding="utf-8")
    made = hengke(
        "people", "sso", "bank", "--title", "统一认证", "--issuer", "https://login.bank.example",
        "--client-id", "hengke", "--secret-file", secret, "--home", home.path,
    )  # fmt: skip
    assert made.exit_code == 0, made.err
    assert hengke("backup", tmp_path / "b.hengke", "--home", home.path).exit_code == 0
    monkeypatch.setenv("HENGKE_MASTER_KEY_FILE", str(home.keys / "master.key"))
    back = hengke("restore", tmp_path / "b.hengke", "--home", tmp_path / "back")
    assert back.exit_code == 0, back.err
    kept, again = (place / "sso" / "bank.toml" for place in (home.path, tmp_path / "back"))
    assert again.read_bytes() == kept.read_bytes()


def test_a_backup_and_its_restoring_name_the_keys_that_are_missing(
    home: Home, hengke: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = hengke("backup", tmp_path / "whole.hengke", "--home", home.path, "--json")
    assert json.loads(whole.out)["keys_missing"] == []
    with databases.looking(home.path) as database:
        database.execute(ROW)
        database.commit()
    file = tmp_path / "bank.hengke"
    saved = hengke("backup", file, "--home", home.path)
    assert saved.exit_code == 0, saved.err
    assert STRANGER in saved.err
    if home.key_ring.exists():
        monkeypatch.setenv("HENGKE_MASTER_KEY_FILE", str(home.keys / "master.key"))
    back = hengke("restore", file, "--home", tmp_path / "back", "--json")
    assert back.exit_code == 0, back.err
    assert json.loads(back.out)["keys_missing"] == [STRANGER]
    told = hengke("restore", file, "--home", tmp_path / "again")
    assert STRANGER in told.err
    assert "hengke doctor" in told.err
