"""A home with an inbox, and jobs as the worker would leave them on file."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.integration.conftest import with_keys


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Any:
    from hengke.pipelines.home import Home, HomeSettings

    home = Home.at(tmp_path / "home")
    home.write_settings(HomeSettings(bank="Bank of tests", policies=("standard_month_average",)))
    settings.HENGKE_HOME = with_keys(home)
    return home


@pytest.fixture
def client_of(users: Any, home: Any) -> Callable[[str], Any]:
    """`client_of("data")`: a client in whose session the person is (English pages)."""
    from django.test import Client

    def make(name: str, **options: Any) -> Client:
        client = Client(**options)
        client.force_login(users[name], "hengke.apps.identity.backends.StaffBackend")
        return client

    return make


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
