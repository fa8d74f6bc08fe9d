"""Snapshots: for which days a delivery shows a whole table, and whether absence may mean zero.

A day of which a row is in quarantine is not complete: whoever is missing from it may be the one
whose row could not be read, and unknown must not become zero.
"""

from __future__ import annotations

from hengke.kernel.sentences import sentence
from hengke.pipelines.intake.candidates import Candidates, Part
from hengke.pipelines.intake.sql_text import literal, name
from hengke.pipelines.intake.workspace import Workspace

TABLE = "snapshots"
HARMLESS = "('duplicate_key')"  # another row of the same key counts


def show_snapshots(workspace: Workspace, tables: dict[str, Candidates]) -> list[str]:
    """Make `ok_snapshots`; returns the days that are not complete although the mapping says so."""
    selects = [
        _days(candidates, part)
        for candidates in tables.values()
        for part in candidates.parts
        if part.target.snapshot
    ]
    nothing = (
        f'SELECT "table", snapshot_date, complete, 0 AS _row, false AS _delete, false AS hurt '
        f"FROM was_{TABLE} WHERE false"
    )
    workspace.run(
        f"CREATE TABLE ok_{TABLE} AS "
        'SELECT "table", snapshot_date, bool_and(complete) AS complete, '
        "row_number() OVER () AS _row, false AS _delete, bool_or(hurt) AS hurt "
        f'FROM ({" UNION ALL ".join([nothing, *selects])}) GROUP BY "table", snapshot_date'
    )
    hurt = workspace.rows(
        f'SELECT "table", CAST(snapshot_date AS VARCHAR) FROM ok_{TABLE} WHERE hurt ORDER BY ALL'
    )
    return [sentence("{table} of {day}", table=table, day=day) for table, day in hurt]


def _days(candidates: Candidates, part: Part) -> str:
    snapshot = part.target.snapshot
    assert snapshot is not None  # noqa: S101 - the caller asked for parts that have one
    table, day = candidates.table, name(snapshot.date)
    accepted = (
        f"SELECT DISTINCT {day} AS snapshot_date FROM ok_{table} "
        f"WHERE {part.its_rows} AND NOT _delete"
    )
    hurt = (
        f"snapshot_date IN ({_hurt_days(candidates, part, day)})" if snapshot.complete else "false"
    )
    return (
        f'SELECT {literal(table)} AS "table", snapshot_date, '
        f"{'true' if snapshot.complete else 'false'} AND NOT {hurt} AS complete, "
        f"0 AS _row, false AS _delete, {hurt} AS hurt FROM ({accepted})"
    )


def _hurt_days(candidates: Candidates, part: Part, day: str) -> str:
    """Days of refused rows; a row without a readable day, or one that does not fit the columns,
    hurts every day of its file. A row of an account that nobody knows hurts none."""
    table = candidates.table
    unknown = ""
    if "account_id" in candidates.columns and table != "accounts":
        unknown = " AND NOT (rule = 'unknown_reference' AND column_name = 'account_id')"
    refused = (
        f"(SELECT _file, {day} AS day FROM new_{table} SEMI JOIN "
        f"(SELECT _row FROM bad_{table} WHERE rule NOT IN {HARMLESS}{unknown}) USING (_row) "
        f"WHERE {part.its_rows})"
    )
    return (
        f"SELECT day FROM {refused} WHERE day IS NOT NULL UNION "
        f"SELECT {day} FROM ok_{table} WHERE {part.its_rows} AND _file IN "
        f"(SELECT _file FROM {refused} WHERE day IS NULL UNION SELECT _file FROM misfits)"
    )
