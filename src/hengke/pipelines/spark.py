"""Apache Spark behind the catalog's methods: the same expressions on the bank's own cluster.

`HENGKE_SPARK_MASTER` names the cluster; without it two threads of this machine are one. The lake
and its scratch folder lie where all nodes see them: executors write what is kept, and what is too
large for one file; a smaller result is put in order here. Nothing of the past is kept: every run
derives all of it.
"""

from __future__ import annotations

import importlib.util
import logging
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from hengke.engine.features.silver import lazily
from hengke.kernel.errors import Refused
from hengke.pipelines.catalog import MEMORY_LIMIT, Catalog, Change, Schema, copied, types
from hengke.pipelines.spark_parts import Statement

MASTER = "HENGKE_SPARK_MASTER"
HERE = "local[2]"
CONNECT = "sc://"
ROWS_OF_A_FILE = 5_000_000
"""A result of more rows becomes a folder of files of about so many, written by the executors."""
DDL = {
    "string": "string", "int64": "bigint", "date": "date", "timestamp": "timestamp",
    "boolean": "boolean", "float64": "double",
}  # fmt: skip
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "false",  # DuckDB's timestamps have no zone
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}
QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # a Java that lives for minutes
SETTINGS_HERE = {
    "spark.ui.enabled": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "2g",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.adaptive.enabled": "false",  # it plans again at every shuffle, for few rows
    "spark.sql.codegen.wholeStage": "false",  # compiling costs more than it saves on one machine
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.extraJavaOptions": QUICK,
    "spark.executor.extraJavaOptions": QUICK,
}


@contextmanager
def opened_spark(scratch: Path) -> Iterator[Catalog]:
    """A session for one run; refused with the way out where Spark is not installed.

    A session that the process has already is used as it is, and left open.
    """
    _check_installed()
    logging.getLogger("py4j").setLevel(logging.ERROR)  # it reports every closed connection
    from pyspark.sql import SparkSession

    found = SparkSession.getActiveSession()
    session = found or opened_session(os.environ.get(MASTER) or HERE)
    catalog = SparkCatalog(session, scratch)
    try:
        yield catalog
    finally:
        catalog.forget()
        if found is None:
            session.stop()


def opened_session(master: str) -> Any:
    """A Spark session on the cluster of this address; `sc://` is one behind Spark Connect."""
    from pyspark.sql import SparkSession

    settings = SETTINGS | (SETTINGS_HERE if master.startswith("local") else {})
    if master.startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # where the libraries are
    if master.startswith(CONNECT):
        session = SparkSession.builder.remote(master).getOrCreate()
        for name in ("spark.sql.session.timeZone", "spark.sql.parquet.outputTimestampType"):
            session.conf.set(name, settings[name])
        return session
    builder = SparkSession.builder.master(master).appName("hengke")
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def _check_installed() -> None:
    if importlib.util.find_spec("pyspark") is None:
        raise Refused("Spark is not installed.", next_step="pip install 'hengke[spark]'")
    address = os.environ.get(MASTER) or HERE
    if shutil.which("java") is None and not address.startswith(CONNECT):
        raise Refused(
            "Spark needs Java 17, which is not on the path.",
            next_step="Install a Java runtime, or run with --engine duckdb.",
        )


