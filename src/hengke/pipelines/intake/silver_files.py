"""Silver files: what is written at once lies in one file, a large amount in one file per month.

Who reads some months of a large book opens the files of those months only, and a correction has
the file of its month rewritten, not the book. A day's delta is a file of its own, whatever its
days; now and then such files are put together.
"""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow.parquet as pq

from hengke.engine.schemas import TableSchema
from hengke.kernel.errors import Broken
from hengke.pipelines.home import Home
from hengke.pipelines.intake.touched import DAY_OF
from hengke.pipelines.intake.workspace import Workspace
from hengke.pipelines.lake import DataFile

MOST_ROWS_IN_ONE = 4_000_000
"""Rewriting that many bookings takes a few seconds."""


def written(
    workspace: Workspace, home: Home, schema: TableSchema, sql: str, *, name: str, rows: int,
    batch: str, beside: DataFile | None = None,
) -> list[DataFile]:  # fmt: skip
    """The rows as new files called `name`; `beside` is a file that they take the place of."""
    folder = Path(beside.path).parent if beside else Path("silver") / schema.name
    day = DAY_OF.get(schema.name)
    if rows <= MOST_ROWS_IN_ONE or not day or (beside and is_of_a_month(beside)):
        target = folder / f"{name}.parquet"
        workspace.keep(sql, home.lake / target)
        return [_checked(home, target, rows, batch)]
    files: list[DataFile] = []
    parts = workspace.divided(sql, by=f"strftime({day}, '%Y-%m')", title=f"{schema.name}_{name}")
    for number, (month, path) in enumerate(parts):
        again = f"-p{number}" if number and parts[number - 1][0] == month else ""
        target = folder / month / f"{name}{again}.parquet"
        (home.lake / target).parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, home.lake / target)
        files.append(_checked(home, target, None, batch))
    if (found := sum(file.rows for file in files)) != rows:
        raise Broken(f"the months of {name} hold {found} rows, {rows} were expected")
    return files


def is_of_a_month(file: DataFile) -> bool:
    """silver/TABLE/MONTH/NAME, where others are silver/TABLE/NAME."""
    return len(Path(file.path).parts) > 3


def _checked(home: Home, target: Path, rows: int | None, batch: str) -> DataFile:
    found = pq.read_metadata(home.lake / target).num_rows
    if rows is not None and found != rows:
        raise Broken(f"{target} holds {found} rows, {rows} were expected")
    return DataFile(target.as_posix(), found, batch)
