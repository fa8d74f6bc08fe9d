"""Homes to read from: a small synthetic bank with its nightly run, and the two public data sets.

Each is made once per test run, by whichever process asks first, and must not be changed; `copied`
gives one that may be.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from filelock import FileLock

from hengke.pipelines import nightly
from hengke.pipelines.home import Home, HomeSettings
from hengke.pipelines.intake import api
from hengke.pipelines.synthetic.api import generate
from hengke.pipelines.weighing import PARTS

AS_OF = date(2026, 10, 23)
POLICY = "standard_month_average"
CUSTOMERS, SEED = 500, 7
WEIGHED = tuple(part.word for part in PARTS)
"""Every part of a night besides tiers: left out where a test is about something else."""


@pytest.fixture(scope="session")
def small_home(common_folder: Path) -> Home:
    """500 synthetic customers, two years, run as of 2026-10-23 under the standard policy."""
    return _once(common_folder / "small_home", _small)


@pytest.fixture(scope="session")
def xiamen_home(common_folder: Path, shared_data: Path) -> Home:
    """The public deposits of July to September 2019, run as of 30 September."""
    name, as_of = "xiamen_bank_2020", date(2019, 9, 30)
    return _once(common_folder / name, lambda home: _public(home, shared_data, name, as_of))


@pytest.fixture(scope="session")
def berka_home(common_folder: Path, shared_data: Path) -> Home:
    """The public Czech bank, run as of the end of 1998."""
    as_of = date(1998, 12, 31)
    return _once(common_folder / "berka", lambda home: _public(home, shared_data, "berka", as_of))


@pytest.fixture
def own_home(small_home: Home, tmp_path: Path) -> Home:
    """The small bank once more, for tests that change it."""
    return copied(small_home, tmp_path / "own")


@pytest.fixture
def tiers_home(own_home: Home) -> Home:
    """The same, whose nights from here on are of tiers alone, which is a fraction of their cost."""
    own_home.change_settings(without=WEIGHED)
    return own_home


def only(home: Home, *words: str) -> None:
    """Its nights from here on have these parts alone."""
    home.change_settings(without=tuple(one for one in WEIGHED if one not in words))


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


def _once(place: Path, make: Callable[[Home], None]) -> Home:
    """One home for all test folders and processes that ask; what was begun and not ended, anew."""
    done = place.with_name(f"{place.name}.done")
    with FileLock(place.with_name(f"{place.name}.lock")):
        if not done.exists():
            shutil.rmtree(place, ignore_errors=True)
            make(Home(place))
            done.touch()
    return Home(place)


def _small(home: Home) -> None:
    home.write_settings(HomeSettings(policies=(POLICY,), demo=True))
    generate(home.inbox / "demo", customers=CUSTOMERS, seed=SEED, truth=home.truth)
    api.import_delivery(home, home.inbox / "demo", mapping="hengke_contract")
    shutil.rmtree(home.inbox)
    nightly.run(home, as_of=AS_OF)


def _public(home: Home, shared_data: Path, name: str, as_of: date) -> None:
    home.write_settings(HomeSettings(without=WEIGHED))
    api.import_delivery(home, shared_data / name, mapping=name)
    nightly.run(home, as_of=as_of)
