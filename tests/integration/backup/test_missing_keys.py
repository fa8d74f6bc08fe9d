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
