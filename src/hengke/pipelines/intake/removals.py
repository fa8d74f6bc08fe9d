"""Rows that leave: delete marks, and what a full delivery no longer shows.

A row that others still refer to does not leave (R020): its delete mark goes to quarantine with the
number of referring rows; what a full delivery left out stays, and the report says how many.
"""

from __future__ import annotations

from hengke.engine.schemas import CONTRACT, TableSchema
from hengke.kernel.sentences import sentence
from hengke.pipelines.intake.candidates import Candidates
from hengke.pipelines.intake.reasons import reason
from hengke.pipelines.intake.set_rules import object_to
from hengke.pipelines.intake.sql_text import literal, name
from hengke.pipelines.intake.validation import is_blind
from hengke.pipelines.intake.workspace import Workspace


def settle(workspace: Workspace, tables: dict[str, Candidates]) -> list[str]:
    """Make `gone_<t>` (keys that leave) for every table, children before parents.

    Returns what a person should know about rows that stay although a full delivery left them out.
    """
    notes: list[str] = []
    for table in reversed(CONTRACT):
        candidates = tables.get(table)
        schema = CONTRACT[table]
        key = _key(schema)
        workspace.run(f"CREATE TABLE gone_{table} AS SELECT {key} FROM was_{table} LIMIT 0")
        if candidates:
            held = _held(workspace, table)
            _refuse_deletes(workspace, candidates, held)
            workspace.run(
                f"INSERT INTO gone_{table} SELECT {key} FROM was_{table} "
                f"SEMI JOIN (SELECT {key} FROM ok_{table} WHERE _delete) USING ({key})"
            )
            if candidates.full:
                notes += _left_out(workspace, candidates, held)
        workspace.view(f"final_{table}", _final(schema, delivered=candidates is not None))
    return notes


def _final(schema: TableSchema, *, delivered: bool) -> str:
    table, key = schema.name, _key(schema)
    columns = ", ".join(name(column.name) for column in schema.columns)
    stays = f"SELECT {columns} FROM was_{table} ANTI JOIN gone_{table} USING ({key})"
    if not delivered:
        return stays
    fresh = f"SELECT {columns} FROM ok_{table} WHERE NOT _delete"
    return f"{stays} ANTI JOIN ({fresh}) USING ({key}) UNION ALL {fresh}"


def _held(workspace: Workspace, parent: str) -> str:
    """Keys of the parent that rows of other tables name; empty when none can."""
    key = next(
        (ref.key for schema in CONTRACT.values() for ref in schema.references
         if ref.table == parent), "",
    )  # fmt: skip
    selects = [
        f"SELECT {name(ref.column)} AS {name(key)} FROM final_{schema.name}"
        for schema in CONTRACT.values()
        for ref in schema.references
        if ref.table == parent
    ]
    return f"({' UNION ALL '.join(selects)})" if selects else ""


def _refuse_deletes(workspace: Workspace, candidates: Candidates, held: str) -> None:
    table, key = candidates.table, name(candidates.schema.key[0])
    leaving = f"(SELECT {key} FROM sound_{table} WHERE _delete)"
    if not held or not workspace.rows(f"FROM {leaving} LIMIT 1"):
        return  # who names a row is asked of all the books: only where it must be known
    why = reason("cannot be deleted: {number} rows of other tables still name it", number="number")
    object_to(
        workspace, table,
        f"SELECT _row, {literal(candidates.schema.key[0])} AS column_name, {key} AS value, "
        f"'still_needed' AS rule, {why.columns} FROM sound_{table} "
        f"JOIN (SELECT {key}, count(*) AS number FROM {held} SEMI JOIN {leaving} USING ({key}) "
        f"GROUP BY {key}) USING ({key}) WHERE _delete",
    )  # fmt: skip


def _left_out(workspace: Workspace, candidates: Candidates, held: str) -> list[str]:
    """Rows of ours that a full delivery does not show leave, unless they are needed."""
    table, key = candidates.table, _key(candidates.schema)
    if is_blind(workspace, candidates):
        return [
            sentence(
                "{table}: the full delivery has rows that could not be read at all; nothing that "
                "it leaves out was removed.",
                table=table,
            )
        ]
    workspace.run(
        f"CREATE TABLE missing_{table} AS "
        f"SELECT {key} FROM was_{table} ANTI JOIN stays_{table} USING ({key})"
    )
    if held and workspace.count(f"missing_{table}"):
        named = f"SELECT DISTINCT {key} FROM {held} SEMI JOIN missing_{table} USING ({key})"
        workspace.run(f"CREATE TABLE needed_{table} AS {named}")
    else:
        workspace.run(f"CREATE TABLE needed_{table} AS SELECT {key} FROM missing_{table} LIMIT 0")
    workspace.run(
        f"INSERT INTO gone_{table} "
        f"SELECT * FROM missing_{table} ANTI JOIN needed_{table} USING ({key})"
    )
    needed = workspace.count(f"needed_{table}")
    if not needed:
        return []
    return [
        sentence(
            "{table}: {rows:,} kept although the full delivery leaves them out, because other "
            "tables still name them.",
            table=table,
            rows=needed,
        )
    ]


def _key(schema: TableSchema) -> str:
    return ", ".join(name(column) for column in schema.key)
