"""What is timed of the house, one function per step; each runs in a process of its own.

A step answers with what only it can know: `rows`, the seconds of its core without imports and
start-up (`seconds`, `cpu_seconds`), and figures of its own. `skipped` is the reason why this
machine cannot do it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from hengke.bench import peer, yardsticks
from hengke.bench.answers import (
    AS_OF,
    POLICY,
    Answer,
    Clock,
    base_run,
    delivery,
    silver_rows,
)
from hengke.bench.from_checkout import beside, missing
from hengke.bench.watched_run import watched_run
from hengke.pipelines.home import Home, HomeSettings

SEED = 20_261_023


def generate(
    home: Home, *, customers: int, months: int = 24, transactions_per_customer: float
) -> Answer:
    """The synthetic bank as a delivery; what a killed one has left is made again."""
    from hengke.pipelines.synthetic.api import generate as made

    shutil.rmtree(delivery(home), ignore_errors=True)
    home.write_settings(HomeSettings(bank="Bench", policies=(POLICY,), demo=True))
    found = made(
        delivery(home), customers=customers, seed=SEED, months=months,
        transactions_per_customer=transactions_per_customer,
    )  # fmt: skip
    size = sum(file.stat().st_size for file in delivery(home).iterdir())
    return {"rows": sum(found.rows.values()), "table_rows": found.rows, "bytes": size}


def load(home: Home) -> Answer:
    """`hengke import`, with every check. Done again it finds that it knows the files."""
    from hengke.pipelines.intake import api

    clock = Clock()
    with clock.running():
        report = api.import_delivery(home, delivery(home), mapping="hengke_contract")
    return {"rows": sum(table.received for table in report.tables), **clock.told()}


def run(home: Home) -> Answer:
    """The nightly run over all assessment dates."""
    return {"rows": silver_rows(home), **watched_run(home, on=AS_OF)}


def publish(home: Home, *, database: str = "") -> Answer:
    """Into the workbench; the tables are made first, which a bank does once.

    Adding up the books for the pages of a whole bank is part of it.
    """
    from hengke.cli import workbench
    from hengke.pipelines import publish as publishing

    if database:
        os.environ["DATABASE_URL"] = database
    run_id = base_run(home).run_id
    address = workbench.opened(home)
    from hengke.apps.tiering.api import count_books

    clock = Clock()
    with clock.running():
        shown = publishing.publish(home, run_id, database_url=address)
        count_books()
    return {**asdict(shown), **clock.told()}


def help_(home: Home, *, times: int = 5) -> Answer:
    """The command's first answer beside the start of the library that reads its words."""
    mine = _quickest([sys.executable, "-m", "hengke", "--help"], times)
    typer = _quickest([sys.executable, "-c", "import typer"], times)
    return {**mine, "beside": ("import typer", typer)}


def _quickest(command: list[str], times: int) -> Answer:
    clocks = [Clock() for _ in range(times)]
    for clock in clocks:
        with clock.running():
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return {
        "seconds": min(clock.seconds for clock in clocks),
        "cpu_seconds": min(clock.cpu_seconds for clock in clocks),
    }


def next_day(home: Home) -> Answer:
    """One more day: its import, and the run that goes on from the last one."""
    from hengke.pipelines.intake import api

    module = beside("next_day")
    if module is None:
        return missing("next_day")
    on, files = AS_OF + timedelta(days=1), home.inbox / "next-day"
    shutil.rmtree(files, ignore_errors=True)
    bookings = module.written(home, files, on=on)
    loading = Clock()
    with loading.running():
        report = api.import_delivery(home, files, mapping="hengke_contract", confirmed=True)
    rows = sum(table.received for table in report.tables)
    return {
        "rows": rows, "bookings": bookings, "import": loading.told(),
        "run": watched_run(home, on=on),
    }  # fmt: skip


def pages(home: Home, **reading: Any) -> Answer:
    """Lists, search and customers, as people with log-ins of their own read them."""
    module = beside("pages")
    if module is None:
        return missing("pages")
    return dict(module.measured(home.path, **reading))


STEPS: Mapping[str, Callable[..., Answer]] = {
    step.__name__: step
    for step in (
        generate, load, run, publish, help_, next_day, pages,
        yardsticks.hand, yardsticks.scan, yardsticks.polars, yardsticks.pandas, yardsticks.compare,
        peer.peer,
    )
}  # fmt: skip
