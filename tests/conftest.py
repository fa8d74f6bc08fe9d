"""What a machine cannot run is skipped with the reason; where CI has installed it, skipping fails.

HENGKE_REQUIRE_BROWSER=1 and HENGKE_REQUIRE_SPARK=1 turn a missing part into an error, so that a
broken installation in CI cannot pass for a green run.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from functools import cache
from pathlib import Path

import pytest

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
