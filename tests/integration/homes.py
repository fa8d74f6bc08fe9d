"""Homes to read from: a small synthetic bank with its nightly run, and the two public data sets.

Each is made once per test session and must not be changed; `copied` gives one that may be.
"""

from __future__ import annotations

import hashlib
import shutil
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from hengke.pipelines import nightly
from hengke.pipelines.home import Home, HomeSettings
from hengke.pipelines.intake import api
from hengke.pipelines.synthetic.api import generate

AS_OF = date(2026, 10, 23)
POLICY = "standard_month_average"
CUSTOMERS, SEED = 500, 7


@pytest.fixture(scope="session")
def small_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """500 synthetic customers, two years, run as of 2026-10-23 under the standard policy."""
    return _small(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def xiamen_home(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> Home:
    """The public deposits of July to September 2019, run as of 30 September."""
    return _public(
        tmp_path_factory.getbasetemp(), shared_data, "xiamen_bank_2020", date(2019, 9, 30)
    )


@pytest.fixture(scope="session")
def berka_home(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> Home:
    """The public Czech bank, run as of the end of 1998."""
    return _public(tmp_path_factory.getbasetemp(), shared_data, "berka", date(1998, 12, 31))


@pytest.fixture
def own_home(small_home: Home, tmp_path: Path) -> Home:
    """The small bank once more, for tests that change it."""
    return copied(small_home, tmp_path / "own")


def copied(home: Home, target: Path) -> Home:
    shutil.copytree(home.path, target)
    return Home(target)


def fingerprints(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder; locks are nobody's data."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(".lock")
    }


@cache
def _small(base: Path) -> Home:
    """One home for all test folders that ask."""
    home = Home(base / "small_home")
    home.write_settings(HomeSettings(policies=(POLICY,), demo=True))
    generate(home.inbox / "demo", customers=CUSTOMERS, seed=SEED, truth=home.truth)
    api.import_delivery(home, home.inbox / "demo", mapping="hengke_contract")
    shutil.rmtree(home.inbox)
    nightly.run(home, as_of=AS_OF)
    return home


@cache
def _public(base: Path, shared_data: Path, name: str, as_of: date) -> Home:
    home = Home(base / name)
    home.write_settings(HomeSettings())
    api.import_delivery(home, shared_data / name, mapping=name)
    nightly.run(home, as_of=as_of)
    return home