class SparkCatalog:
    """Spark over one lake. Kept tables are Parquet files in the scratch directory."""

    def __init__(self, session: Any, scratch: Path) -> None:
        self._spark = session
        self._ibis = ibis.pyspark.connect(session)
        self._scratch = scratch
        self._numbers = count(1)
        self._views: list[str] = []

    def read(self, paths: Sequence[Path], schema: Schema) -> ir.Table:
        if paths:
            frame = self._spark.read.schema(_ddl(schema)).parquet(*(str(path) for path in paths))
        else:
            frame = self._spark.createDataFrame([], _ddl(schema))
        return self._named(f"read_{next(self._numbers)}", frame)

    def given(self, rows: pa.Table) -> ir.Table:
        return self._named(f"given_{next(self._numbers)}", self._spark.createDataFrame(rows))

    def keep(self, name: str, table: ir.Table) -> ir.Table:
        return self._ibis.table(self._kept(name, self._frame(table, types(table.schema()))))

    def once(self, name: str, table: ir.Table) -> ir.Table:
        return self.keep(name, table)

    def apart(self, name: str, table: ir.Table) -> ir.Table:
        return lazily(name, table)

    def mapped(self, name: str, table: ir.Table, change: Change, schema: Schema) -> ir.Table:
        frame = self._frame(table, types(table.schema()))
        changed = frame.mapInArrow(_each(change), _ddl(schema))
        return self._ibis.table(self._kept(name, changed))

    def write(self, path: Path, table: ir.Table, schema: Schema, *, key: Sequence[str]) -> int:
        parts = self._written("result", self._frame(table, schema))
        rows = sum(pq.read_metadata(part).num_rows for part in parts.glob("*.parquet"))
        if rows > ROWS_OF_A_FILE:
            self._write_folder(path, parts, -(-rows // ROWS_OF_A_FILE), key)
        else:
            self._write_file(path, parts, schema, key)
        shutil.rmtree(parts)
        return rows

    def arrow(self, table: ir.Table) -> pa.Table:
        return self._frame(table, types(table.schema())).toArrow()

    def forget(self) -> None:
        """Drop the names given in this session, which may go on."""
        for view in self._views:
            self._spark.catalog.dropTempView(view)

    def _frame(self, table: ir.Table, schema: Schema) -> Any:
        statement = Statement.of(self._ibis.compiler.to_sqlglot(table), self._ibis.dialect)
        query = statement.split(lambda name, sql: self._kept(name, self._spark.sql(sql)))
        return _cast(self._spark.sql(query), schema)

    def _kept(self, name: str, frame: Any) -> str:
        """Computed now; the name of the view that reads the result."""
        path = self._written(name, frame)
        read = self._spark.read.schema(frame.schema).parquet(str(path))
        return self._view(path.name, read)

    def _written(self, name: str, frame: Any) -> Path:
        path = self._scratch / f"{name}_{next(self._numbers)}"
        frame.write.parquet(str(path))
        return path

    def _write_file(self, path: Path, parts: Path, schema: Schema, key: Sequence[str]) -> None:
        """In order, by way of this machine's disk: DuckDB spills what does not fit into memory."""
        with duckdb.connect() as connection:
            connection.execute("SET enable_progress_bar = false")
            connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
            connection.execute("SET preserve_insertion_order = false")
            spill = str(self._scratch / "spill").replace("'", "''")
            connection.execute(f"SET temp_directory = '{spill}'")
            source = str(parts / "*.parquet").replace("'", "''")
            copied(connection, f"read_parquet('{source}')", path, schema, key=key)

    def _write_folder(self, path: Path, parts: Path, number: int, key: Sequence[str]) -> None:
        """Files in order of the key, each in order within, written by the executors."""
        draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
        rows = self._spark.read.parquet(str(parts))
        ordered = rows.repartitionByRange(number, *key).sortWithinPartitions(*key)
        ordered.write.mode("overwrite").option("compression", "zstd").parquet(str(draft))
        _keep_rows_only(draft)
        _remove(path)
        os.replace(draft, path)

    def _named(self, name: str, frame: Any) -> ir.Table:
        return self._ibis.table(self._view(name, frame))

    def _view(self, name: str, frame: Any) -> str:
        frame.createOrReplaceTempView(name)
        self._views.append(name)
        return name


def _each(change: Change) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    def changed(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for rows in batches:
            yield change(rows)

    return changed


def _keep_rows_only(folder: Path) -> None:
    """Part files under plain names; marks and checksums are of no use to other readers."""
    for number, part in enumerate(sorted(folder.glob("part-*.parquet"))):
        part.rename(folder / f"part-{number:05}.parquet")
    for other in (*folder.glob("_*"), *folder.glob(".*")):
        other.unlink()


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)


def _ddl(schema: Schema) -> str:
    return ", ".join(f"`{column}` {DDL[kind]}" for column, kind in schema.items())


def _cast(frame: Any, schema: Schema) -> Any:
    columns = [
        f"CAST(`{column}` AS {DDL.get(kind, kind)}) AS `{column}`"
        for column, kind in schema.items()
    ]
    return frame.selectExpr(*columns)
