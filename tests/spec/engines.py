"""The engines that spec tests run on: tables in, one expression, rows and their real types out."""

from __future__ import annotations

import logging
import os
import sys
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Protocol

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from tests.spec.ascii_table import AsciiTable, Row

RESULT = "spec_result"


@dataclass(frozen=True)
class Answer:
    """What an engine returned; `types` are the engine's own, not those that Ibis expects."""

    types: dict[str, str]
    rows: list[Row]


class Engine(Protocol):
    """A place where a spec test runs."""

    def table(self, table: AsciiTable) -> ir.Table: ...

    def run(self, expression: ir.Table) -> Answer: ...


@dataclass
class DuckDB:
    """The embedded engine, in memory."""

    connection: Any = field(default_factory=lambda: ibis.duckdb.connect(threads=1))

    def table(self, table: AsciiTable) -> ir.Table:
        return ibis.memtable(_arrow(table))

    def run(self, expression: ir.Table) -> Answer:
        """Read through a view: `to_pyarrow` would cast to the types that Ibis expects."""
        self.connection.create_view(RESULT, expression, overwrite=True)  # it takes in the memory's
        found = self.connection.con.sql(f"SELECT * FROM {RESULT}").to_arrow_table()
        types = {item.name: _ARROW.get(str(item.type), str(item.type)) for item in found.schema}
        return Answer(types, [tuple(row.values()) for row in found.to_pylist()])


@dataclass
class Spark:
    """A local Spark with one partition: a test table has five rows."""

    session: Any
    connection: Any = field(init=False)
    numbers: Any = field(default_factory=count)

    def __post_init__(self) -> None:
        self.connection = ibis.pyspark.connect(self.session)

    def table(self, table: AsciiTable) -> ir.Table:
        return self.given(_arrow(table))

    def given(self, rows: pa.Table) -> ir.Table:
        """Arrow rows become a relation of known size: planned and read far faster than an RDD."""
        name = f"given_{next(self.numbers)}"
        self.session.createDataFrame(rows).createOrReplaceTempView(name)
        return self.connection.table(name)

    def run(self, expression: ir.Table) -> Answer:
        frame = self.session.sql(self.connection.compile(expression))  # a view is analysed thrice
        types = {name: _SPARK.get(kind, kind) for name, kind in frame.dtypes}
        return Answer(types, [tuple(row) for row in frame.collect()])


def _arrow(table: AsciiTable) -> pa.Table:
    schema = ibis.schema(table.schema).to_pyarrow()
    columns = list(zip(*table.rows, strict=True)) or [()] * len(table.names)
    arrays = [pa.array(cells, item.type) for cells, item in zip(columns, schema, strict=True)]
    return pa.table(arrays, schema=schema)


def spark_session() -> Any:
    """A session that starts fast and stays small."""
    from pyspark.sql import SparkSession

    logging.getLogger("py4j").setLevel(logging.ERROR)  # it reports every closed connection
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # others use this session after us
    settings = {
        "spark.ui.enabled": "false",  # no web server, no port
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "1",  # two hundred tasks for five rows otherwise
        "spark.default.parallelism": "1",
        "spark.sql.adaptive.enabled": "false",  # plans again at run time, for nothing
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.codegen.wholeStage": "false",  # compiling costs more than it saves here
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",  # the same, for single expressions
        "spark.log.level": "ERROR",
    }
    builder = SparkSession.builder.master("local[1]").appName("hengke-spec")
    for key, value in settings.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


_ARROW = {"bool": "boolean", "double": "float64", "date32[day]": "date", "large_string": "string"}
_SPARK = {"bigint": "int64", "int": "int32", "double": "float64"}
