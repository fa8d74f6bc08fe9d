"""Three banks, each run by DuckDB and by a Spark cluster: a synthetic one and parts of two public.

The public parts are cut from the raw files by customer, so that whoever is in is in wholly.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import REPOSITORY, shared_data_folder
from tests.integration.homes import WEIGHED, copied

from hengke.pipelines import nightly
from hengke.pipelines.home import Home, HomeSettings
from hengke.pipelines.intake import api
from hengke.pipelines.synthetic.api import generate

DATES = {
    "synthetic": date(2026, 10, 23),
    "xiamen_bank_2020": date(2019, 9, 30),
    "berka": date(1998, 6, 15),
}
CUSTOMERS, MONTHS, SEED = 300, 24, 7  # as few as give enough falls to learn from
XIAMEN_CUSTOMERS = 1_200
BERKA_ACCOUNTS = 60


@dataclass(frozen=True)
class Runs:
    """The same home twice: as DuckDB and as Spark computed it, and what the cluster told."""

    duckdb: Home
    spark: Home
    told: dict[str, Any]


@pytest.fixture(scope="session")
def runs(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Runs]:
    """By name; the public ones only where they are asked for and their files are."""
    folder = tmp_path_factory.mktemp("engines")
    filled = {"synthetic": _synthetic(folder / "synthetic")}
    asked = " ".join(item.nodeid for item in request.session.items)
    for name, part in PUBLIC.items():
        if name in asked and shared_data_folder().is_dir():
            filled[name] = _public(folder, name, part)
    spark = {name: copied(home, folder / f"{name}_spark") for name, home in filled.items()}
    told = _on_a_cluster({spark[name].path: DATES[name] for name in filled})
    for name, home in filled.items():
        nightly.run(home, as_of=DATES[name])
    return {
        name: Runs(home, spark[name], told | told["homes"][str(spark[name].path)])
        for name, home in filled.items()
    }


def _on_a_cluster(homes: dict[Path, date]) -> dict[str, Any]:
    arguments = [str(part) for pair in homes.items() for part in pair]
    code = f"{REPOSITORY / 'src'}:{REPOSITORY}"  # the code beside this test
    done = subprocess.run(
        [sys.executable, "-m", "tests.integration.spark.cluster", *arguments],
        cwd=REPOSITORY, capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONPATH": code, "PYSPARK_PYTHON": sys.executable},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-5_000:]
    answer: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


def _synthetic(path: Path) -> Home:
    home = Home(path)
    home.write_settings(
        HomeSettings(policies=("standard_month_average",), demo=True, without=WEIGHED)
    )
    generate(home.inbox / "demo", customers=CUSTOMERS, months=MONTHS, seed=SEED, truth=home.truth)
    api.import_delivery(home, home.inbox / "demo", mapping="hengke_contract")
    shutil.rmtree(home.inbox)
    return home


def _public(folder: Path, name: str, cut: Any) -> Home:
    raw = folder / f"{name}_raw"
    raw.mkdir()
    cut(shared_data_folder() / name, raw)
    home = Home(folder / name)
    home.write_settings(HomeSettings(without=WEIGHED))
    api.import_delivery(home, raw, mapping=name)
    return home


def _part_of_xiamen(source: Path, target: Path) -> None:
    """The first customers by number who stand in any month's file."""
    files = {one.name: _rows(one) for one in sorted(source.glob("cunkuan_m?.csv.gz"))}
    everybody = sorted({row[0] for rows in files.values() for row in rows[1:]})
    chosen = set(everybody[:: len(everybody) // XIAMEN_CUSTOMERS])
    for name, rows in files.items():
        _write(target / name, [rows[0], *(row for row in rows[1:] if row[0] in chosen)])


def _part_of_berka(source: Path, target: Path) -> None:
    """The first accounts, with all that belongs to them; clients and districts are all there."""
    places = {"account.asc.gz": 0, "disp.asc": 2, "loan.asc": 1, "order.asc.gz": 1}
    for one in sorted(path for path in source.iterdir() if path.is_file()):
        rows = _rows(one, delimiter=";")
        place = 1 if one.name.startswith("trans") else places.get(one.name)
        kept = [row for row in rows[1:] if place is None or int(row[place]) <= BERKA_ACCOUNTS]
        if one.name == "card.asc":
            kept = []
        _write(target / one.name.removesuffix(".gz"), [rows[0], *kept], delimiter=";")


def _rows(path: Path, *, delimiter: str = ",") -> list[list[str]]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:  # type: ignore[operator]
        return list(csv.reader(file, delimiter=delimiter))


def _write(path: Path, rows: Sequence[Sequence[str]], *, delimiter: str = ",") -> None:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "wt", encoding="utf-8", newline="") as file:  # type: ignore[operator]
        csv.writer(file, delimiter=delimiter, lineterminator="\n").writerows(rows)


PUBLIC = {"xiamen_bank_2020": _part_of_xiamen, "berka": _part_of_berka}


@pytest.fixture(params=["synthetic", *PUBLIC])
def both(request: pytest.FixtureRequest, runs: dict[str, Runs]) -> Runs:
    if request.param not in runs:
        pytest.skip("the public data sets are not beside this checkout (../shared/data)")
    found: Runs = runs[request.param]
    return found
