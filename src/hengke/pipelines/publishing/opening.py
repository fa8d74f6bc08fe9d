"""Opens the workbench's database for publishing, of whichever kind the address names."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from hengke.kernel.errors import Refused
from hengke.pipelines.publishing.store import Store


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
