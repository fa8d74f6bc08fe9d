"""A worker in this process whose answers and jobs are those of `play`."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.integration.worker import play

from hengke.pipelines import api, resident
from hengke.pipelines.answering import Room
from hengke.pipelines.home import Home, HomeSettings
from hengke.pipelines.job_processes import Jobs

PLAY_JOB = (sys.executable, str(Path(__file__).with_name("play_job.py")))
SOON = 20.0


@contextmanager
def working(home: Home, *, slots: int = 2) -> Iterator[resident.Worker]:
    """As `resident.serve` does it, without its signals: this thread is not a program of its own."""
    with resident.alone(home), resident.listening(home) as listener:
        room = Room(home, answering=play.answering, preload=(), slots=slots)
        worker = resident.Worker(home, listener, room=room, jobs=Jobs(home, PLAY_JOB))
        thread = threading.Thread(target=worker.run)
        thread.start()
        try:
            yield worker
        finally:
            worker.stop()
            thread.join(SOON)
            assert not thread.is_alive()


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def home(tmp_path: Path) -> Home:
    place = Home(tmp_path / "home")
    place.write_settings(HomeSettings(policies=("standard_month_average",)))
    return place


@pytest.fixture
def worker(home: Home) -> Iterator[resident.Worker]:
    with working(home) as running:
        yield running


@pytest.fixture
def eventually() -> Callable[[Callable[[], Any]], Any]:
    """`eventually(lambda: …)`: the first true answer, or a failure after twenty seconds."""

    def wait(question: Callable[[], Any]) -> Any:
        deadline = time.monotonic() + SOON
        while time.monotonic() < deadline:
            if answer := question():
                return answer
            time.sleep(0.02)
        raise AssertionError("it never became true")

    return wait


@pytest.fixture
def ended(home: Home, eventually: Callable[..., Any]) -> Callable[[str], dict[str, Any]]:
    """`ended(job_id)`: the job once it is over."""

    def wait(job_id: str) -> dict[str, Any]:
        return eventually(lambda: (job := api.job(home, job_id))["state"] != "running" and job)

    return wait
