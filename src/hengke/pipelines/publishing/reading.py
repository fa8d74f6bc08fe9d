"""Reads result files for staging: the columns of the schema, in its types, sorted by key.

A million customers are sixty million rows: they come a batch at a time, and what has to be sorted
or joined beyond `MEMORY` goes through a folder on disk.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hengke.engine.results import GOLD
from hengke.kernel.errors import Broken
from hengke.pipelines.parts import files_of, listed
from hengke.pipelines.publishing.tables import Published
from hengke.pipelines.releases import of_this_release

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

ROWS_AT_ONCE = 50_000
MEMORY = "1536MiB"
DUCKDB_TYPES = {"string": "VARCHAR", "int64": "BIGINT", "float64": "DOUBLE", "date": "DATE"}


class Results:
    """Result files as views of one in-memory DuckDB, named as in `engine.results`."""

    def __init__(self, scratch: Path) -> None:
        """`scratch`: a folder of our own, emptied now (one was killed) and gone at the end."""
        import duckdb

        shutil.rmtree(scratch, ignore_errors=True)
        self._scratch = scratch
        self._duckdb = duckdb.connect(
            config={"memory_limit": MEMORY, "temp_directory": str(scratch)}
        )
        self.run("SET enable_progress_bar = false")  # it would be printed into the answer

    def __enter__(self) -> Results:
        return self

    def __exit__(self, *_: object) -> None:
        self._duckdb.close()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def view(self, table: Published, files: Sequence[Path], *, prefix: str = "") -> None:
        """No file, no row: a run leaves out what the bank's files say nothing about.

        What does not fit the schema's type is an error here, not a wrong figure on a page.
        """
        types = GOLD[table.gold]
        columns = ", ".join(
            _column(name, types[name], table.instead_of_null.get(name)) for name in types
        )
        rows = source(files) if files else f"({_nothing(types)})"
        self.run(f"CREATE OR REPLACE VIEW {prefix}{table.gold} AS SELECT {columns} FROM {rows}")

    def listed(self, name: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """A small table of text columns made on the spot."""
        self.run(f"CREATE OR REPLACE TABLE {name} ({', '.join(f'{c} VARCHAR' for c in columns)})")
        if rows:
            places = ", ".join("?" for _ in columns)
            self._duckdb.executemany(f"INSERT INTO {name} VALUES ({places})", rows)

    def exchange(self, table: Published, rows: pa.Table) -> None:
        """Let these rows stand where the view of the files was."""
        self.run(f"DROP VIEW {table.gold}")
        self._duckdb.register("exchanged", rows)
        self.run(f"CREATE TABLE {table.gold} AS SELECT * FROM exchanged")

    def rows(self, files: Sequence[Path]) -> int:
        """How many rows the files hold, from their footers."""
        return self.count(source(files))

    def count(self, name: str) -> int:
        """Rows of a view or table."""
        return int(self.frame(f"SELECT count(*) AS n FROM {name}")["n"][0].as_py())

    def stream(
        self, rows: str, types: Mapping[str, str], key: Sequence[str], *, dates_as_text: bool
    ) -> pa.RecordBatchReader:
        """Rows in order of the key: they fill an index from left to right."""
        columns = ", ".join(
            f"CAST({name} AS VARCHAR) AS {name}" if dates_as_text and kind == "date" else name
            for name, kind in types.items()
        )
        return self.reader(f"SELECT {columns} FROM {rows} ORDER BY {', '.join(key)}")

    def reader(self, query: str) -> pa.RecordBatchReader:
        """Rows as they are computed, a batch at a time."""
        try:
            return self._duckdb.sql(query).to_arrow_reader(ROWS_AT_ONCE)
        except _errors() as error:
            raise _wrong_form(error) from error

    def frame(self, query: str) -> pa.Table:
        try:
            return self._duckdb.sql(query).to_arrow_table()
        except _errors() as error:
            raise _wrong_form(error) from error

    def run(self, statement: str) -> None:
        try:
            with of_this_release():
                self._duckdb.sql(statement)
        except _errors() as error:
            raise _wrong_form(error) from error


def _errors() -> type[duckdb.Error]:
    import duckdb

    return duckdb.Error


def _wrong_form(error: Exception) -> Broken:
    return Broken(f"a result file does not have the form it should: {error}")


def source(files: Sequence[Path]) -> str:
    """As a query reads them."""
    return f"read_parquet([{listed(file for path in files for file in files_of(path))}])"


def _column(name: str, type_: str, instead: str | None) -> str:
    value = f"CAST({name} AS {DUCKDB_TYPES[type_]})"
    if instead is not None:
        value = f"coalesce(nullif({value}, ''), '{instead}')"
    return f"{value} AS {name}"


def _nothing(types: dict[str, str]) -> str:
    nulls = (f"CAST(NULL AS {DUCKDB_TYPES[kind]}) AS {name}" for name, kind in types.items())
    return f"SELECT {', '.join(nulls)} WHERE false"
