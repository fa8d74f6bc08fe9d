"""A file of records into a table of text in memory: CSV, gzip or Parquet, any encoding we know."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from hengke.kernel.errors import Refused
from hengke.pipelines.duplicates.mapping import DuplicateMapping
from hengke.pipelines.intake import headings
from hengke.pipelines.intake.mapping import Layout
from hengke.pipelines.intake.plain_text import delimited_quickly
from hengke.pipelines.intake.shown_values import loose
from hengke.pipelines.intake.sql_text import literal, name

THREADS, MEMORY_LIMIT = 2, "6GB"
GIVEN = "given"
"""The table of records as read."""


@contextmanager
def in_memory() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database that never writes to disk: it holds plain identifiers."""
    connection = duckdb.connect(
        ":memory:",
        config={"temp_directory": "", "threads": THREADS, "memory_limit": MEMORY_LIMIT},
    )
    try:
        connection.execute("SET enable_progress_bar = false")
        yield connection
    finally:
        connection.close()


def take_file(connection: duckdb.DuckDBPyConnection, path: Path, mapping: DuplicateMapping) -> int:
    """Read the columns that the mapping names; how many lines did not fit their header."""
    if not path.is_file():
        raise Refused("There is no file {file}.", next_step="Check the path.", file=path)
    if path.suffix == ".parquet":
        _take_parquet(connection, path, mapping)
        return 0
    columns, rows = delimited_quickly(path, name=path.name, layout=Layout())
    check_columns(columns, mapping, file=path.name)
    made = ", ".join(f"{name(column)} VARCHAR" for column in columns)
    connection.execute(f"CREATE TABLE {GIVEN} ({made})")
    ragged = 0
    for batch in rows:
        ragged += len(batch.ragged)
        if len(batch):
            part = pa.table(dict(zip(columns, batch.arrays()[1:], strict=True)))
            connection.register("part", part)
            connection.execute(f"INSERT INTO {GIVEN} SELECT * FROM part")
            connection.unregister("part")
    return ragged


def take_table(connection: duckdb.DuckDBPyConnection, rows: pa.Table) -> None:
    """Records that lie in memory already."""
    texts = ", ".join(f"{name(column)}::VARCHAR AS {name(column)}" for column in rows.column_names)
    connection.register("part", rows)
    connection.execute(f"CREATE TABLE {GIVEN} AS SELECT {texts} FROM part")
    connection.unregister("part")


def check_columns(columns: list[str], mapping: DuplicateMapping, *, file: str) -> None:
    for column in mapping.columns:
        if column not in columns:
            raise Refused(
                '{file} has no column "{column}", which mapping {mapping} compares. {hint}',
                next_step="Name the file's own columns in a mapping of your own.",
                file=file,
                column=column,
                mapping=mapping.name,
                hint=headings.hint(column, columns, known=mapping.columns),
            )


def check_keys(connection: duckdb.DuckDBPyConnection, mapping: DuplicateMapping) -> None:
    """Every record has a number of its own: pairs are named by it."""
    key = name(mapping.key)
    found = connection.execute(
        f"SELECT coalesce(trim({key}), ''), count(*) FROM {GIVEN} GROUP BY 1 "
        "HAVING count(*) > 1 OR coalesce(trim(any_value(" + key + ")), '') = '' ORDER BY 1 LIMIT 1"
    ).fetchone()
    if found:
        raise Refused(
            'The key {key} is "{value}" in {count} records; it must be a different one in each.',
            next_step="Choose another key in the mapping, or number the records.",
            key=mapping.key,
            value=loose(found[0]),
            count=found[1],
        )


def _take_parquet(
    connection: duckdb.DuckDBPyConnection, path: Path, mapping: DuplicateMapping
) -> None:
    source = f"read_parquet({literal(str(path))})"
    try:
        told = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    except duckdb.Error as error:
        raise Refused("{file} is no Parquet file: {error}", file=path.name, error=error) from None
    check_columns([column[0] for column in told], mapping, file=path.name)
    wanted = ", ".join(f"{name(one)}::VARCHAR AS {name(one)}" for one in mapping.columns)
    connection.execute(f"CREATE TABLE {GIVEN} AS SELECT {wanted} FROM {source}")
