"""What a machine cannot run is skipped with the reason; where CI has installed it, skipping fails.

HENGKE_REQUIRE_BROWSER=1, HENGKE_REQUIRE_SPARK=1 and HENGKE_REQUIRE_POSTGRESQL=1 turn a missing part
into an error, so that a broken installation in CI cannot pass for a green run.
`--database postgresql` runs every test that touches a database, and no other, on PostgreSQL.
"""

from __future__ import annotations

import gc
import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests import databases, sharing

# Playwright keeps an event loop running in this thread; Django would take every test after a
# browser's for asynchronous code and refuse it the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

REPOSITORY = Path(__file__).resolve().parent.parent
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str | None:
    """A browser from the system's own packages; Playwright downloads none."""
    named = os.environ.get("HENGKE_CHROMIUM")
    return named or next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


def shared_data_folder() -> Path:
    return Path(os.environ.get("HENGKE_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))


@cache
def _missing(part: str) -> str | None:
    """Why tests of this marker cannot run here; None when they can."""
    if part == "browser" and chromium() is None:
        return "no Chromium on PATH (Debian: apt-get install chromium; or set HENGKE_CHROMIUM)"
    if part == "spark" and importlib.util.find_spec("pyspark") is None:
        return "PySpark is not installed (make spark)"
    if part == "spark" and shutil.which("java") is None:
        return "Spark needs Java 17 on PATH (Debian: apt-get install openjdk-17-jre-headless)"
    if part == "real_data" and not shared_data_folder().is_dir():
        return "the public data sets are not beside this checkout (../shared/data)"
    return None


def pytest_runtest_setup(item: pytest.Item) -> None:
    for part in ("browser", "spark", "real_data"):
        if item.get_closest_marker(part) is None or (reason := _missing(part)) is None:
            continue
        if os.environ.get(f"HENGKE_REQUIRE_{part.upper()}") == "1":
            pytest.fail(f"required here, yet {reason}", pytrace=False)
        pytest.skip(reason)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--besides-quick", action="store_true",
        help="what `make test` does not run; of the rules on Spark, one of each file",
    )  # fmt: skip
    parser.addoption(
        "--database", choices=("sqlite", "postgresql"), default="sqlite",
        help="postgresql: the tests that touch a database, on a private server of this run",
    )  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    """The server is started once; processes that share the tests find its address."""
    gc.set_threshold(50_000, 20, 50)  # most of what models and expressions make lives to the end
    server = ExitStack()
    config.add_cleanup(server.close)
    server.enter_context(databases.chosen(config.getoption("--database")))
    databases.use_for_django()


@pytest.hookimpl(trylast=True)  # after pytest-django, which puts all of a database first
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What this database has nothing to do with goes; what takes longest comes first."""
    if databases.server():
        _keep(config, items, databases.touched_by)
    if config.getoption("--besides-quick"):
        few = _of_spark(items)
        _keep(config, items, lambda item: not _is_quick(item) and (item in few or not _rule(item)))
    items.sort(key=_turn)
    for item in items:
        if item.get_closest_marker("drill_test"):
            item.add_marker(pytest.mark.timeout(0))  # by hand, and as long as it takes
        elif "spark" in item.nodeid and item.get_closest_marker("spark"):
            item.add_marker(pytest.mark.timeout(1_800))  # a cluster on two cores beside other tests
        if item.get_closest_marker("spark") and sharing.group(item.nodeid) != "spark":
            raise pytest.UsageError(f"{item.nodeid} needs Spark: call it or its file so")


def _keep(
    config: pytest.Config, items: list[pytest.Item], wanted: Callable[[pytest.Item], bool]
) -> None:
    config.hook.pytest_deselected(items=[item for item in items if not wanted(item)])
    items[:] = [item for item in items if wanted(item)]


def _is_quick(item: pytest.Item) -> bool:
    """Does `make test` run it, whatever is installed?"""
    slow = any(map(item.get_closest_marker, ("slow_test", "long_test", "spark", "real_data")))
    return item.nodeid.startswith(("tests/unit/", "tests/spec/")) and not slow


def _rule(item: pytest.Item) -> bool:
    """A rule of a banker on Spark, where a row costs what a million do: seconds."""
    return item.nodeid.startswith("tests/spec/") and item.get_closest_marker("spark") is not None


def _of_spark(items: list[pytest.Item]) -> set[pytest.Item]:
    """Of each file the first rule, and all of what both engines have in common at the bottom;
    the others on Spark are `make test-spark`, by hand."""
    first = {item.path: item for item in reversed(items) if _rule(item)}
    return set(first.values()) | {item for item in items if "/portable/" in item.nodeid}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> sharing.ByWhatIsShared:
    return sharing.ByWhatIsShared(config, log)


def _turn(item: pytest.Item) -> int:
    """Spark first, as it takes longest: the small session of the rules, then whoever opens another;
    then the homes of earlier releases, which take minutes each.

    Tests with a fixture named `cluster` come last of these: a session ends the one before it.
    """
    if not item.get_closest_marker("spark"):
        return 3 if "/upgrades/" in item.nodeid else 4
    asked = getattr(item, "fixturenames", ())
    if "cluster" in asked:
        return 2
    return 0 if "engine" in asked or "spark_engine" in asked else 1


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A thread that still holds a connection at the end does not keep the test database."""
    yield
    if databases.server():
        with django_db_blocker.unblock():
            databases.others_leave()


@pytest.fixture(scope="session")
def common_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all processes of this test run: what is dear is made there once."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def home_database() -> Iterator[Callable[[Path | str], str]]:
    """`home_database(path)`: DATABASE_URL for a home; empty where its own SQLite file serves."""
    yield databases.address
    if databases.server():
        databases.dropped()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public data sets; the test is skipped where it is absent."""
    folder = shared_data_folder()
    if not folder.is_dir():
        pytest.skip("the public data sets are not beside this checkout (../shared/data)")
    return folder


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The browser's executable, for Playwright's `executable_path`."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium on PATH")
    return path
