"""Publishing into SQLite: staged in a file of its own, so that only the switch takes the lock."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hengke.kernel.errors import Broken, Busy, Refused
from hengke.pipelines.publishing.tables import REPLACED, STAGING

if TYPE_CHECKING:
    import pyarrow as pa

    from hengke.pipelines.publishing.tables import Published

WAIT_SECONDS = 60.0  # for a page action that is being written
CACHE_KIB = 256_000  # a page of an index that is written twice goes to the log once
ANALYSED_ROWS = 1_000  # per index; enough to tell a branch from a customer, at any size in no time
SCOPED = (
    "customers_customer", "tiering_passage",
    *(table.table for table in REPLACED if table.scoped),
)  # fmt: skip
GROWTH = 0.1  # of the customers: so much later the planner of queries learns the bank anew
STARTS = (
    "PRAGMA journal_mode = WAL",  # readers go on reading while the switch is written
    "PRAGMA synchronous = NORMAL",
    "PRAGMA temp_store = FILE",  # an UPDATE of a million rows keeps them aside
    f"PRAGMA cache_size = -{CACHE_KIB}",
)
STAGING_STARTS = (  # a killed copy is made again, never repaired
    "PRAGMA {schema}.journal_mode = OFF",
    "PRAGMA {schema}.synchronous = OFF",
)


class SqliteStore:
    """The home's database file, with the staging file attached beside it."""

    dates_as_text = True  # Django keeps dates as ISO text

    def __init__(self, file: Path) -> None:
        if not file.exists():
            raise Refused(
                "There is no database at {file}.", next_step="hengke init makes it.", file=file
            )
        self._staging = file.with_name(f"{file.name}.staging")
        self._remove_staging()
        os.close(os.open(self._staging, os.O_CREAT | os.O_WRONLY, 0o600))
        self._connection = sqlite3.connect(file, timeout=WAIT_SECONDS, isolation_level=None)
        for pragma in STARTS:
            self._connection.execute(pragma)
        self._connection.execute(f"ATTACH ? AS {STAGING}", (str(self._staging),))
        for pragma in STAGING_STARTS:
            self._connection.execute(pragma.format(schema=STAGING))

    def stage(self, name: str, rows: pa.RecordBatchReader, *, key: Sequence[str]) -> int:
        from adbc_driver_sqlite import dbapi

        self._make_table(name, rows.schema, key)
        try:
            with (
                dbapi.connect(str(self._staging), autocommit=True) as loader,
                loader.cursor() as cursor,
            ):
                for pragma in STAGING_STARTS:
                    cursor.execute(pragma.format(schema="main"))
                count = cursor.adbc_ingest(name, rows, mode="append")
        except dbapi.Error as error:
            raise Broken(f"the result table {name} could not be staged: {error}") from error
        return int(count)

    def read(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, tuple(values)).fetchall()

    def costly(self, table: Published) -> frozenset[str]:
        """SQLite writes every index of a column that an UPDATE names, whether it changes or not."""
        found = self.read(
            "SELECT i.name FROM pragma_index_list(?) l, pragma_index_info(l.name) i "
            "WHERE i.name IS NOT NULL",
            [table.table],
        )
        return frozenset(name for (name,) in found)

    def indexes(self, table: str) -> list[tuple[str, str]]:
        """Those of constraints have no statement of their own and stay."""
        named = "SELECT name, sql FROM main.sqlite_master WHERE type = 'index' AND tbl_name = ?"
        found = self.read(f"{named} AND sql IS NOT NULL", [table])
        return [(f'DROP INDEX main."{name}"', made) for name, made in found]

    def form(self) -> int:
        return int(self.read("PRAGMA main.user_version")[0][0])

    def keep_form(self, form: int) -> None:
        self.execute(f"PRAGMA main.user_version = {form}")

    @contextmanager
    def switching(self) -> Iterator[None]:
        self.execute(f"ANALYZE {STAGING}")  # else many rows are read to find those of a few keys
        self._begin()
        try:
            yield
            if self._outgrown():
                self._analyse()
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            self._connection.execute("ROLLBACK")
            raise Broken(
                f"the results could not be exchanged, the old ones stay: {error}"
            ) from error
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise

    def execute(self, sql: str) -> None:
        self._connection.execute(sql)

    def json(self, column: str) -> str:
        return column

    def close(self) -> None:
        """The log goes into the database: most of it while others write, the end when it is quiet.

        Left to the next page action, that person would wait for the copying of a whole night.
        """
        self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        self._connection.execute("PRAGMA busy_timeout = 1000")
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._connection.close()
        self._remove_staging()

    def _begin(self) -> None:
        """The write lock is taken first: a later refusal would have to undo a night's copy."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise Busy(
                "The workbench's database was being written to for {seconds:.0f} seconds.",
                next_step="The run is computed; show it with: hengke publish",
                seconds=WAIT_SECONDS,
            ) from error

    def _analyse(self) -> None:
        """Else a branch is read to find a customer. Tables by which people are scoped are read in
        full: cut short, bank, branch and book look alike."""
        self.execute(f"PRAGMA analysis_limit = {ANALYSED_ROWS}")
        self.execute("ANALYZE main")
        self.execute("PRAGMA analysis_limit = 0")
        for table in SCOPED:
            self.execute(f"ANALYZE main.{table}")

    def _outgrown(self) -> bool:
        """Do the statistics speak of another bank? From night to night they hardly change."""
        (customers,) = self.read("SELECT count(*) FROM customers_customer")[0]
        try:
            known = self.read("SELECT stat FROM main.sqlite_stat1 WHERE idx = 'cust_aum'")
        except sqlite3.OperationalError:  # nothing was ever analysed
            return True
        counted = int(known[0][0].split()[0]) if known else 0
        return abs(customers - counted) > GROWTH * counted

    def _make_table(self, name: str, schema: pa.Schema, key: Sequence[str]) -> None:
        columns = ", ".join(f"{field.name} {_sqlite_type(field.type)}" for field in schema)
        with closing(sqlite3.connect(self._staging)) as staging:
            for pragma in STAGING_STARTS:
                staging.execute(pragma.format(schema="main"))
            staging.execute(
                f"CREATE TABLE {name} ({columns}, PRIMARY KEY ({', '.join(key)})) WITHOUT ROWID"
            )
            staging.commit()

    def _remove_staging(self) -> None:
        for suffix in ("", "-journal", "-wal", "-shm"):
            self._staging.with_name(f"{self._staging.name}{suffix}").unlink(missing_ok=True)


def _sqlite_type(type_: pa.DataType) -> str:
    import pyarrow.types as kinds

    if kinds.is_integer(type_) or kinds.is_boolean(type_):
        return "INTEGER"
    return "REAL" if kinds.is_floating(type_) else "TEXT"
