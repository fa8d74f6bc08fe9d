"""Where an import computes: a DuckDB of its own that spills to disk, and a folder for its files."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from hengke.engine.schemas import CONTRACT
from hengke.kernel.errors import Broken
from hengke.pipelines.home import Home
from hengke.pipelines.intake import functions
from hengke.pipelines.intake.sql_text import literal, name
from hengke.pipelines.intake.stage_rows import SQL_TYPES
from hengke.pipelines.intake.vault import Vault
from hengke.pipelines.lake import Manifest

MEMORY_LIMIT = "3GB"


class Workspace:
    """One import's connection. Statements are built from our own names and quoted literals."""

    def __init__(self, folder: Path, vault: Vault | None) -> None:
        self.folder = folder
        self._vault = vault
        self.views: set[str] = set()
        self.connection = duckdb.connect(":memory:")
        self.run(f"SET memory_limit = {literal(MEMORY_LIMIT)}")
        self.run(f"SET temp_directory = {literal(str(folder / 'spill'))}")
        self.run("SET TimeZone = 'UTC'")
        self.run("SET enable_progress_bar = false")
        if vault is not None:
            functions.register(self.connection, vault)

    @property
    def vault(self) -> Vault:
        if self._vault is None:
            raise Broken("this workspace was opened without keys")
        return self._vault

    def run(self, sql: str) -> None:
        self.connection.execute(sql)

    def view(self, title: str, sql: str) -> None:
        self.run(f"CREATE OR REPLACE VIEW {title} AS {sql}")
        self.views.add(title)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql).fetchall()

    def value(self, sql: str) -> Any:
        return self.rows(sql)[0][0]

    def count(self, relation: str) -> int:
        return int(self.value(f"SELECT count(*) FROM {relation}"))

    def types(self, relation: str) -> dict[str, str]:
        """Column names and SQL types, in order."""
        return {row[0]: row[1] for row in self.rows(f"DESCRIBE SELECT * FROM {relation}")}

    def scratch(self, sql: str, *, title: str) -> Path:
        """The result as a file that lives as long as the import; the next steps read it often."""
        path = self.folder / f"{title}.parquet"
        self.run(f"COPY ({sql}) TO {literal(str(path))} (FORMAT parquet, COMPRESSION snappy)")
        return path

    def keep(self, sql: str, path: Path) -> None:
        """The result as a file that stays, on disk before anybody can name it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.run(f"COPY ({sql}) TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd)")
        _on_disk(path)

    def divided(self, sql: str, *, by: str, title: str) -> list[tuple[str, Path]]:
        """The result as one file per value of `by`, on disk; they are to be put into place."""
        folder = self.folder / f"divided_{title}"
        self.run(
            f"COPY (SELECT *, {by} AS _part FROM ({sql})) TO {literal(str(folder))} (FORMAT "
            "parquet, COMPRESSION zstd, PARTITION_BY (_part), WRITE_PARTITION_COLUMNS false, "
            "FILENAME_PATTERN '{uuid}')"
        )
        found = sorted(folder.glob("_part=*/*.parquet"))
        for path in found:
            _on_disk(path)
        return [(path.parent.name.removeprefix("_part="), path) for path in found]

    def show_silver(self, home: Home, manifest: Manifest, *, mapping: str) -> None:
        """`was_<table>`: every table of the lake as it is before this delivery; `theirs_<table>`:
        the part of it that other mappings than this one brought."""
        ours = {batch.id for batch in manifest.batches if batch.source == mapping}
        for table in CONTRACT:
            files = manifest.silver.get(table, [])
            theirs = [file for file in files if file.batch not in ours]
            for prefix, chosen in (("was", files), ("theirs", theirs)):
                paths = [str(home.lake / file.path) for file in chosen]
                self.view(f"{prefix}_{table}", files_sql(table, paths))


def _on_disk(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def files_sql(table: str, paths: list[str], *, placed: bool = False) -> str:
    """Contract columns of some silver files (`placed`: also `_path`, and `_place` from 0 on in the
    file); without files no rows."""
    columns = ", ".join(name(column.name) for column in CONTRACT[table].columns)
    if paths:
        listed = ", ".join(literal(path) for path in paths)
        place = ", filename AS _path, file_row_number AS _place" if placed else ""
        return (
            f"SELECT {columns}{place} FROM read_parquet([{listed}], filename = {placed}, "
            f"file_row_number = {placed})"
        )
    empty = ", ".join(
        f"CAST(NULL AS {SQL_TYPES[column.type]}) AS {name(column.name)}"
        for column in CONTRACT[table].columns
    )
    place = ", CAST(NULL AS VARCHAR) AS _path, CAST(NULL AS BIGINT) AS _place" if placed else ""
    return f"SELECT {empty}{place} WHERE false"


@contextmanager
def opened(folder: Path, vault: Vault | None = None) -> Iterator[Workspace]:
    """A workspace in a folder that is emptied before and removed afterwards."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    workspace = Workspace(folder, vault)
    try:
        yield workspace
    finally:
        workspace.connection.close()
        shutil.rmtree(folder, ignore_errors=True)
