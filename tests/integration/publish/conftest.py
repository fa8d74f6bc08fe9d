"""A home with a migrated workbench database of its own, and what a reader sees in it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from tests.integration.publish import small_bank
from tests.integration.publish.workbench_file import ALIAS, Bench, Connected


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Path:
    """Every migration applied, once per session; tests work on copies."""
    file = tmp_path_factory.mktemp("workbench") / "empty.sqlite3"
    with django_db_blocker.unblock(), Connected(file):
        call_command("migrate", database=ALIAS, verbosity=0, interactive=False)
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.execute(
            "INSERT INTO identity_user (id, username, password, display_name, role, org_id, "
            "branch_id, is_active, date_joined, language, theme, market, density, keys) "
            "VALUES (1, 'head', '!', '', 'branch_head', '', 'B1', 1, '2026-01-01', '', '', '', "
            "'', '')"
        )
        database.commit()
    return file


@pytest.fixture
def bench(tmp_path: Path, empty_database: Path) -> Bench:
    home = small_bank.made_home(tmp_path / "home")
    shutil.copy(empty_database, home.database)
    return Bench(home)


@pytest.fixture
def through_django(bench: Bench, django_db_blocker: Any) -> Iterator[str]:
    """The alias under which models read the published file."""
    with django_db_blocker.unblock(), Connected(bench.home.database):
        yield ALIAS
