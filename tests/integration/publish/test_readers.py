"""Who reads or works while a run is being switched: nobody who reads ever waits.

The switch is held open in the middle of its transaction, so these tests measure no time: what
would have to wait for the switch could not end before it does.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from tests import databases
from tests.integration.publish import small_bank
from tests.integration.publish.small_bank import night
from tests.integration.publish.workbench_file import Bench

from hengke.pipelines.publishing import switch

PATIENCE = 60  # seconds after which a test has failed; nothing waits for so long
MOMENT = 5  # seconds: readers of SQLite who begin together contend for a slot, not for the switch
READERS = 4
SHOWN = """
SELECT run_id FROM customers_customer UNION SELECT run_id FROM tiering_position
UNION SELECT run_id FROM care_task UNION SELECT run_id FROM imports_run WHERE is_current
"""
OWN_TASK = (
    "INSERT INTO care_task (task_key, customer_id, kind, origin, branch_id, manager_id) "
    "VALUES ('own', '0001', 'promise', 'person', 'B1', 'S1')"
)
LAST, TASKS = "INSERT INTO imports_batch", "DELETE FROM care_task"
NEXT = ["0001", "0002", "0009"]


@contextmanager
def held_open(bench: Bench, run_id: str, *, at: str) -> Iterator[None]:
    """This run is being published and has stopped within the switch, before that statement."""
    reached, go = threading.Event(), threading.Event()
    whole = switch.statements

    def held(store: Any, **how: Any) -> Iterator[str]:
        for statement in whole(store, **how):
            if at in statement and not reached.is_set():
                reached.set()
                go.wait(PATIENCE)
            yield statement

    with pytest.MonkeyPatch.context() as patched, ThreadPoolExecutor(1) as pool:
        patched.setattr(switch, "statements", held)
        publishing = pool.submit(bench.again, run_id)
        try:
            assert reached.wait(PATIENCE), publishing.exception()
            yield
        finally:
            go.set()
        publishing.result()


def seen_twice(bench: Bench, *, patience: int = PATIENCE) -> list[set[str]]:
    """The runs that one page sees, with two looks."""
    with bench.looking(patience=patience) as page:
        if not databases.server():
            page.execute("BEGIN")
        looks = [{run for (run,) in page.execute(SHOWN).fetchall()} for _ in range(2)]
        page.commit()
        return looks


def test_pages_are_read_to_the_end_while_the_switch_is_held_open(bench: Bench) -> None:
    bench.publish(night("R1"))
    small_bank.write(bench.home, night("R2", NEXT))
    with held_open(bench, "R2", at=LAST), ThreadPoolExecutor(READERS) as readers:
        seen = [*readers.map(lambda _: seen_twice(bench, patience=MOMENT), range(3 * READERS))]
    assert all(looks == [{"R1"}, {"R1"}] for looks in seen)
    assert seen_twice(bench) == [{"R2"}, {"R2"}]


@pytest.mark.slow_test
def test_readers_who_never_pause_see_one_run_or_the_next_and_no_error(bench: Bench) -> None:
    bench.publish(night("R1"))
    seen, ended = [seen_twice(bench)], threading.Event()

    def read_on() -> list[list[set[str]]]:
        pages = []
        while not ended.is_set():
            pages.append(seen_twice(bench))
        return pages

    with ThreadPoolExecutor(READERS) as pool:
        readers = [pool.submit(read_on) for _ in range(READERS)]
        try:
            for number in (2, 3):
                bench.publish(night(f"R{number}", NEXT[: number - 1]))
        finally:
            ended.set()
        seen += [page for reader in readers for page in reader.result()]
    assert {frozenset(look) for page in seen for look in page} <= {
        frozenset({"R1"}), frozenset({"R2"}), frozenset({"R3"})
    }  # fmt: skip
    assert all(first == second for first, second in seen)
    assert seen_twice(bench) == [{"R3"}, {"R3"}]


@pytest.mark.sqlite_only(reason="PostgreSQL locks rows; the tests below say which")
def test_on_sqlite_a_person_who_writes_during_the_switch_waits_for_its_end(bench: Bench) -> None:
    import sqlite3

    bench.publish(night("R1"))
    small_bank.write(bench.home, night("R2", NEXT))
    locked = pytest.raises(sqlite3.OperationalError, match="locked")
    with held_open(bench, "R2", at=LAST), bench.looking(patience=0) as person, locked:
        person.execute(OWN_TASK)
    bench.change(OWN_TASK)
    assert bench.rows("SELECT count(*) FROM care_task WHERE origin = 'person'") == [(1,)]


def test_on_postgresql_a_task_is_put_off_until_the_run_comes_to_the_tasks(bench: Bench) -> None:
    needs_a_server()
    bench.publish(night("R1"))
    small_bank.write(bench.home, night("R2"))
    with held_open(bench, "R2", at=TASKS), bench.looking(patience=0) as person:
        person.execute(put_off("downgrade:0001"))
        person.commit()
    assert bench.rows("SELECT status, run_id FROM care_task WHERE customer_id = '0001'") == [
        ("snoozed", "R2")
    ]


def test_on_postgresql_people_wait_for_the_rows_of_the_run_and_for_no_other(bench: Bench) -> None:
    needs_a_server()
    import psycopg

    bench.publish(night("R1"))
    bench.change(OWN_TASK)
    small_bank.write(bench.home, night("R2"))
    with held_open(bench, "R2", at=LAST), bench.looking(patience=0) as person:
        person.execute(put_off("own"))
        person.execute("UPDATE identity_user SET language = 'en' WHERE id = 1")
        person.commit()
        with pytest.raises(psycopg.errors.LockNotAvailable):
            person.execute(put_off("downgrade:0001"))
    bench.change(put_off("downgrade:0001"))
    assert bench.rows("SELECT count(*) FROM care_task WHERE status = 'snoozed'") == [(2,)]


def put_off(task_key: str) -> str:
    return (
        "UPDATE care_task SET status = 'snoozed', snoozed_until = '2026-12-01' "
        f"WHERE task_key = '{task_key}'"
    )


def needs_a_server() -> None:
    if not databases.server():
        pytest.skip("about PostgreSQL: run with --database postgresql")
