"""Whatever dies or breaks at night: words instead of a traceback, yesterday stays, today heals.

By hand, before a release (`make test-drills`); `make drill` does the same at random moments and
many times. What a killed import or a killed publishing leaves is tested with imports and publish.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from tools.drill import damage, database, disk, kills, twice
from tools.drill.bank import Bank

pytestmark = [pytest.mark.slow_test, pytest.mark.drill_test]
STAGES = [(name, stage) for name, stages in kills.STAGES.items() for stage in stages]


@pytest.mark.parametrize(("name", "stage"), STAGES)
def test_killed_as_a_stage_begins(bank: Bank, tmp_path: Path, name: str, stage: str) -> None:
    outcome = kills.at_stage(bank, tmp_path, name, stage)
    assert outcome.said == "killed"
    assert outcome.passed, outcome.line()


def test_of_two_nights_at_once_the_second_is_told_who_is_first(bank: Bank, tmp_path: Path) -> None:
    outcome = twice.at_once(bank, tmp_path)
    assert outcome.passed, outcome.line()


@pytest.mark.parametrize("how", damage.HOW)
def test_a_damaged_table_is_named_and_comes_back_from_a_backup(
    bank: Bank, tmp_path: Path, how: str
) -> None:
    outcome = damage.of_a_table(bank, tmp_path, random.Random(1), how)
    assert outcome.passed, outcome.line()


@pytest.mark.parametrize("how", damage.HOW)
def test_a_damaged_result_is_named_and_computed_again(bank: Bank, tmp_path: Path, how: str) -> None:
    outcome = damage.of_a_result(bank, tmp_path, random.Random(2), how)
    assert outcome.passed, outcome.line()


def test_a_full_disk_is_told_and_the_next_night_heals(bank: Bank, tmp_path: Path) -> None:
    if why_not := disk.why_not():
        pytest.skip(f"no disk can be mounted here: {why_not}")
    outcome = disk.full(bank, tmp_path, left=200_000)
    assert outcome.said.startswith("The disk takes no more")
    assert outcome.passed, outcome.line()


def test_a_write_that_fails_is_told_and_the_next_night_heals(bank: Bank, tmp_path: Path) -> None:
    outcome = disk.bounded(bank, tmp_path, biggest=8_192)
    assert outcome.said.startswith("The disk takes no more")
    assert outcome.passed, outcome.line()


def test_a_database_that_dies_under_publishing_shows_yesterday_or_today(
    bank: Bank, tmp_path: Path
) -> None:
    if why_not := database.why_not():
        pytest.skip(why_not)
    with database.server() as server:
        drill = database.Drill(bank, tmp_path, server)
        for how in database.HOW:
            outcome = drill.killed_at_stage("load for the workbench", how)
            assert outcome.passed, outcome.line()
