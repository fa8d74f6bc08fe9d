"""The production database: every table by COPY, in one repeatable-read transaction.

No client tools are needed, and their release cannot disagree with the server's. The tables' form
is not saved: the migrations of the release make it again, and are named beside the rows.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hengke.kernel.errors import Refused
from hengke.pipelines.backup.archive import Writer
from hengke.pipelines.backup.contents import DATABASE
from hengke.pipelines.backup.sqlite import SHOWN

SUFFIX = ".copy"
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
COLUMNS = """
SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0
AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
"""
COMMENTS = """
SELECT relname, obj_description(oid, 'pg_class') FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND obj_description(oid, 'pg_class') IS NOT NULL
"""
SIZE = "SELECT coalesce(sum(pg_table_size(oid)), 0)::bigint FROM pg_class WHERE relkind = 'r' AND "
SIZE += "relnamespace = 'public'::regnamespace"


class PostgresqlSnapshot:
    """Tables are locked against being emptied or renamed, never against reading and writing."""

    kind = "postgresql"

    def __init__(self, address: str) -> None:
        self._connection = _connected(address)
        self._connection.execute("SET statement_timeout = 0")
        self._connection.execute("SET idle_in_transaction_session_timeout = 0")
        self.tables = [name for (name,) in self._connection.execute(TABLES)]
        self._connection.execute("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        if self.tables:
            listed = ", ".join(quoted(table) for table in self.tables)
            self._connection.execute(f"LOCK TABLE {listed} IN ACCESS SHARE MODE")

    def run_id(self) -> str:
        if "imports_run" not in self.tables:
            return ""
        row = self._connection.execute(SHOWN).fetchone()
        return str(row[0]) if row else ""

    def bytes(self) -> int:
        return int(self._connection.execute(SIZE).fetchone()[0])

    def save(self, writer: Writer, folder: Path) -> dict[str, object]:
        rows = {table: self._saved(table, writer) for table in self.tables}
        migrations = []
        if "django_migrations" in self.tables:
            told = self._connection.execute("SELECT app, name FROM django_migrations ORDER BY id")
            migrations = [(app, name) for app, name in told]
        comments = dict(self._connection.execute(COMMENTS).fetchall())
        return {"tables": rows, "migrations": tuple(migrations), "comments": comments}

    def _saved(self, table: str, writer: Writer) -> int:
        """The first line names the columns; then PostgreSQL's own text form."""
        columns = columns_of(self._connection, table)
        with writer.stream(f"{DATABASE}{table}{SUFFIX}") as write:
            write(("\t".join(columns) + "\n").encode())
            with self._connection.cursor() as cursor:
                with cursor.copy(f"COPY {placed(table, columns)} TO STDOUT") as rows:
                    for some in rows:
                        write(bytes(some))
                return int(cursor.rowcount)

    def close(self) -> None:
        self._connection.close()


def columns_of(connection: Any, table: str) -> list[str]:
    return [name for (name,) in connection.execute(COLUMNS, [quoted(table)])]


def placed(table: str, columns: list[str]) -> str:
    """`"table" ("column", …)` for COPY."""
    return f"{quoted(table)} ({', '.join(map(quoted, columns))})"


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _connected(address: str) -> Any:
    try:
        import psycopg
    except ImportError:
        raise Refused(
            "The workbench is in PostgreSQL, whose driver is not installed.",
            next_step="pip install 'hengke[postgres]'",
        ) from None
    return psycopg.connect(address, autocommit=True)
