"""Where the engine's tables are read, computed and written. DuckDB here, Spark in `spark.py`.

What a schema promises is cast on the way in and on the way out: DuckDB's sum is a HUGEINT, and
Parquet would keep that as a floating number.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from hengke.engine.features.silver import Silver, lazily
from hengke.engine.schemas import CONTRACT
from hengke.kernel.errors import Refused
from hengke.pipelines import lake
from hengke.pipelines.home import Home
from hengke.pipelines.parts import files_of, listed

Schema = Mapping[str, str]
Change = Callable[[pa.RecordBatch], pa.RecordBatch]
ENGINES = ("duckdb", "spark")
THREADS = 2
MEMORY_LIMIT = "4GB"  # more is spilled to disk; half of what the machine of the target has
ROWS_AT_ONCE = 50_000
SQL_TYPES = {
    "string": "VARCHAR", "int64": "BIGINT", "date": "DATE", "timestamp": "TIMESTAMP",
    "boolean": "BOOLEAN", "float64": "DOUBLE",
}  # fmt: skip


class Catalog(Protocol):
    """One engine over one lake. Tables are lazy until they are kept, written or fetched."""

    def read(self, paths: Sequence[Path], schema: Schema) -> ir.Table:
        """The rows of Parquet files in exactly this schema; no files are an empty table."""

    def given(self, rows: pa.Table) -> ir.Table:
        """A table from rows that lie in memory."""

    def keep(self, name: str, table: ir.Table) -> ir.Table:
        """Compute now and read from the result from here on."""

    def once(self, name: str, table: ir.Table) -> ir.Table:
        """A part that several tables read: kept where the engine would compute it for each."""

    def apart(self, name: str, table: ir.Table) -> ir.Table:
        """A part of a large statement: kept where the engine plans it better by itself."""

    def mapped(self, name: str, table: ir.Table, change: Change, schema: Schema) -> ir.Table:
        """The rows that `change` makes of all rows, some at a time and where they lie; kept.

        `change` can be pickled; which rows come together is not defined.
        """

    def write(self, path: Path, table: ir.Table, schema: Schema, *, key: Sequence[str]) -> int:
        """One Parquet file in exactly this schema, ordered by its key; the number of rows.

        Equal rows give equal bytes. The file takes its name only when it is complete. Where a
        cluster writes more rows than belong into one file, it is a folder of such files.
        """

    def arrow(self, table: ir.Table) -> pa.Table:
        """The rows, in memory."""


def silver(catalog: Catalog, home: Home, manifest: lake.Manifest) -> Silver:
    """The bank's tables as the manifest names them."""
    return Silver.of(
        {
            name: catalog.read(lake.silver_paths(home, manifest, name), types(contract.ibis()))
            for name, contract in CONTRACT.items()
        }
    )


@contextmanager
def opened(scratch: Path, *, engine: str = "duckdb") -> Iterator[Catalog]:
    """An engine whose intermediate results lie in `scratch`, which is gone afterwards."""
    if engine not in ENGINES:
        raise Refused(
            "There is no engine '{engine}'.",
            next_step="Use: {engines}.",
            engine=engine,
            engines=", ".join(ENGINES),
        )
    own = scratch / str(os.getpid())
    shutil.rmtree(own, ignore_errors=True)
    own.mkdir(parents=True)
    try:
        if engine == "duckdb":
            with _duckdb(own) as catalog:
                yield catalog
        else:
            from hengke.pipelines.spark import opened_spark

            with opened_spark(own) as catalog:
                yield catalog
    finally:
        shutil.rmtree(own, ignore_errors=True)
        if scratch.is_dir() and not any(scratch.iterdir()):
            scratch.rmdir()


@contextmanager
def _duckdb(scratch: Path) -> Iterator[Catalog]:
    connection = ibis.duckdb.connect(
        scratch / "work.duckdb",
        threads=THREADS,
        memory_limit=MEMORY_LIMIT,
        temp_directory=str(scratch / "spill"),
        preserve_insertion_order=False,
    )
    connection.raw_sql("SET enable_progress_bar = false")  # it goes to the terminal of the run
    try:
        yield DuckDBCatalog(connection, scratch)
    finally:
        connection.disconnect()


