"""`hengke privacy destroy` goes on into the lake; where that is busy, the next call does it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.integration.homes import own_home, small_home
from typer.testing import CliRunner, Result

from hengke.apps.audit.models import Entry
from hengke.apps.privacy.models import Destruction
from hengke.cli.privacy import app
from hengke.kernel import clock
from hengke.kernel.errors import Busy
from hengke.pipelines import lake
from hengke.pipelines.answers import rows
from hengke.pipelines.home import Home

__all__ = ["own_home", "small_home"]
pytestmark = [pytest.mark.django_db, pytest.mark.slow_test]
GONE = "0000000030"


@pytest.fixture
def destroyed(own_home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A bank whose workbench destroyed a customer and was stopped before the lake."""
    monkeypatch.setattr("hengke.cli.workbench.opened", lambda home: "")
    Destruction.objects.create(customer_id=GONE, category="identity", rule="AML", at=clock.now())
    return own_home


def command(home: Home, word: str) -> Result:
    return CliRunner().invoke(app, [word, "--home", str(home.path), "--json"])


def answer(result: Result) -> Any:
    return json.loads(result.stdout)


def test_the_lake_is_done_by_the_next_call_and_told_like_the_workbench(destroyed: Home) -> None:
    assert [row["category"] for row in answer(command(destroyed, "due"))] == ["lake"]
    with lake.writing(destroyed, what="hengke run"):
        busy = command(destroyed, "destroy")
    assert isinstance(busy.exception, Busy)
    assert "lake still holds 1 customers" in busy.exception.message
    assert answer(busy) == {
        "destroyed": [],
        "files": 0,
        "uploads": 0,
        "waiting_for_the_lake": [GONE],
    }

    done = answer(command(destroyed, "destroy"))
    assert done["waiting_for_the_lake"] == []
    (one,) = done["destroyed"]
    assert (one["customer_id"], one["category"]) == (GONE, "lake")
    assert one["rows"]["silver/customers"] == 1
    assert Destruction.objects.get(category="lake").rows == one["rows"]
    assert Entry.objects.filter(action="privacy.destroyed", target=GONE).count() == 1
    assert held(destroyed) == []
    assert answer(command(destroyed, "due")) == []
    assert answer(command(destroyed, "destroy"))["destroyed"] == []


def held(home: Home) -> list[dict[str, Any]]:
    paths: list[Path] = lake.silver_paths(home, lake.load(home), "customers")
    listed = [str(path) for path in paths]
    return rows(f"SELECT customer_id FROM read_parquet({listed}) WHERE customer_id = '{GONE}'")
