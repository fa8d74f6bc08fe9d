"""Publishing into PostgreSQL: staged in a schema of its own, in unlogged tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, LiteralString, cast

from hengke.kernel.errors import Broken, Refused
from hengke.pipelines.publishing.tables import STAGED, STAGING

if TYPE_CHECKING:
    import pyarrow as pa

    from hengke.pipelines.publishing.tables import Published

ONE_PUBLISHER = 4_936_453  # key of the advisory lock: two publishings on two machines take turns
STARTS = (
    "SET work_mem = '128MB'",
    "SET maintenance_work_mem = '512MB'",  # the keys of staging and the tidying at the end
    "SET client_min_messages = warning",
)
TIDIED = ", ".join(table.table for table in STAGED)
UNIQUE = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = ?::regclass AND contype = 'u'
"""
PLAIN = """
SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = ?::regclass
AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)
"""
FORM_IS_NOTED_AT, FORM_NOTE = "imports_run", "form of publishing: "


class PostgresqlStore:
    """One connection for the switch, another for bulk loading."""

    dates_as_text = False

    def __init__(self, database_url: str) -> None:
        self._url = database_url
        self._connection = _connected(database_url)
        self._switched = False
        self._loader: Any = None
        for setting in STARTS:
            self.execute(setting)
        self.read(f"SELECT pg_advisory_lock({ONE_PUBLISHER})")
        self.execute(f"DROP SCHEMA IF EXISTS {STAGING} CASCADE")
        self.execute(f"CREATE SCHEMA {STAGING}")

    def stage(self, name: str, rows: pa.RecordBatchReader, *, key: Sequence[str]) -> int:
        """Loaded first and keyed afterwards: sorted rows are an index in one go."""
        import psycopg
        from adbc_driver_postgresql import dbapi

        columns = ", ".join(f"{field.name} {_postgresql_type(field.type)}" for field in rows.schema)
        self.execute(
            f"CREATE UNLOGGED TABLE {STAGING}.{name} ({columns}) WITH (autovacuum_enabled = off)"
        )
        try:
            if self._loader is None:  # opened once: each time it reads every type of the database
                self._loader = dbapi.connect(self._url)
            with self._loader.cursor() as cursor:
                count = cursor.adbc_ingest(name, rows, mode="append", db_schema_name=STAGING)
            self._loader.commit()
            self.execute(f"ALTER TABLE {STAGING}.{name} ADD PRIMARY KEY ({', '.join(key)})")
        except dbapi.Error as error:
            raise Broken(f"the result table {name} could not be staged: {error}") from error
        except psycopg.Error as error:
            what = _told(error)
            raise Broken(f"the result table {name} could not be staged: {what}") from error
        self.execute(f"ANALYZE {STAGING}.{name}")
        return int(count)

    def read(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        text = cast(LiteralString, sql.replace("?", "%s"))
        return self._connection.execute(text, tuple(values) or None).fetchall()

    def costly(self, table: Published) -> frozenset[str]:
        """PostgreSQL looks whether the value in an index changes, row by row."""
        return frozenset()

    def indexes(self, table: str) -> list[tuple[str, str]]:
        change = f"ALTER TABLE {table}"
        unique = (
            (f'{change} DROP CONSTRAINT "{name}"', f'{change} ADD CONSTRAINT "{name}" {made}')
            for name, made in self.read(UNIQUE, [table])
        )
        plain = ((f'DROP INDEX "{name}"', made) for name, made in self.read(PLAIN, [table]))
        return [*unique, *plain]

    def form(self) -> int:
        noted = self.read(f"SELECT obj_description('{FORM_IS_NOTED_AT}'::regclass)")[0][0] or ""
        return int(noted.removeprefix(FORM_NOTE)) if noted.startswith(FORM_NOTE) else 0

    def keep_form(self, form: int) -> None:
        self.execute(f"COMMENT ON TABLE {FORM_IS_NOTED_AT} IS '{FORM_NOTE}{form}'")

    @contextmanager
    def switching(self) -> Iterator[None]:
        import psycopg

        try:
            with self._connection.transaction():
                yield
        except psycopg.Error as error:
            raise Broken(
                f"the results could not be exchanged, the old ones stay: {_told(error)}"
            ) from error
        self._switched = True

    def execute(self, sql: str) -> None:
        self._connection.execute(cast(LiteralString, sql))

    def json(self, column: str) -> str:
        return f"{column}::jsonb"

    def close(self) -> None:
        """Statistics and room at once: until the server came by itself, pages would be planned for
        last night, and the rows that went would lie between those that are read."""
        if self._connection.closed:
            return
        if self._loader is not None:
            self._loader.close()
        self.execute(f"DROP SCHEMA IF EXISTS {STAGING} CASCADE")
        if self._switched:
            self.execute(f"VACUUM (ANALYZE) {TIDIED}")
        self._connection.close()


def _told(error: Any) -> str:
    """What went wrong without its detail, which names customers."""
    return str(error.diag.message_primary or type(error).__name__)


def _connected(database_url: str) -> Any:
    try:
        import adbc_driver_postgresql  # noqa: F401
        import psycopg
    except ImportError:
        raise Refused(
            "PostgreSQL support is not installed.", next_step="pip install 'hengke[postgres]'"
        ) from None
    try:
        return psycopg.connect(database_url, autocommit=True)
    except psycopg.OperationalError as error:
        raise Refused(
            "The database named by DATABASE_URL does not answer: {error}",
            next_step="See that it runs and that name and password are right; the run is computed "
            "and waits for: hengke publish",
            error=error,
        ) from error


def _postgresql_type(type_: pa.DataType) -> str:
    import pyarrow.types as kinds

    known = (
        (kinds.is_boolean, "boolean"),
        (kinds.is_integer, "bigint"),
        (kinds.is_floating, "double precision"),
        (kinds.is_date, "date"),
        (kinds.is_timestamp, "timestamptz"),
    )
    return next((name for test, name in known if test(type_)), "text")
