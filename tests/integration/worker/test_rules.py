"""A page asks about rules: over the line, with the engine, in the reader's language."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from hengke.kernel.errors import NotComputed
from hengke.kernel.sentences import in_language
from hengke.pipelines import api, resident
from hengke.pipelines.answering import Room
from hengke.pipelines.home import Home, HomeSettings
from hengke.pipelines.job_processes import Jobs

pytestmark = pytest.mark.slow_test


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A home without data, and a worker with the real questions."""
    place = Home(Path(tmp_path_factory.mktemp("rules")) / "home")
    place.write_settings(HomeSettings(policies=("standard_month_average",)))
    with resident.alone(place), resident.listening(place) as listener:
        worker = resident.Worker(
            place, listener, room=Room(place, preload=("hengke.pipelines.rules",)),
            jobs=Jobs(place, ()),
        )  # fmt: skip
        thread = threading.Thread(target=worker.run)
        thread.start()
        yield place
        worker.stop()
        thread.join(20)


def test_a_rule_is_checked_and_what_is_wrong_is_told_in_chinese(home: Home) -> None:
    found = api.rule_check(home, "segment('rich') and aum = null", segments={"rich": "aum > 5"})
    assert found["valid"]
    assert found["sentence"]["zh"].startswith("属于客群“rich”，且")
    assert "is null" in in_language(found["notes"][0], "zh")
    wrong = api.rule_check(home, "aum_mnth_avg > 5")
    assert not wrong["valid"]
    problem = wrong["problem"]
    assert (problem["start"], problem["end"]) == (0, 12)
    assert in_language(problem["message"], "zh") == "没有特征“aum_mnth_avg”。"


def test_a_count_without_a_run_is_refused_as_itself(home: Home) -> None:
    with pytest.raises(NotComputed, match="There is no run for 2026-10-23"):
        api.rule_count(home, "aum > 5", as_of=date(2026, 10, 23))
