"""The two commands on a bank with a night: what comes back equals what was saved, on either kind of
database; and what is saved fits together while people, imports and runs go on."""

from __future__ import annotations

import json
import urllib.request
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests import databases
from tests.integration.cli.conftest import eventually, free_port, started
from tests.integration.homes import copied, fingerprints

from hengke.kernel import clock
from hengke.pipelines.home import Home
from hengke.pipelines.protection import ring

pytestmark = pytest.mark.slow_test
Hengke = Callable[..., Any]
OUR_OWN = ("audit_", "django_migrations")
"""Tables that the restoring itself adds to: its row on record, migrations of a later release."""


@pytest.fixture(scope="module")
def file(shown_home: Home, hengke: Hengke, tmp_path_factory: pytest.TempPathFactory) -> Path:
    ring.load_or_make(shown_home, now=clock.now())
    file = tmp_path_factory.mktemp("backups") / "bank.hengke"
    done = hengke("backup", file, "--home", shown_home.path, "--verify", "--json")
    assert done.exit_code == 0, done.err
    told = json.loads(done.out)
    assert told["verified"]
    assert told["master_key"] == "apart"
    assert told["run_id"]
    return file


@pytest.fixture(scope="module")
def restored(
    file: Path, shown_home: Home, hengke: Hengke, tmp_path_factory: pytest.TempPathFactory
) -> Home:
    target = tmp_path_factory.mktemp("restored") / "bank"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HENGKE_MASTER_KEY_FILE", str(shown_home.keys / "master.key"))
        done = hengke("restore", file, "--home", target)
    assert done.exit_code == 0, done.err
    return Home(target)


@pytest.mark.requirement("R021")
def test_every_row_of_every_table_comes_back(shown_home: Home, restored: Home) -> None:
    tables = tables_of(shown_home)
    assert len(tables) > 30
    assert tables_of(restored) == tables
    for table in tables:
        before, after = rows_of(shown_home, table), rows_of(restored, table)
        if table.startswith(OUR_OWN):
            before = before[:1]  # the first ones; more have been added to both
            after = after[: len(before)]
        assert after == before, table
    assert len(rows_of(restored, "customers_customer")) == 500


@pytest.mark.requirement("R021")
def test_every_file_of_the_lake_comes_back(shown_home: Home, restored: Home) -> None:
    derived = ("seals", "points", "work", ".pins")  # made again by the next run, in no backup
    here, there = (
        {
            path: found
            for path, found in fingerprints(home.lake).items()
            if path.split("/")[0] not in derived
        }
        for home in (shown_home, restored)
    )
    assert there == here
    assert len(here) > 20
    assert fingerprints(restored.policies) == fingerprints(shown_home.policies)
    assert restored.key_ring.read_bytes() == shown_home.key_ring.read_bytes()


@pytest.mark.requirement("R021")
def test_doctor_finds_the_restored_home_in_order_and_its_pages_answer(
    restored: Home, keys_of_the_bank: Path, hengke: Hengke
) -> None:
    told = json.loads(hengke("doctor", "--deep", "--json", "--home", restored.path).out)
    wrong = [one for one in told["findings"] if one["level"] == "fail"]
    assert wrong == []
    port = free_port()
    with started("serve", "--home", restored.path, "--port", str(port), "--no-worker"):
        address = f"http://127.0.0.1:{port}/account/login/"
        page = eventually(lambda: opened(address))
    assert "衡" in page


def test_the_restoring_is_on_record_and_new_rows_are_numbered_after_the_old(
    restored: Home, keys_of_the_bank: Path, hengke: Hengke
) -> None:
    events = databases.rows(
        restored.path, "SELECT id, action FROM audit_entry ORDER BY id DESC LIMIT 1"
    )
    assert events[0][1] == "workbench.restored"
    added = hengke("people", "add", "later", "--role", "data", "--home", restored.path, "--json")
    assert added.exit_code == 0, added.err


def test_a_restore_refuses_a_home_and_a_database_in_use(
    restored: Home, file: Path, hengke: Hengke, keys_of_the_bank: Path, tmp_path: Path
) -> None:
    again = hengke("restore", file, "--home", restored.path)
    assert again.exit_code == 2
    assert "is not empty" in again.err
    if databases.server():
        target = tmp_path / "second"
        assert hengke("restore", file, "--home", target).exit_code == 0
        for path in sorted(target.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        used = hengke("restore", file, "--home", target)
        assert used.exit_code == 2
        assert "has rows" in used.err


def test_verifying_needs_no_key_and_makes_no_home(
    file: Path, hengke: Hengke, tmp_path: Path
) -> None:
    done = hengke("restore", file, "--verify", "--home", tmp_path / "none")
    assert done.exit_code == 0, done.err
    assert "is whole" in done.out
    assert list(tmp_path.iterdir()) == []


@pytest.mark.long_test
def test_what_is_saved_fits_together_while_a_night_runs_and_people_work(
    shown_home: Home, hengke: Hengke, home_database: Any, tmp_path: Path
) -> None:
    home = copied(shown_home, tmp_path / "busy")
    if databases.server():
        databases.copied(shown_home.path, home.path)
    saved: list[Path] = []
    night = ("run", "--as-of", "2026-10-22", "--publish", "--home", home.path)
    with started(*night) as run, databases.looking(home.path, patience=20) as people:
        while run.poll() is None:
            people.execute("UPDATE identity_user SET display_name = display_name || 'x'")
            people.commit()
            saved.append(tmp_path / f"{len(saved)}.hengke")
            done = hengke("backup", saved[-1], "--home", home.path, "--verify")
            assert done.exit_code == 0, done.err
        assert run.returncode == 0, run.communicate()[1]
    last = tmp_path / "last.hengke"
    assert hengke("backup", last, "--home", home.path).exit_code == 0
    shown = [fits(path) for path in (*saved, last)]
    assert len(set(shown)) == 2  # before and after the switch
    assert shown == sorted(shown, key=shown.index)


def fits(path: Path) -> str:
    """The run that the saved database shows is in the saved manifest, with all its files."""
    with zipfile.ZipFile(path) as archive:
        told = json.loads(archive.read("contents.json"))
        manifest = json.loads(archive.read("home/lake/manifest.json"))
        names = set(archive.namelist())
    runs = {run["run_id"]: run for run in manifest["runs"]}
    for table in runs[told["run_id"]]["gold"].values():
        assert any(name.startswith(f"home/lake/{table}") for name in names), table
    for files in manifest["silver"].values():
        assert {f"home/lake/{one['path']}" for one in files} <= names
    return str(told["run_id"])


def opened(address: str) -> str:
    try:
        with closing(urllib.request.urlopen(address, timeout=5)) as answer:  # noqa: S310
            return str(answer.read().decode())
    except OSError:
        return ""


def tables_of(home: Home) -> list[str]:
    sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    if databases.server():
        sql = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    return sorted(name for (name,) in databases.rows(home.path, sql))


def rows_of(home: Home, table: str) -> list[str]:
    return sorted(map(repr, databases.rows(home.path, f'SELECT * FROM "{table}"')))
