"""What of a table of facts really changes from one night to the next (SQLite only).

Bookings and month ends are nine tenths of all rows and nearly all of them are the same as last
night, but for the stamp of the run. They are compared before the lock is taken; within it only the
differences are written; the stamps of the others follow in small steps. Measured with 900,000 such
rows: 0.16 s under the lock instead of 0.63 s, after 1.2 s of comparing.
"""

from __future__ import annotations

from hengke.engine.results import STAMP
from hengke.pipelines.publishing.exchange import inserted
from hengke.pipelines.publishing.store import STAGING
from hengke.pipelines.publishing.tables import Published

ROWS_AT_ONCE = 50_000
"""Rows that are stamped in one step: who writes meanwhile waits for a tenth of a second."""


def prepared(table: Published) -> list[str]:
    """Fill the two small tables of differences: `<gold>_gone` (rowid) and `<gold>_new` (rows)."""
    keys = " AND ".join(f"s.{column} = p.{column}" for column in table.key)
    differs = " OR ".join(
        f"s.{column} IS NOT p.{column}"
        for column in table.columns
        if column not in table.key and column not in STAMP
    )
    first = table.key[0]
    return [
        f"CREATE TABLE {STAGING}.{table.gold}_gone AS SELECT p.rowid AS gone FROM {table.table} p "
        f"LEFT JOIN {STAGING}.{table.gold} s ON {keys} WHERE s.{first} IS NULL OR {differs}",
        f"CREATE TABLE {STAGING}.{table.gold}_new AS SELECT s.* FROM {STAGING}.{table.gold} s "
        f"LEFT JOIN {table.table} p ON {keys} WHERE p.{first} IS NULL OR {differs}",
    ]


def differences_written(table: Published) -> list[str]:
    """Within the switch: what has gone or changed leaves, what is new or changed comes."""
    gone = f"SELECT gone FROM {STAGING}.{table.gold}_gone"
    return [
        f"DELETE FROM {table.table} WHERE rowid IN ({gone})",
        inserted(table, source=f"{table.gold}_new"),
    ]


def stamped(table: Published, *, last_row: int) -> list[str]:
    """After the switch, one step each: the run that has now found these rows as well."""
    stamp = ", ".join(STAMP)
    current = f"SELECT as_of, known_at, run_id FROM {STAGING}.runs WHERE is_current"
    return [
        f"UPDATE {table.table} SET ({stamp}) = ({current}) "
        f"WHERE rowid > {begin} AND rowid <= {begin + ROWS_AT_ONCE} "
        f"AND run_id IS NOT (SELECT run_id FROM {STAGING}.runs WHERE is_current)"
        for begin in range(0, last_row, ROWS_AT_ONCE)
    ]
