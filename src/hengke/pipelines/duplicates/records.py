"""The table that is compared: every field in its normal form, names with their sound, and a column
per block that holds the shared value where few enough records bear it."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from hengke.pipelines.duplicates.mapping import DuplicateMapping, Rule
from hengke.pipelines.duplicates.normal import normal
from hengke.pipelines.duplicates.reading import GIVEN
from hengke.pipelines.duplicates.sounds import sounding
from hengke.pipelines.intake.sql_text import name

RECORDS, KEY = "records", "record_key"


def form(word: str) -> str:
    """The column of a field or of one of its further forms: `name.sound` is name_sound."""
    return word.replace(".", "_")


def prepare(connection: duckdb.DuckDBPyConnection, mapping: DuplicateMapping) -> int:
    """Make the table; how many records it has. What was read is dropped."""
    key = f"trim({name(mapping.key)}) AS {KEY}"
    fields = ", ".join(f"{normal(field)} AS {field.name}" for field in mapping.fields)
    connection.execute(f"CREATE TABLE {RECORDS} AS SELECT {key}, {fields} FROM {GIVEN}")
    connection.execute(f"DROP TABLE {GIVEN}")
    for field in mapping.fields:
        if field.kind == "name":
            _add_sound(connection, field.name)
    found = connection.execute(f"SELECT count(*) FROM {RECORDS}").fetchone()
    return int(found[0]) if found else 0


def block_column(kind: str, number: int) -> str:
    return f"{kind}_{number}"


def add_blocks(
    connection: duckdb.DuckDBPyConnection, kind: str, rules: Iterable[Rule], *, most_rows: int
) -> list[int]:
    """A column per rule; for each, how many values had too many bearers to be a block."""
    crowded = []
    for number, rule in enumerate(rules):
        column = block_column(kind, number)
        shared = " || chr(31) || ".join(form(word) for word in rule)
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE shared AS SELECT {shared} AS value, count(*) AS bearers "
            f"FROM {RECORDS} WHERE {shared} IS NOT NULL GROUP BY 1 HAVING count(*) > 1"
        )
        over = connection.execute(f"SELECT count(*) FROM shared WHERE bearers > {most_rows}")
        crowded.append(int((over.fetchone() or (0,))[0]))
        connection.execute(
            f"CREATE OR REPLACE TABLE {RECORDS} AS SELECT r.*, s.value AS {column} "
            f"FROM {RECORDS} r LEFT JOIN shared s ON s.value = {_of('r', rule)} "
            f"AND s.bearers <= {most_rows}"
        )
    connection.execute("DROP TABLE IF EXISTS shared")
    return crowded


def _of(table: str, rule: Rule) -> str:
    return " || chr(31) || ".join(f"{table}.{form(word)}" for word in rule)


def _add_sound(connection: duckdb.DuckDBPyConnection, field: str) -> None:
    names = connection.sql(f"SELECT DISTINCT {field} FROM {RECORDS}").to_arrow_table()
    connection.register("heard", sounding(names[field]))
    connection.execute(
        f"CREATE OR REPLACE TABLE {RECORDS} AS SELECT r.*, h.sound AS {field}_sound, "
        f'h."first" AS {field}_first FROM {RECORDS} r LEFT JOIN heard h ON h.name = r.{field}'
    )
    connection.unregister("heard")
