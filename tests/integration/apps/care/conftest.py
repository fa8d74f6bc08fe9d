"""Two customers of Alice, one of Chen, and tasks for each."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from tests.integration.apps.conftest import AS_OF

NOW = datetime(2026, 10, 26, 1, 0, tzinfo=UTC)
SCOPES = {"A1": ("B001", "S0001"), "A2": ("B001", "S0001"), "C1": ("B002", "S0003")}


def task(key: str, customer_id: str = "A1", **columns: Any) -> Any:
    """A task of a run; what a test does not name is of no matter to it."""
    from hengke.apps.care.models import Task

    branch, manager = SCOPES[customer_id]
    params = json.dumps(columns.pop("params", {}))
    known = {"kind": "birthday", "due_on": AS_OF, "score": 1.0, "as_of": AS_OF}
    return Task.objects.create(
        task_key=key, customer_id=customer_id, branch_id=branch, manager_id=manager,
        params=params, **{**known, **columns},
    )  # fmt: skip


@pytest.fixture
def book(users: Any, organisation: None, make_customer: Any) -> None:
    for number, (branch, manager) in SCOPES.items():
        make_customer(
            number, name=f"客户{number}", branch_id=branch, manager_id=manager,
            phone="13812345678",
        )  # fmt: skip


@pytest.fixture
def make_task(book: None) -> Any:
    """`make_task("birthday:A1:2026")`."""
    return task


@pytest.fixture
def today() -> date:
    return AS_OF
