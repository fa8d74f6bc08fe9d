"""A home with an inbox, and jobs as the worker would leave them on file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from tests.integration.apps.conftest import own_home


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Any:
    """A bank of its own under the standard policy."""
    return own_home(tmp_path / "home", settings, policies=("standard_month_average",))


@pytest.fixture
def client_of(client_of: Any, home: Any) -> Any:
    """Pages of that home."""
    return client_of


@pytest.fixture
def folder(home: Any) -> str:
    """A folder that somebody put into the inbox."""
    place = home.inbox / "october"
    place.mkdir(parents=True)
    (place / "customers.csv").write_text("id\n1\n", encoding="utf-8")
    return "october"


@pytest.fixture
def worker(home: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Stands for the worker: jobs are written to file as running, and ended by the test."""
    from hengke.apps.imports import actions, jobs
    from hengke.pipelines import api, job_files

    class Worker:
        started: list[tuple[str, dict[str, Any]]]

        def __init__(self) -> None:
            self.started, self.cancelled = [], []

        def start(self, home: Any, job: str, **params: Any) -> str:
            number = f"20261024T010203-{len(self.started):08x}"
            self.started.append((job, params))
            job_files.write(home, job_files.Job(number, job, {}, "2026-10-24", os.getpid()))
            return number

        def cancel(self, home: Any, number: str) -> dict[str, Any]:
            self.cancelled.append(number)
            return {}

        def ends(self, number: str, state: str = "done", **told: Any) -> None:
            from dataclasses import replace

            found = job_files.read(home, number)
            job_files.write(home, replace(found, state=state, **told))

    worker = Worker()
    monkeypatch.setattr(actions.api, "start", worker.start)
    monkeypatch.setattr(actions.api, "cancel", worker.cancel)
    monkeypatch.setattr(jobs.api, "running", lambda home: True)
    assert api is actions.api
    return worker


@pytest.fixture
def delivery(folder: str, users: Any, home: Any) -> Any:
    """The folder, picked by the data engineer."""
    from hengke.apps.imports import actions
    from hengke.kernel import clock

    return actions.pick(folder, mapping="berka", by=users["data"], now=clock.now())
