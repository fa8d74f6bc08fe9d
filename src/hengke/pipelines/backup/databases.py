"""A snapshot of the workbench's database: one moment of it, whatever is written meanwhile."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from hengke.kernel.errors import Refused
from hengke.pipelines.backup.archive import Writer

Told = dict[str, object]


class Snapshot(Protocol):
    """Open until `close`; `save` may be called once."""

    kind: str

    def run_id(self) -> str:
        """The run that this moment of the database shows; empty where it shows none."""

    def bytes(self) -> int:
        """About how much there is to read."""

    def save(self, writer: Writer, folder: Path) -> Told:
        """Put it into the archive. Returns what the table of contents says about it."""

    def close(self) -> None: ...


def snapshot(address: str) -> Snapshot | None:
    """Of whichever kind the address names; None for a home that has no database yet."""
    parts = urlsplit(address)
    if parts.scheme in ("postgres", "postgresql"):
        from hengke.pipelines.backup.postgresql import PostgresqlSnapshot

        return PostgresqlSnapshot(address)
    if parts.scheme != "sqlite":
        raise Refused(
            "A database of kind {kind} cannot be backed up.",
            next_step="Use sqlite:////path/to/file or postgresql://user:password@host:5432/name",
            kind=parts.scheme,
        )
    from hengke.pipelines.backup.sqlite import SqliteSnapshot

    path = Path(parts.path[1:])
    return SqliteSnapshot(path) if path.exists() else None
