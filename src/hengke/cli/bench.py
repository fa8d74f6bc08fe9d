"""`hengke bench`: how fast this machine does the whole job, beside what can be measured with it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from hengke.cli.options import AsJson

Customers = Annotated[
    list[int] | None,
    typer.Option(
        "--customers", metavar="N", min=20,
        help="Size of the bank, repeatable (default: 20000 and 100000).",
    ),
]  # fmt: skip
Months = Annotated[int, typer.Option("--months", metavar="M", help="Months of history.")]
Transactions = Annotated[
    float | None,
    typer.Option(
        "--transactions", metavar="N",
        help="Bookings per customer over all months (default: 100 in two years).",
    ),
]  # fmt: skip
Stages = Annotated[
    list[str] | None,
    typer.Option(
        "--stage", metavar="NAME",
        help="Only this stage, repeatable, with what it needs: generate, import, 'import again', "
        "run, 'run again', publish, 'publish again', 'hand sql', scan, polars, pandas, pages, "
        "tryton, help, 'next day'.",
    ),
]  # fmt: skip
Place = Annotated[
    Path | None,
    typer.Option(
        "--place", metavar="DIR",
        help="Work there and leave everything (default: a temporary folder).",
    ),
]  # fmt: skip
Resume = Annotated[
    bool, typer.Option("--resume", help="Go on after the last finished stage in --place.")
]
Database = Annotated[
    str | None,
    typer.Option(
        "--database", metavar="URL",
        help="A PostgreSQL to publish to and to read from (default: the home's SQLite).",
    ),
]  # fmt: skip


def bench(
    customers: Customers = None,
    months: Months = 24,
    transactions: Transactions = None,
    stage: Stages = None,
    place: Place = None,
    resume: Resume = False,
    database: Database = None,
    users: Annotated[int, typer.Option("--users", help="Readers of pages at once.")] = 8,
    rounds: Annotated[
        int | None, typer.Option("--rounds", help="Rounds of each (default: a minute).")
    ] = None,
    wait: Annotated[float, typer.Option("--wait", help="Seconds between two pages.")] = 1.0,
    as_json: AsJson = False,
) -> None:
    """Make a synthetic bank and time every stage, with ratios to what does the same by hand.

    Exit code 6 when a yardstick found other rows than the engine, or a page failed.
    """
    options: list[tuple[str, object]] = [
        *(("--customers", number) for number in customers or ()),
        *(("--stage", name) for name in stage or ()),
        ("--months", months), ("--transactions", transactions), ("--place", place),
        ("--database", database), ("--users", users), ("--rounds", rounds), ("--wait", wait),
    ]  # fmt: skip
    told = [str(part) for name, value in options if value is not None for part in (name, value)]
    told += ["--resume"] * resume + ["--json"] * as_json
    done = subprocess.run([sys.executable, "-m", "hengke.bench", *told], check=False)
    raise typer.Exit(done.returncode)
