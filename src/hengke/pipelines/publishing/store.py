"""What publishing asks of a workbench database; SQLite and PostgreSQL each keep it their way."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from hengke.kernel.errors import Refused

if TYPE_CHECKING:
    import pyarrow as pa

    from hengke.pipelines.publishing.tables import Published

STAGING = "hengke_staging"
"""Schema (PostgreSQL) or attached file (SQLite) that holds a run before the switch."""


class Store(Protocol):
    """One open workbench database. Staging is empty at the start and gone at the end."""

    dates_as_text: bool

    def stage(self, name: str, rows: pa.RecordBatchReader, *, key: Sequence[str]) -> int:
        """Bulk-load a staging table; nobody waits for it. A key that stands twice is an error."""
        ...

    def read(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of a query whose placeholders are written as `?`."""
        ...

    def compare(self, table: Published) -> None:
        """Before the switch, once it is staged: find out what of a table of facts changes."""
        ...

    def exchanged(self, table: Published) -> list[str]:
        """Statements that put the staged table in the place of the published one."""
        ...

    def follow_up(self, table: Published) -> None:
        """After the switch: what nobody has to wait for."""
        ...

    def switching(self) -> AbstractContextManager[None]:
        """The one transaction: all of what `execute` does inside it becomes visible at its end."""
        ...

    def execute(self, sql: str) -> None: ...

    def json(self, column: str) -> str:
        """SQL for a JSON text in the form in which this database stores it."""
        ...

    def close(self) -> None:
        """Drop the staging tables and let the database tidy up after a bulk change."""
        ...


def opened(database_url: str) -> Store:
    """The store that the address names; refused when it is no workbench database yet."""
    store = _for_scheme(database_url)
    try:
        check_has_tables(store)
    except BaseException:
        store.close()
        raise
    return store


def _for_scheme(database_url: str) -> Store:
    parts = urlsplit(database_url)
    if parts.scheme == "sqlite":
        from hengke.pipelines.publishing.sqlite import SqliteStore

        return SqliteStore(Path(parts.path[1:]))
    if parts.scheme in ("postgres", "postgresql"):
        from hengke.pipelines.publishing.postgresql import PostgresqlStore

        return PostgresqlStore(database_url)
    raise Refused(
        "Results cannot be published to '{scheme}'.",
        next_step="Use sqlite:////path/to/file or postgresql://user:password@host:5432/name",
        scheme=parts.scheme or "no",
    )


def check_has_tables(store: Store) -> None:
    """One look: the migrations of the workbench make all tables or none."""
    try:
        store.read("SELECT 1 FROM imports_run WHERE is_current")
    except Exception as error:
        raise Refused(
            "The workbench's database has no tables to publish into ({error}).",
            next_step="hengke publish (or hengke init) brings the database up to date first.",
            error=type(error).__name__,
        ) from error
