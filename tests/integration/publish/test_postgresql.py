"""The same publishing into PostgreSQL, on a server of its own for the length of the test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from tests import databases
from tests.integration.publish import small_bank
from tests.integration.publish.private_postgresql import running_server, why_not
from tests.integration.publish.small_bank import night, position
from tests.integration.publish.test_what_people_own import a_trend
from tests.integration.publish.workbench_file import ALIAS, Connected

from hengke.kernel.errors import Broken, Refused
from hengke.pipelines.home import Home
from hengke.pipelines.publish import publish

pytestmark = pytest.mark.slow_test
SHOWN = """
SELECT run_id FROM customers_customer UNION SELECT run_id FROM tiering_position
UNION SELECT run_id FROM care_task UNION SELECT run_id FROM imports_run WHERE is_current
"""


@pytest.fixture(scope="module")
def server(home_database: Any) -> Iterator[str]:
    if databases.server():
        yield databases.made("publishing_of_runs")
        return
    if reason := why_not():
        required = os.environ.get("HENGKE_REQUIRE_POSTGRESQL") == "1"
        (pytest.fail if required else pytest.skip)(reason)
    with running_server() as address:
        yield address


@pytest.fixture(scope="module")
def address(server: str, django_db_blocker: Any) -> str:
    with django_db_blocker.unblock(), Connected(server):
        call_command("migrate", database=ALIAS, verbosity=0, interactive=False)
    return server


@pytest.fixture
def database(address: str) -> Iterator[Any]:
    import psycopg

    with closing(psycopg.connect(address, autocommit=True)) as connection:
        yield connection
        for table in ("customers_assignment", "care_task", "identity_user"):
            connection.execute(f"TRUNCATE {table} CASCADE")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return small_bank.made_home(tmp_path / "home")


def test_a_run_is_shown_and_the_next_one_replaces_it_in_one_switch(
    home: Home, address: str, database: Any
) -> None:
    import psycopg

    small_bank.write(home, night("R1"))
    publish(home, "R1", database_url=address)
    small_bank.write(home, night("R2", ["0002", "0009"]))
    with closing(psycopg.connect(address)) as page:
        page.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        assert page.execute(SHOWN).fetchall() == [("R1",)]
        publish(home, "R2", database_url=address)
        assert page.execute(SHOWN).fetchall() == [("R1",)]
        page.commit()
        assert page.execute(SHOWN).fetchall() == [("R2",)]
    current = "SELECT run_id, report FROM imports_run WHERE is_current"
    assert database.execute(current).fetchall() == [("R2", {"stages": [["features", 0.5]]})]
    staging = "SELECT 1 FROM pg_namespace WHERE nspname = 'hengke_staging'"
    assert database.execute(staging).fetchall() == []


def test_hand_overs_and_finished_tasks_survive(home: Home, address: str, database: Any) -> None:
    database.execute(
        "INSERT INTO identity_user (id, username, password, display_name, role, org_id, branch_id, "
        "is_active, date_joined, factor_required, language, theme, market, density, keys) VALUES "
        "(1, 'head', '!', '', 'branch_head', '', 'B1', true, now(), false, '', '', '', '', '')"
    )
    database.execute("INSERT INTO customers_assignment VALUES ('0002', 'B1', 'S7', now(), 1)")
    small_bank.write(home, night("R1", ["0001", "0002"], tables=a_trend()))
    publish(home, "R1", database_url=address)
    database.execute(
        "UPDATE care_task SET status = 'done', done_by_id = 1, done_at = now() "
        "WHERE customer_id = '0001'"
    )
    small_bank.write(home, night("R2", ["0001", "0002"], tables={**a_trend(), "tasks": []}))
    publish(home, "R2", database_url=address)
    assert database.execute("SELECT customer_id, status FROM care_task").fetchall() == [
        ("0001", "done")
    ]
    assert database.execute(
        "SELECT customer_id, manager_id FROM tiering_position ORDER BY 1"
    ).fetchall() == [("0001", "S1"), ("0002", "S7")]


def test_a_contradiction_changes_nothing_and_names_no_customer(
    home: Home, address: str, database: Any
) -> None:
    small_bank.write(home, night("R1"))
    publish(home, "R1", database_url=address)
    small_bank.write(home, night("R2", tables={"positions": [position("0001", currency=None)]}))
    with pytest.raises(Broken) as broken:
        publish(home, "R2", database_url=address)
    assert "0001" not in str(broken.value)
    assert database.execute(SHOWN).fetchall() == [("R1",)]


def test_a_server_that_does_not_answer_is_refused_with_the_way_out(home: Home) -> None:
    pytest.importorskip("psycopg")
    small_bank.write(home, night("R1"))
    with pytest.raises(Refused) as refusal:
        publish(home, "R1", database_url="postgresql://nobody@127.0.0.1:1/nothing")
    assert "hengke publish" in refusal.value.next_step
