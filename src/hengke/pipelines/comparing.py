"""Two homes beside each other: which rows of which result tables differ, and by how much.

The proof that two engines, two databases or two ways to a result say the same. Whole numbers, texts
and dates are equal or they are not; floats may differ by `TOLERANCE`, relative to the larger one.
What names the run itself (`NOT_COMPARED`) is no difference. Every home seals with keys of its own:
identifiers are opened before they are compared, and their blind indexes are not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from hengke.engine.results import GOLD, INDEXES
from hengke.engine.schemas import CUSTOMERS
from hengke.pipelines import lake
from hengke.pipelines.gold import KEYS
from hengke.pipelines.home import Home
from hengke.pipelines.intake.vault import Vault
from hengke.pipelines.parts import files_of
from hengke.pipelines.protection import ring

TOLERANCE = 1e-9
NOT_COMPARED = ("run_id", "known_at", "engine", *INDEXES)
SEALED = {"customer_records": tuple(column.name for column in CUSTOMERS.identifiers)}
BESIDE = {
    "movements": ("occurred_at",),
    "asset_points": ("deposit_average_minor",),
    "assessments": ("as_of",),
}
"""Columns that files have for later nights, and the date of the night that decided: no result."""
FLOATS = ("FLOAT", "DOUBLE")
BOTH = "a.present AND b.present"
Columns = dict[str, str]


@dataclass(frozen=True)
class Side:
    """A run of a home; its assessments are the newest result of each date up to its own."""

    home: Home
    run: lake.RunEntry

    def files(self) -> Mapping[str, list[Path]]:
        """The files of every result table."""
        folder = self.home.lake
        files = {name: files_of(folder / path) for name, path in self.run.gold.items()}
        every = lake.load(self.home).assessments
        newest = {(one.policy, one.assessed_on): one for one in every}
        entries = [one for one in newest.values() if one.assessed_on <= self.run.as_of]
        if entries:
            files["assessments"] = [file for one in entries for file in files_of(folder / one.path)]
        return files


@dataclass(frozen=True)
class TableComparison:
    """One result table of both homes. `equal` and `different` are rows that both have.

    `columns` counts the differing rows per column that has any, `largest_relative_difference` is
    told of every float column, `schema` says what is missing on a side or of another type.
    """

    table: str
    rows_a: int
    rows_b: int
    equal: int
    different: int
    only_a: int
    only_b: int
    columns: dict[str, int] = field(default_factory=dict)
    largest_relative_difference: dict[str, float] = field(default_factory=dict)
    schema: dict[str, str] = field(default_factory=dict)

    @property
    def same(self) -> bool:
        return not (self.different or self.only_a or self.only_b or self.schema)


@dataclass(frozen=True)
class Comparison:
    """The runs that were compared, and every table that one of them has."""

    run_a: lake.RunEntry
    run_b: lake.RunEntry
    tables: list[TableComparison]

    @property
    def same(self) -> bool:
        return all(table.same for table in self.tables)


def compared(a: Side, b: Side, *, tables: Sequence[str] = ()) -> Comparison:
    """Every result table of both runs, or those that are named."""
    files_a, files_b = a.files(), b.files()
    present = [name for name in GOLD if name in files_a or name in files_b]
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false").fetchall()
        opening = {side: _opening(connection, side, home) for side, home in
                   (("a", a.home), ("b", b.home))}  # fmt: skip
        found = [
            _compared(
                connection,
                name,
                _source(name, files_a.get(name, []), opening["a"]),
                _source(name, files_b.get(name, []), opening["b"]),
            )
            for name in present
            if not tables or name in tables
        ]
    return Comparison(a.run, b.run, found)


def _compared(connection: duckdb.DuckDBPyConnection, table: str, a: str, b: str) -> TableComparison:
    if not a or not b:
        return _of_one_side(connection, table, a, b)
    columns_a, columns_b = _columns(connection, table, a), _columns(connection, table, b)
    both = [
        name
        for name, kind in columns_a.items()
        if columns_b.get(name) == kind and name not in NOT_COMPARED
    ]
    keys = KEYS[table]
    compare = [name for name in both if name not in keys]
    floats = [name for name in compare if columns_a[name] in FLOATS]
    row = connection.sql(_question(keys, compare, floats, a, b)).fetchall()[0]
    rows_a, rows_b, only_a, only_b, different = (int(count) for count in row[:5])
    counts = dict(zip(compare, row[5 : 5 + len(compare)], strict=True))
    largest = dict(zip(floats, row[5 + len(compare) :], strict=True))
    return TableComparison(
        table, rows_a, rows_b, rows_a - only_a - different, different, only_a, only_b,
        columns={name: int(count) for name, count in counts.items() if count},
        largest_relative_difference={name: float(most or 0) for name, most in largest.items()},
        schema=_schema_differences(columns_a, columns_b),
    )  # fmt: skip


def _of_one_side(
    connection: duckdb.DuckDBPyConnection, table: str, a: str, b: str
) -> TableComparison:
    rows = connection.sql(f"SELECT count(*) FROM {a or b}").fetchall()[0][0]
    side = {"table": "only in A" if a else "only in B"}
    if a:
        return TableComparison(table, rows, 0, 0, 0, rows, 0, schema=side)
    return TableComparison(table, 0, rows, 0, 0, 0, rows, schema=side)


def _question(
    keys: Sequence[str], columns: Sequence[str], floats: Sequence[str], a: str, b: str
) -> str:
    """One pass over both tables, joined by what makes a row unique."""
    same_key = " AND ".join(f"a.{key} = b.{key}" for key in keys)
    differs = {name: _differs(name, is_float=name in floats) for name in columns}
    either = " OR ".join(differs.values()) or "false"
    told = [
        "count(a.present)", "count(b.present)",
        "count(*) FILTER (b.present IS NULL)", "count(*) FILTER (a.present IS NULL)",
        f"count(*) FILTER ({BOTH} AND ({either}))",
        *(f"count(*) FILTER ({BOTH} AND {test})" for test in differs.values()),
        *(f"max({_relative(name)}) FILTER ({BOTH})" for name in floats),
    ]  # fmt: skip
    return f"""
        SELECT {", ".join(told)}
        FROM (SELECT *, true AS present FROM {a}) a
        FULL JOIN (SELECT *, true AS present FROM {b}) b ON {same_key}
    """


def _differs(column: str, *, is_float: bool) -> str:
    a, b = f'a."{column}"', f'b."{column}"'
    if not is_float:
        return f"{a} IS DISTINCT FROM {b}"
    apart = f"coalesce({_relative(column)} > {TOLERANCE}, false)"
    return f"({a} IS DISTINCT FROM {b} AND (({a} IS NULL) <> ({b} IS NULL) OR {apart}))"


def _relative(column: str) -> str:
    """|a - b| against the larger one; two zeros do not differ, and neither do two NaN."""
    a, b = f'a."{column}"', f'b."{column}"'
    return (
        f"CASE WHEN {a} = {b} THEN 0 WHEN isnan({a}) OR isnan({b}) THEN 'infinity'::DOUBLE "
        f"ELSE abs({a} - {b}) / greatest(abs({a}), abs({b})) END"
    )


def _schema_differences(a: Columns, b: Columns) -> dict[str, str]:
    found = {name: "only in A" for name in a if name not in b}
    found |= {name: "only in B" for name in b if name not in a}
    apart = {name: f"{kind} in A, {b[name]} in B" for name, kind in a.items() if name in b}
    found |= {name: told for name, told in apart.items() if a[name] != b[name]}
    return {name: told for name, told in found.items() if name not in NOT_COMPARED}


def _columns(connection: duckdb.DuckDBPyConnection, table: str, source: str) -> Columns:
    """Without what is no result."""
    described = connection.sql(f"DESCRIBE SELECT * FROM {source}").fetchall()
    return {name: kind for name, kind, *_ in described if name not in BESIDE.get(table, ())}


def _source(table: str, files: list[Path], opening: str) -> str:
    """SQL; empty where the side does not have the table."""
    if not files:
        return ""
    read = f"read_parquet({[str(file) for file in files]!r}, hive_partitioning = false)"
    if table not in SEALED or not opening:
        return read
    plain = ", ".join(f"{opening}({column}) AS {column}" for column in SEALED[table])
    return f"(SELECT * REPLACE ({plain}) FROM {read})"


def _opening(connection: Any, side: str, home: Home) -> str:
    """The name of a function that opens what this home has sealed; none where it has no keys."""
    if not home.key_ring.exists():
        return ""
    vault = Vault(ring.load(home))

    def opened(cells: Any) -> pa.Array:
        return pa.array([vault.opened(text) for text in cells.to_pylist()], pa.string())

    connection.create_function(f"open_{side}", opened, ["VARCHAR"], "VARCHAR", type="arrow")
    return f"open_{side}"