class DuckDBCatalog:
    """The embedded engine."""

    def __init__(self, connection: Any, scratch: Path) -> None:
        self._ibis = connection
        self._scratch = scratch
        self._numbers = count(1)

    def read(self, paths: Sequence[Path], schema: Schema) -> ir.Table:
        name = f"read_{next(self._numbers)}"
        columns = ", ".join(
            f'CAST("{c}" AS {SQL_TYPES[kind]}) AS "{c}"' for c, kind in schema.items()
        )
        nothing = ", ".join(f'NULL AS "{column}"' for column in schema)
        files = listed(file for path in paths for file in files_of(path))
        source = f"read_parquet([{files}])" if paths else f"(SELECT {nothing} LIMIT 0)"
        self._run(f"CREATE VIEW {name} AS SELECT {columns} FROM {source}")
        known = {"schema": ibis.schema(schema), "source": self._ibis}  # Ibis would ask every file
        return ops.DatabaseTable(name, **known).to_expr()

    def given(self, rows: pa.Table) -> ir.Table:
        name = f"given_{next(self._numbers)}"
        self._ibis.con.register(f"{name}_rows", rows)
        self._run(f"CREATE TABLE {name} AS SELECT * FROM {name}_rows")
        self._ibis.con.unregister(f"{name}_rows")
        return self._ibis.table(name)

    def keep(self, name: str, table: ir.Table) -> ir.Table:
        kept = f"{name}_{next(self._numbers)}"
        cast = _cast(types(table.schema()))
        self._run(f"CREATE TABLE {kept} AS SELECT {cast} FROM {self._rows(table)}")
        return self._ibis.table(kept)

    def once(self, name: str, table: ir.Table) -> ir.Table:
        return lazily(name, table)

    def apart(self, name: str, table: ir.Table) -> ir.Table:
        return self.keep(name, table)

    def mapped(self, name: str, table: ir.Table, change: Change, schema: Schema) -> ir.Table:
        path = self._scratch / f"{name}_{next(self._numbers)}.parquet"
        with pq.ParquetWriter(path, _arrow(schema)) as file:
            found = self._ibis.con.cursor().sql(f"SELECT * FROM {self._rows(table)}")
            for rows in found.to_arrow_reader(ROWS_AT_ONCE):
                file.write_batch(change(rows).cast(_arrow(schema)))
        return self.read([path], schema)

    def write(self, path: Path, table: ir.Table, schema: Schema, *, key: Sequence[str]) -> int:
        return copied(self._ibis.con, self._rows(table), path, schema, key=key)

    def arrow(self, table: ir.Table) -> pa.Table:
        return table.to_pyarrow()

    def _rows(self, table: ir.Table) -> str:
        """The expression as what follows FROM.

        Not as a view: DuckDB would bind a large statement three times, when the view is made, when
        Ibis asks for its columns and when it is read. What lies in memory comes in by `given`.
        """
        return f"({self._ibis.compile(table)}) AS t"

    def _run(self, statement: str) -> None:
        self._ibis.con.execute(statement).fetchall()


def copied(connection: Any, source: str, path: Path, schema: Schema, *, key: Sequence[str]) -> int:
    """Write what DuckDB knows as `source` into one ordered Parquet file; the number of rows.

    What the planner concludes about columns (never null, never above a thousand) finds its way into
    how Parquet encodes them, and depends on the expression: equal rows would not give equal bytes.
    So it may conclude nothing here.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    path.parent.mkdir(parents=True, exist_ok=True)
    order = ", ".join(f'"{column}"' for column in key)
    connection.execute("SET disabled_optimizers = 'statistics_propagation'")
    try:
        written = connection.execute(
            f"COPY (SELECT {_cast(schema)} FROM {source} ORDER BY {order}) "
            f"TO {listed([draft])} (FORMAT parquet, COMPRESSION zstd)"
        ).fetchall()
    finally:
        connection.execute("RESET disabled_optimizers")
    os.replace(draft, path)
    return int(written[0][0])


def types(schema: ibis.Schema) -> dict[str, str]:
    """Ibis type names per column, nullable or not."""
    return {name: str(kind.copy(nullable=True)) for name, kind in schema.items()}


def _arrow(schema: Schema) -> pa.Schema:
    return ibis.schema(schema).to_pyarrow()


def _cast(schema: Schema) -> str:
    return ", ".join(
        f'CAST("{column}" AS {SQL_TYPES.get(kind, kind)}) AS "{column}"'
        for column, kind in schema.items()
    )
