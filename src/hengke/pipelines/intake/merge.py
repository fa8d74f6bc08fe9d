"""Merge accepted rows into the silver files by copy-on-write: new files, and a new list of names.

Rows that are there already, equal in every column, are not written again. Of the old files only
those that hold a corrected or leaving row are rewritten; nothing is changed in place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from hengke.engine.schemas import CONTRACT, TableSchema
from hengke.pipelines import soundness
from hengke.pipelines.home import Home
from hengke.pipelines.intake import silver_files
from hengke.pipelines.intake.sql_text import name
from hengke.pipelines.intake.workspace import Workspace, files_sql
from hengke.pipelines.lake import DataFile, Manifest


@dataclass
class Merged:
    """What a delivery does to the lake; its files are written, nothing refers to them yet."""

    silver: dict[str, list[DataFile]] = field(default_factory=dict)  # changed tables only
    written: dict[str, int] = field(default_factory=dict)
    removed: dict[str, int] = field(default_factory=dict)
    corrected: dict[str, int] = field(default_factory=dict)


def merge(
    workspace: Workspace, home: Home, manifest: Manifest, *, tables: Iterable[str], batch: str
) -> Merged:
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
        listed = _rewritten(workspace, home, manifest, schema, batch)
        if merged.written[table]:
            fresh = f"SELECT {_columns(schema)} FROM fresh_{table}"
            listed += silver_files.written(
                workspace, home, schema, fresh, name=batch, rows=merged.written[table], batch=batch
            )
        merged.silver[table] = listed
    return merged


def _meet(workspace: Workspace, home: Home, schema: TableSchema, files: list[DataFile]) -> None:
    """`met_<t>`: accepted rows whose key is there already, and whether they are the same;
    `fresh_<t>`: accepted rows to write; `leaving_<t>`: keys that leave the old files."""
    table, key = schema.name, _key(schema)
    _find(workspace, home, schema, files)
    same = " AND ".join(
        f"e.{name(column.name)} IS NOT DISTINCT FROM n.{name(column.name)}"
        for column in schema.columns
    )
    on = " AND ".join(f"e.{name(column)} = n.{name(column)}" for column in schema.key)
    keys = ", ".join(f"e.{name(column)}" for column in schema.key)
    workspace.run(
        f"CREATE TABLE met_{table} AS SELECT n._row, {keys}, NOT n._delete AND {same} AS same "
        f"FROM ({_old_rows(workspace, table)}) e JOIN ok_{table} n ON {on}"
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


def _find(workspace: Workspace, home: Home, schema: TableSchema, files: list[DataFile]) -> None:
    """`found_<t>`: file, place in it and key of every old row that the delivery concerns.

    Only the keys are read, and of them only what the files' own statistics do not rule out: a day
    is found in a book of years without reading the years.
    """
    table, key = schema.name, _key(schema)
    concerned = f"SELECT {key} FROM ok_{table} UNION ALL SELECT {key} FROM gone_{table}"
    paths = [_path(home, file) for file in files]
    workspace.run(
        f"CREATE TABLE found_{table} AS SELECT {key}, _path, _place "
        f"FROM ({files_sql(table, paths, placed=True)}) SEMI JOIN ({concerned}) USING ({key})"
    )


def _old_rows(workspace: Workspace, table: str) -> str:
    """The rows between the first and the last one found, of those files that hold any."""
    spans = workspace.rows(
        f"SELECT _path, min(_place), max(_place) FROM found_{table} GROUP BY _path ORDER BY _path"
    )
    parts = [
        f"SELECT * FROM ({files_sql(table, [path], placed=True)}) "
        f"WHERE _place BETWEEN {first} AND {last}"
        for path, first, last in spans
    ]
    return " UNION ALL ".join(parts) or files_sql(table, [])


def _counts(workspace: Workspace, table: str) -> tuple[int, int, int]:
    """(rows to write, corrected ones among them, removed rows)."""
    written = workspace.count(f"fresh_{table}")
    removed = workspace.count(f"gone_{table}")
    return written, workspace.count(f"leaving_{table}") - removed, removed


def _rewritten(
    workspace: Workspace, home: Home, manifest: Manifest, schema: TableSchema, batch: str
) -> list[DataFile]:
    """The old files; those that hold leaving rows are replaced by copies without them."""
    table, key = schema.name, _key(schema)
    files = manifest.silver.get(table, [])
    touched = dict(
        workspace.rows(
            f"SELECT _path, count(*) FROM found_{table} SEMI JOIN leaving_{table} USING ({key}) "
            "GROUP BY _path"
        )
    )
    concerned = [file.path for file in files if _path(home, file) in touched]
    soundness.check(home.lake, manifest.sums, concerned)
    listed = []
    for number, file in enumerate(files):
        path = _path(home, file)
        leaving = touched.get(path, 0)
        if not leaving:
            listed.append(file)
        elif leaving < file.rows:
            rest = f"{files_sql(table, [path])} ANTI JOIN leaving_{table} USING ({key})"
            listed += silver_files.written(
                workspace, home, schema, rest, name=f"{batch}-{number}",
                rows=file.rows - leaving, batch=file.batch, beside=file,
            )  # fmt: skip
    return listed


def _path(home: Home, file: DataFile) -> str:
    return str(home.lake / file.path)


def _key(schema: TableSchema) -> str:
    return ", ".join(name(column) for column in schema.key)


def _columns(schema: TableSchema) -> str:
    return ", ".join(name(column.name) for column in schema.columns)
