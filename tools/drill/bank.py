"""The bank of the drills: a home that shows a day, and what an undisturbed night makes of it."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from tools.drill import fingerprints
from tools.drill.commands import done

YESTERDAY, TODAY = "2026-09-30", "2026-10-23"
NIGHT = ("run", "--as-of", TODAY)
PUBLISH = ("publish",)
SEED = 7


@dataclass(frozen=True)
class Bank:
    """`home` shows yesterday and is only copied; `computed` holds today's run besides, not shown.

    What undisturbed commands give: `before` and `after` are what readers see, `results` the bytes
    of the run, `tables` the bank's rows after the delivery; `seconds` how long each command takes.
    """

    home: Path
    computed: Path
    delivery: Path
    before: tuple[str, str]
    after: tuple[str, str]
    results: str
    tables: str
    tables_before: str
    seconds: dict[str, float]

    def importing(self) -> tuple[str, ...]:
        return ("import", str(self.delivery), "--mapping", "hengke_contract", "--confirm")


class DrillBroken(Exception):
    """The drill itself could not be set up."""


def made(place: Path, *, customers: int) -> Bank:
    """Make everything once, undisturbed, and look at it."""
    home, night, after_import = place / "home", place / "night", place / "imported"
    delivery = place / "delivery"
    _home(home, customers=customers)
    _delivery(home, delivery)
    seconds = {}
    shutil.copytree(home, night)
    seconds["run"] = _timed(NIGHT, night)
    computed = place / "computed"
    shutil.copytree(night, computed)
    for file in computed.glob("workbench.sqlite3*"):
        file.unlink()
    shutil.copy(home / "workbench.sqlite3", computed / "workbench.sqlite3")
    shutil.copytree(computed, place / "published")
    seconds["publish"] = _timed(PUBLISH, place / "published")
    shutil.copytree(home, after_import)
    importing = ("import", str(delivery), "--mapping", "hengke_contract", "--confirm")
    seconds["import"] = _timed(importing, after_import)
    return Bank(
        home, computed, delivery, fingerprints.shown(home), fingerprints.shown(night),
        fingerprints.results(night, TODAY), fingerprints.tables(after_import),
        fingerprints.tables(home), seconds,
    )  # fmt: skip


def copied(home: Path, target: Path) -> Path:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(home, target)
    return target


def _home(home: Path, *, customers: int) -> None:
    from hengke.pipelines.home import Home, HomeSettings
    from hengke.pipelines.intake import api
    from hengke.pipelines.synthetic.api import generate

    place = Home(home)
    place.write_settings(HomeSettings(bank="Drill", policies=("standard_month_average",)))
    generate(place.inbox / "first", customers=customers, seed=SEED)
    api.import_delivery(place, place.inbox / "first", mapping="hengke_contract")
    shutil.rmtree(place.inbox)
    _timed(("run", "--as-of", YESTERDAY), home)


def _delivery(home: Path, folder: Path) -> None:
    """The next business day: bookings and balances of some accounts, some customers who moved."""
    import duckdb

    folder.mkdir(parents=True)
    silver = {
        table: str([str(home / "lake" / file["path"]) for file in files])
        for table, files in fingerprints.manifest(home)["silver"].items()
    }
    last = "(SELECT DATE '2026-10-24' AS day)"
    scripts = {
        "balances": "SELECT account_id, day AS balance_date, 4200 AS balance_minor, currency, "
        f"'change' AS observed FROM (SELECT DISTINCT account_id, currency FROM "
        f"read_parquet({silver['balances']}) WHERE observed = 'change' AND balance_minor > 0 "
        f"ORDER BY account_id LIMIT 200), {last}",
        "customers": f"SELECT * REPLACE ('moved' AS address) FROM "
        f"read_parquet({silver['customers']}) ORDER BY customer_id LIMIT 20",
    }
    with duckdb.connect() as connection:
        for table, sql in scripts.items():
            connection.execute(f"COPY ({sql}) TO '{folder / table}.csv' (HEADER)")


def _timed(words: tuple[str, ...], home: Path) -> float:
    began = time.monotonic()
    said = done(words, home)
    if said.code:
        raise DrillBroken(f"hengke {' '.join(words)} ended with {said.code}:\n{said.text}")
    return time.monotonic() - began
