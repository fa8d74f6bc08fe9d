"""What a home holds and what its readers see, as digests that can be compared byte for byte."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from hengke.pipelines.parts import files_of

SHOWN = (
    "customers_customer", "customers_holding", "customers_movement", "customers_assetpoint",
    "customers_bookpoint", "customers_relation", "tiering_position", "tiering_assessment",
    "tiering_scheme", "care_task",
)  # fmt: skip
MOMENTS = ("id", "created_at", "updated_at", "changed_at")
"""Columns that tell when something was written, not what."""

Rows = Callable[[str], list[tuple[Any, ...]]]


def manifest(home: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((home / "lake/manifest.json").read_text(encoding="utf-8"))
    return found


def results(home: Path, as_of: str) -> str:
    """The bytes of every result file of the run of that date, and of all assessments."""
    held = manifest(home)
    runs = [run for run in held["runs"] if run["as_of"] == as_of]
    named = sorted({path for run in runs[-1:] for path in run["gold"].values()})
    named += sorted({entry["path"] for entry in held["assessments"]})
    files = [file for path in named for file in files_of(home / "lake" / path)]
    return _digest((file.relative_to(home).as_posix(), file.read_bytes()) for file in files)


def tables(home: Path) -> str:
    """The rows of every table of the bank, whatever files they lie in."""
    import duckdb

    told = []
    with duckdb.connect() as connection:
        for table, files in sorted(manifest(home)["silver"].items()):
            paths = [str(home / "lake" / file["path"]) for file in files]
            if paths:
                rows = connection.sql(f"FROM read_parquet({paths!r}) ORDER BY ALL").fetchall()
                told.append((table, repr(rows).encode()))
    return _digest(told)


def shown(home: Path) -> tuple[str, str]:
    """The run that the workbench of the home shows, and a digest of all that it shows."""
    with closing(sqlite3.connect(f"file:{home / 'workbench.sqlite3'}?mode=ro", uri=True)) as file:
        return shown_in(lambda sql: file.execute(sql).fetchall(), _columns_of_sqlite(file))


def shown_in(rows: Rows, columns: Callable[[str], Sequence[str]]) -> tuple[str, str]:
    current = rows("SELECT run_id FROM imports_run WHERE is_current")
    told = []
    for table in SHOWN:
        names = [name for name in columns(table) if name not in MOMENTS]
        found = sorted(map(repr, rows(f"SELECT {', '.join(names)} FROM {table}")))
        told.append((table, "\n".join(found).encode()))
    return (current[0][0] if current else ""), _digest(told)


def _columns_of_sqlite(file: sqlite3.Connection) -> Callable[[str], list[str]]:
    return lambda table: [row[1] for row in file.execute(f"PRAGMA table_info({table})")]


def _digest(parts: Iterable[tuple[str, bytes]]) -> str:
    digest = hashlib.sha256()
    for name, content in parts:
        digest.update(f"{name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()
