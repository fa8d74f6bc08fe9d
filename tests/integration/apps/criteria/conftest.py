"""A home with the policy enabled, the seeded bank in it, log-ins, and a worker of paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.integration.apps.seeded import POLICY, seed
from tests.integration.conftest import with_keys

JOB = "20261023T080000-0123abcd"


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Any:
    from hengke.pipelines.home import Home, HomeSettings

    home = Home.at(tmp_path / "home")
    home.write_settings(HomeSettings(bank="Bank of tests", policies=(POLICY,)))
    settings.HENGKE_HOME = with_keys(home)
    return home


@pytest.fixture
def bank(home: Any, users: dict[str, Any]) -> None:
    seed(size=4)


@pytest.fixture
def client_of(users: dict[str, Any]) -> Any:
    def make(name: str) -> Client:
        client = Client()
        client.force_login(person(name), "hengke.apps.identity.backends.StaffBackend")
        return client

    return make


def person(name: str) -> Any:
    from hengke.apps.identity.models import User

    role = name.split("-")[0]
    known = {"role": role, "language": "en"}
    return User.objects.get_or_create(username=name, defaults=known)[0]


@pytest.fixture
def worker(monkeypatch: Any) -> dict[str, Any]:
    """Stands for the worker: keeps what it was told to start."""
    from hengke.apps.tiering import simulation_job

    desk: dict[str, Any] = {"asked": []}

    def start(home: Any, job: str, **params: Any) -> str:
        desk["asked"].append({"job": job, **params})
        return JOB

    def told(home: Any, job_id: str) -> dict[str, Any]:
        params = {key: str(value) for key, value in desk["asked"][-1].items()}
        result = {
            "customers": 26, "movers": 1, "aum_at_stake": "55000.00", "sample": [],
            "assessed_on": "2026-09-30", "draft_version": "draft:1",
            "rows": [{"from": "gold", "to": "mass", "customers": 1, "aum": "55000.00"}],
            "tiers": [{"tier": "mass", "customers_before": 4, "customers_after": 5},
                      {"tier": "gold", "customers_before": 6, "customers_after": 5}],
        }  # fmt: skip
        return {
            "id": JOB, "job": params.pop("job"), "params": params, "state": "done",
            "stage": "assess", "done": 3, "total": 12, "sentences": {}, "result": result,
            "message": "", "next_step": "",
        }  # fmt: skip

    monkeypatch.setattr(simulation_job.api, "start", start)
    monkeypatch.setattr(simulation_job.api, "job", told)
    return desk
