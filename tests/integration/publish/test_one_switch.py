"""A reader sees one run or the next, whatever happens to the publishing in between."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from tests import databases
from tests.integration.publish import small_bank
from tests.integration.publish.small_bank import night, position
from tests.integration.publish.workbench_file import Bench

from hengke.kernel.errors import Broken, Refused
from hengke.pipelines import lake
from hengke.pipelines import publish as publishing
from hengke.pipelines.publishing import switch

SHOWN = """
SELECT run_id FROM customers_customer UNION SELECT run_id FROM tiering_position
UNION SELECT run_id FROM care_task UNION SELECT run_id FROM imports_run WHERE is_current
"""
KILLED = """
import os, signal, sys
from pathlib import Path
from hengke.pipelines import publish
from hengke.pipelines.home import Home
from hengke.pipelines.publishing import switch

whole = switch.statements

def cut_short(store, **how):
    for number, statement in enumerate(whole(store, **how)):
        if number == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)
        yield statement

switch.statements = cut_short
home = Home(Path(sys.argv[1]))
publish.publish(home, "R2", database_url=sys.argv[3])
"""


def looked(database: Any) -> set[str]:
    return {run_id for (run_id,) in database.execute(SHOWN).fetchall()}


def test_between_any_two_statements_others_see_only_the_old_run(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.publish(night("R1"))
    seen: list[set[str]] = []
    whole = switch.statements

    def watched(store: Any, **how: Any) -> Iterator[str]:
        for statement in whole(store, **how):
            with bench.looking() as reader:
                seen.append(looked(reader))
            yield statement

    monkeypatch.setattr(switch, "statements", watched)
    bench.publish(night("R2"))
    assert len(seen) > 20
    assert all(run_ids == {"R1"} for run_ids in seen)
    with bench.looking() as reader:
        assert looked(reader) == {"R2"}


def test_a_page_that_began_before_the_switch_ends_with_the_run_it_began_with(bench: Bench) -> None:
    bench.publish(night("R1"))
    with bench.looking() as page:
        page.execute("BEGIN" if not databases.server() else "SELECT 1")
        assert page.execute("SELECT run_id FROM imports_run WHERE is_current").fetchall() == [
            ("R1",)
        ]
        bench.publish(night("R2"))
        assert looked(page) == {"R1"}
        page.commit()
        assert looked(page) == {"R2"}


def test_people_can_write_while_a_run_is_being_loaded(bench: Bench) -> None:
    small_bank.write(bench.home, night("R1"))
    stages: list[str] = []

    def write_at_once(stage: str, done: float = 0, total: float | None = None) -> None:
        stages.append(stage)
        with bench.looking(patience=0) as person:
            person.execute("UPDATE identity_user SET language = 'en' WHERE id = 1")
            person.commit()

    publishing.publish(bench.home, "R1", database_url=bench.url, progress=write_at_once)
    assert publishing.LOADING in stages
    assert publishing.SWITCHING in stages


@pytest.mark.sqlite_only(reason="PostgreSQL locks rows: see test_readers")
@pytest.mark.slow_test
def test_the_switch_waits_for_a_person_who_is_writing(bench: Bench) -> None:
    small_bank.write(bench.home, night("R1"))
    with bench.looking() as person:
        person.execute("UPDATE identity_user SET language = 'en' WHERE id = 1")
        threading.Timer(0.5, person.commit).start()
        assert bench.again("R1").rows > 0
    assert bench.rows("SELECT language FROM identity_user") == [("en",)]


@pytest.mark.slow_test
@pytest.mark.parametrize("after", [1, 20])
def test_a_publishing_that_is_killed_leaves_the_old_run_and_is_healed_by_another(
    bench: Bench, after: int
) -> None:
    bench.publish(night("R1"))
    small_bank.write(bench.home, night("R2", ["0002", "0009"]))
    died = subprocess.run(
        [sys.executable, "-c", KILLED, str(bench.home.path), str(after), bench.url],
        check=False,
        timeout=60,
    )
    assert died.returncode == -signal.SIGKILL
    with bench.looking() as reader:
        assert looked(reader) == {"R1"}
    assert bench.has_staging()

    bench.again("R2")
    with bench.looking() as reader:
        assert looked(reader) == {"R2"}
    assert not bench.has_staging()


def test_results_that_contradict_their_own_key_change_nothing(bench: Bench) -> None:
    bench.publish(night("R1"))
    twice = [position("0001"), position("0001", effective_tier="platinum")]
    with pytest.raises(Broken, match="positions"):
        bench.publish(night("R2", tables={"positions": twice}))
    assert {run_id for (run_id,) in bench.rows(SHOWN)} == {"R1"}


def test_a_value_that_the_workbench_does_not_accept_changes_nothing(bench: Bench) -> None:
    bench.publish(night("R1"))
    with pytest.raises(Broken, match="old ones stay"):
        bench.publish(night("R2", tables={"positions": [position("0001", currency=None)]}))
    assert {run_id for (run_id,) in bench.rows(SHOWN)} == {"R1"}


def test_results_of_a_release_with_other_columns_are_refused_and_change_nothing(
    bench: Bench,
) -> None:
    bench.publish(night("R1"))
    small_bank.write(bench.home, night("R2"))
    file = bench.home.lake / "gold/R2/positions.parquet"
    small_bank.write_rows(file, "positions", [], columns=("policy", "customer_id"))
    manifest = lake.load(bench.home)
    del manifest.sums["gold/R2/positions.parquet"]  # whole, only of another release
    lake.commit(bench.home, manifest)
    with pytest.raises(Refused, match="another release") as refusal:
        bench.again("R2")
    assert "hengke run" in refusal.value.next_step
    assert {run_id for (run_id,) in bench.rows(SHOWN)} == {"R1"}


def test_exactly_one_run_is_current_after_any_number_of_publishings(bench: Bench) -> None:
    for run_id in ("R1", "R2"):
        bench.publish(night(run_id))
        bench.again(run_id)
    bench.again("R1")
    assert bench.rows("SELECT run_id, is_current FROM imports_run ORDER BY 1") == [
        ("R1", 1), ("R2", 0)
    ]  # fmt: skip
