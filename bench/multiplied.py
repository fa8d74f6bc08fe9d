"""`python -m bench.multiplied HOME TARGET --times 50`: a book of a million customers in minutes.

What a computed run of a small bank found, many times over: a home that can be published and read
without running a million customers. Customers, accounts, bookings, branches and staff get the
number of their copy at the end of theirs, so that every copy is a bank of its own beside the
others; names and amounts repeat. The runs are the newest of the home, oldest first, as they were.
There is no silver data in it: nothing can be imported into it or run on it.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

from hengke.engine.results import GOLD
from hengke.pipelines import lake
from hengke.pipelines.home import Home
from hengke.pipelines.parts import files_of, linked

NUMBERED = frozenset({
    "customer_id", "related_id", "household_id", "account_id", "transaction_id", "branch_id",
    "manager_id", "org_id", "parent_id",
})  # fmt: skip
"""Columns that name a customer, a thing or a place of the bank."""

ONCE = frozenset({"schemes"})  # policies are the same in every copy
ROWS_PER_GROUP = 122_880
MEMORY = "2GB"


def multiplied(source: Home, target: Home, *, times: int, runs: int = 1) -> list[str]:
    """Write `target` anew; returns the ids of its runs, oldest first."""
    shutil.rmtree(target.path, ignore_errors=True)
    target.write_settings(source.settings())
    found = lake.load(source)
    kept = found.runs[-runs:]
    files = dict(_files(source.lake, found, kept))
    with duckdb.connect() as database:
        database.sql(f"SET memory_limit = '{MEMORY}'; SET enable_progress_bar = false")
        database.sql("SET preserve_insertion_order = false")
        made: dict[int, Path] = {}  # runs share files of the past: what is one file stays one
        for path, table in files.items():
            inode = (source.lake / path).stat().st_ino
            if inode in made:
                (target.lake / path).parent.mkdir(parents=True, exist_ok=True)
                linked(made[inode], target.lake / path)
            else:
                _copy(database, source.lake / path, target.lake / path, table, times)
                made[inode] = target.lake / path
    lake.commit(target, _manifest(found, kept, times))
    return [run.run_id for run in kept]


def _files(
    lake_folder: Path, found: lake.Manifest, kept: list[lake.RunEntry]
) -> Iterator[tuple[str, str]]:
    """Every result file that the runs stand on, and the table that it holds."""
    for run in kept:
        for table, path in run.gold.items():
            for file in files_of(lake_folder / path):
                yield file.relative_to(lake_folder).as_posix(), table
    yield from ((entry.path, "assessments") for entry in found.assessments)


def _copy(database: Any, source: Path, target: Path, table: str, times: int) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    copies = 1 if table in ONCE else times
    columns = ", ".join(_column(name, width=len(str(times - 1))) for name in GOLD[table])
    database.sql(
        f"COPY (SELECT {columns} FROM read_parquet('{source}') CROSS JOIN range({copies}) t(copy)) "
        f"TO '{target}' (FORMAT parquet, ROW_GROUP_SIZE {ROWS_PER_GROUP})"
    )


def _column(name: str, *, width: int) -> str:
    """The number of the copy has one width, so two copies of two customers are never the same."""
    copy = f"lpad(CAST(copy AS VARCHAR), {width}, '0')"
    if name == "task_key":
        return f"task_key || ':' || {copy} AS task_key"
    if name in NUMBERED:
        return f"CASE WHEN {name} <> '' THEN {name} || {copy} ELSE {name} END AS {name}"
    return name


def _manifest(found: lake.Manifest, kept: list[lake.RunEntry], times: int) -> lake.Manifest:
    return lake.Manifest(
        batches=found.batches,
        runs=[
            replace(run, customers=run.customers * times, report=_more(run.report, times))
            for run in kept
        ],
        assessments=found.assessments,
    )


def _more(report: Mapping[str, Any], times: int) -> dict[str, Any]:
    """The rows that were written; everything else is told of the run that was computed."""
    rows = {name: count * times for name, count in report.get("rows", {}).items()}
    return {**report, "rows": rows}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.multiplied", description=__doc__)
    parser.add_argument("home", type=Path, help="a home with a computed run")
    parser.add_argument("target", type=Path, help="the home to be written; what is there goes")
    parser.add_argument("--times", type=int, default=50, metavar="N", help="copies (%(default)s)")
    parser.add_argument("--runs", type=int, default=1, metavar="N",
        help="newest runs of the home to copy (%(default)s)")  # fmt: skip
    wanted = parser.parse_args()
    target = Home(wanted.target.resolve())
    for run_id in multiplied(
        Home(wanted.home.resolve()), target, times=wanted.times, runs=wanted.runs
    ):
        print(f"hengke publish --home {target.path} --run {run_id}")


if __name__ == "__main__":
    main()
