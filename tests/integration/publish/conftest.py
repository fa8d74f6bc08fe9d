"""A home with a migrated workbench database of its own, and what a reader sees in it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from tests import databases
from tests.integration.publish import small_bank
from tests.integration.publish.workbench_file import ALIAS, Bench, Connected

from hengke.pipelines.home import Home

HEAD = (
    "INSERT INTO identity_user (id, username, password, display_name, role, org_id, branch_id, "
    "is_active, date_joined, factor_required, language, theme, market, density, keys) "
    "VALUES (1, 'head', '!', '', 'branch_head', '', 'B1', true, '2026-01-01', false, '', '', '', "
    "'', '')"
)


@pytest.fixture(scope="session")
def empty_database(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any, home_database: Any
) -> Callable[[Home], None]:
    """Gives a home an empty workbench: every migration is applied once, homes get copies."""
    place = tmp_path_factory.mktemp("workbench")
    with django_db_blocker.unblock(), Connected(home_database(place) or place / "empty.sqlite3"):
        call_command("migrate", database=ALIAS, verbosity=0, interactive=False)
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(HEAD)
    if databases.server():
        return lambda home: databases.copied(place, home.path)
    with closing(sqlite3.connect(place / "empty.sqlite3")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return lambda home: shutil.copy(place / "empty.sqlite3", home.database)


@pytest.fixture
def bench(tmp_path: Path, empty_database: Callable[[Home], None]) -> Bench:
    home = small_bank.made_home(tmp_path / "home")
    empty_database(home)
    return Bench(home)


@pytest.fixture
def through_django(bench: Bench, django_db_blocker: Any) -> Iterator[str]:
    """The alias under which models read the published file."""
    with django_db_blocker.unblock(), Connected(bench.url):
        yield ALIAS
