"""Merge accepted rows into the silver files by copy-on-write: new files, and a new list of names.

Rows that are there already, equal in every column, are not written again. Of the old files only
those that hold a corrected or leaving row are rewritten; nothing is changed in place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow.parquet as pq

from hengke.engine.schemas import CONTRACT, TableSchema
from hengke.kernel.errors import Broken
from hengke.pipelines.home import Home
from hengke.pipelines.intake.sql_text import name
from hengke.pipelines.intake.workspace import Workspace, files_sql
from hengke.pipelines.lake import DataFile, Manifest

MOST_FILES = 64  # of one mapping in one table; more are put together into one


@dataclass
class Merged:
    """What a delivery does to the lake; its files are written, nothing refers to them yet."""

    silver: dict[str, list[DataFile]] = field(default_factory=dict)  # changed tables only
    written: dict[str, int] = field(default_factory=dict)
    removed: dict[str, int] = field(default_factory=dict)
    corrected: dict[str, int] = field(default_factory=dict)


def merge(
    workspace: Workspace, home: Home, manifest: Manifest, *, tables: Iterable[str], batch: str,
    mapping: str,
) -> Merged:  # fmt: skip
    """Write new silver files for the tables that change; needs `ok_<t>` and `gone_<t>`."""
    merged = Merged()
    for table in tables:
        schema = CONTRACT[table]
        files = manifest.silver.get(table, [])
        _meet(workspace, home, schema, files)
        merged.written[table], merged.corrected[table], merged.removed[table] = _counts(
            workspace, table
        )
        if not merged.written[table] and not workspace.count(f"leaving_{table}"):
            continue
        listed = _rewritten(workspace, home, schema, files, batch)
        if merged.written[table]:
            listed.append(_new_file(workspace, home, schema, batch, merged.written[table]))
        merged.silver[table] = _together(workspace, home, manifest, schema, listed, batch, mapping)
    return merged


def _meet(workspace: Workspace, home: Home, schema: TableSchema, files: list[DataFile]) -> None:
    """`met_<t>`: accepted rows whose key is there already, and whether they are the same;
    `fresh_<t>`: accepted rows to write; `leaving_<t>`: keys that leave the old files."""
    table, key = schema.name, _key(schema)
    paths = [str(home.lake / file.path) for file in files]
    same = " AND ".join(
        f"e.{name(column.name)} IS NOT DISTINCT FROM n.{name(column.name)}"
        for column in schema.columns
    )
    on = " AND ".join(f"e.{name(column)} = n.{name(column)}" for column in schema.key)
    keys = ", ".join(f"e.{name(column)}" for column in schema.key)
    workspace.run(
        f"CREATE TABLE met_{table} AS SELECT n._row, {keys}, NOT n._delete AND {same} AS same "
        f"FROM ({files_sql(table, paths)}) e JOIN ok_{table} n ON {on}"
    )
    workspace.view(
        f"fresh_{table}",
        f"SELECT * FROM ok_{table} ANTI JOIN (SELECT _row FROM met_{table} WHERE same) "
        "USING (_row) WHERE NOT _delete",
    )
    workspace.run(
        f"CREATE TABLE leaving_{table} AS SELECT {key} FROM met_{table} WHERE NOT same "
        f"UNION SELECT {key} FROM gone_{table}"
    )


def _counts(workspace: Workspace, table: str) -> tuple[int, int, int]:
    """(rows to write, corrected ones among them, removed rows)."""
    written = workspace.count(f"fresh_{table}")
    removed = workspace.count(f"gone_{table}")
    return written, workspace.count(f"leaving_{table}") - removed, removed


def _rewritten(
    workspace: Workspace, home: Home, schema: TableSchema, files: list[DataFile], batch: str
) -> list[DataFile]:
    """The old files; those that hold leaving rows are replaced by copies without them."""
    table, key = schema.name, _key(schema)
    named = files_sql(table, [str(home.lake / file.path) for file in files], named=True)
    touched = dict(
        workspace.rows(
            f"SELECT _path, count(*) FROM ({named}) SEMI JOIN leaving_{table} USING ({key}) "
            "GROUP BY _path"
        )
    )
    listed = []
    for number, file in enumerate(files):
        path = home.lake / file.path
        leaving = touched.get(str(path), 0)
        if not leaving:
            listed.append(file)
        elif leaving < file.rows:
            target = Path("silver") / table / f"{batch}-{number}.parquet"
            rest = f"{files_sql(table, [str(path)])} ANTI JOIN leaving_{table} USING ({key})"
            workspace.keep(rest, home.lake / target)
            listed.append(_checked(home, target, file.rows - leaving, file.batch))
    return listed


def _new_file(
    workspace: Workspace, home: Home, schema: TableSchema, batch: str, rows: int
) -> DataFile:
    target = Path("silver") / schema.name / f"{batch}.parquet"
    workspace.keep(f"SELECT {_columns(schema)} FROM fresh_{schema.name}", home.lake / target)
    return _checked(home, target, rows, batch)


def _checked(home: Home, target: Path, rows: int, batch: str) -> DataFile:
    found = pq.read_metadata(home.lake / target).num_rows
    if found != rows:
        raise Broken(f"{target} holds {found} rows, {rows} were expected")
    return DataFile(target.as_posix(), rows, batch)


def _together(
    workspace: Workspace,
    home: Home,
    manifest: Manifest,
    schema: TableSchema,
    files: list[DataFile],
    batch: str,
    mapping: str,
) -> list[DataFile]:
    """A year of daily deltas is put together into one file now and then."""
    sources = {entry.id: entry.source for entry in manifest.batches}
    ours = [file for file in files if sources.get(file.batch, mapping) == mapping]
    if len(ours) <= MOST_FILES:
        return files
    target = Path("silver") / schema.name / f"{batch}-all.parquet"
    paths = [str(home.lake / file.path) for file in ours]
    workspace.keep(files_sql(schema.name, paths), home.lake / target)
    whole = _checked(home, target, sum(file.rows for file in ours), batch)
    return [*(file for file in files if file not in ours), whole]


def _key(schema: TableSchema) -> str:
    return ", ".join(name(column) for column in schema.key)


def _columns(schema: TableSchema) -> str:
    return ", ".join(name(column.name) for column in schema.columns)
