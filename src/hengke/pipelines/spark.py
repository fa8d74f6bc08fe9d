"""Apache Spark behind the catalog's methods: the same expressions on the bank's own cluster.

`HENGKE_SPARK_MASTER` names the cluster; without it two threads of this machine are one. Result
files are fetched and written here, ordered, exactly as DuckDB writes its own.
"""

from __future__ import annotations

import importlib.util
import logging
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa

from hengke.kernel.errors import Refused
from hengke.pipelines.catalog import Catalog, Schema, copied, types

MASTER = "HENGKE_SPARK_MASTER"
HERE = "local[2]"
DDL = {
    "string": "string", "int64": "bigint", "date": "date", "timestamp": "timestamp",
    "boolean": "boolean", "float64": "double",
}  # fmt: skip
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}
SETTINGS_HERE = {
    "spark.ui.enabled": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": "4",
}


@contextmanager
def opened_spark(scratch: Path) -> Iterator[Catalog]:
    """A session for one run; refused with the way out where Spark is not installed."""
    _check_installed()
    logging.getLogger("py4j").setLevel(logging.ERROR)  # it reports every closed connection
    from pyspark.sql import SparkSession

    master = os.environ.get(MASTER) or HERE
    settings = SETTINGS | (SETTINGS_HERE if master.startswith("local") else {})
    builder = SparkSession.builder.master(master).appName("hengke")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    try:
        yield SparkCatalog(session, scratch)
    finally:
        session.stop()


def _check_installed() -> None:
    if importlib.util.find_spec("pyspark") is None:
        raise Refused("Spark is not installed.", next_step="pip install 'hengke[spark]'")
    if shutil.which("java") is None:
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

    def read(self, paths: Sequence[Path], schema: Schema) -> ir.Table:
        if paths:
            frame = self._spark.read.parquet(*(str(path) for path in paths))
        else:
            ddl = ", ".join(f"`{column}` {DDL[kind]}" for column, kind in schema.items())
            frame = self._spark.createDataFrame([], ddl)
        return self._named(f"read_{next(self._numbers)}", _cast(frame, schema))

    def given(self, rows: pa.Table) -> ir.Table:
        return self._named(f"given_{next(self._numbers)}", self._spark.createDataFrame(rows))

    def keep(self, name: str, table: ir.Table) -> ir.Table:
        kept = f"{name}_{next(self._numbers)}"
        path = self._scratch / kept
        self._frame(table, types(table.schema())).write.parquet(str(path))
        return self._named(kept, self._spark.read.parquet(str(path)))

    def write(self, path: Path, table: ir.Table, schema: Schema, *, key: Sequence[str]) -> int:
        rows = self._frame(table, schema).toArrow()
        with duckdb.connect() as connection:
            connection.register("rows", rows)
            return copied(connection, "rows", path, schema, key=key)

    def arrow(self, table: ir.Table) -> pa.Table:
        return self._frame(table, types(table.schema())).toArrow()

    def _frame(self, table: ir.Table, schema: Schema) -> Any:
        return _cast(self._spark.sql(self._ibis.compile(table)), schema)

    def _named(self, name: str, frame: Any) -> ir.Table:
        frame.createOrReplaceTempView(name)
        return self._ibis.table(name)


def _cast(frame: Any, schema: Schema) -> Any:
    columns = [
        f"CAST(`{column}` AS {DDL.get(kind, kind)}) AS `{column}`"
        for column, kind in schema.items()
    ]
    return frame.selectExpr(*columns)
