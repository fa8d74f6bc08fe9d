"""Readers of every role on a real server: nothing fails, and memory stays flat."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from bench import memory, walks

pytestmark = [pytest.mark.slow_test, pytest.mark.long_test]
ROOT = Path(__file__).resolve().parents[3]
SEEDED = """
import sys
from pathlib import Path
from hengke.cli import workbench
from hengke.pipelines.home import Home, HomeSettings
home = Home.at(Path(sys.argv[1]))
home.write_settings(HomeSettings(bank="Soak", policies=("standard_month_average",), demo=True))
workbench.opened(home)
from tests.integration.apps.seeded import seed
from hengke.apps.tiering.api import count_books
seed(size=40)
count_books()
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("soak") / "home"
    subprocess.run([sys.executable, "-c", SEEDED, str(place)], cwd=ROOT, check=True, timeout=120)
    return place


@pytest.fixture(scope="module")
def soaked(home: Path) -> Any:
    command = [sys.executable, "-m", "bench.soak", "--home", str(home), "--seconds", "25",
               "--users", "4", "--wait", "0.1", "--json"]  # fmt: skip
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


@pytest.mark.drill_test
def test_no_page_fails_and_no_process_grows(soaked: Any) -> None:
    assert soaked["failed"] == 0
    assert soaked["pages"]["count"] > 20
    assert soaked["flat"] is True


@pytest.mark.drill_test
def test_every_server_process_was_watched(soaked: Any) -> None:
    """The command and its two web processes."""
    assert len(soaked["processes"]) >= 3
    assert all(one["resident_mb"][0] > 5 for one in soaked["processes"])


def test_growth_is_told_from_what_an_allocator_keeps() -> None:
    second, last = memory.grown([10, 500, 100, 101, 99, 100, 150, 151, 149])
    assert (second, last) == (100, 150)
    assert not memory.is_flat(second, last)
    assert memory.is_flat(100, 108)
    assert not memory.is_flat(100, 108.1)
    assert memory.is_flat(400, 420)


def test_every_role_walks_through_lists_search_customers_radar_and_migration() -> None:
    reader = {"customers": ["C1"], "names": ["王小明"], "initials": ["wxm"], "tails": ["0007"],
              "deep": "x"}  # fmt: skip
    for role, scope in walks.SEES.items():
        kinds = [kind for kind, _path in walks.of({**reader, "role": role}, 0)]
        assert kinds[0] == f"home · {scope}"
        if role in ("rm", "branch_head", "business"):
            assert {f"{page} · {scope}" for page in (
                "list", "list, next page", "list, half way down", "search by name",
                "search by number", "search by tail", "search by initials", "customer (360)",
                "radar", "migration",
            )} <= set(kinds)  # fmt: skip
