"""The embedded database: SQLite's own online backup, read inside one transaction.

In WAL mode a reader's transaction sees one commit and hinders nobody; because it stays open, the
copy does not begin again whenever somebody writes.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from hengke.pipelines.backup.archive import Writer
from hengke.pipelines.backup.contents import DATABASE

FILE = "workbench.sqlite3"
PAGES = 4096  # of one step: 16 MB
BUSY_SECONDS = 20
SHOWN = "SELECT run_id FROM imports_run WHERE is_current"


class SqliteSnapshot:
    kind = "sqlite"

    def __init__(self, path: Path) -> None:
        self._path = path
        self._source = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        self._source.execute("BEGIN")
        self._tables = {
            name for (name,) in self._source.execute("SELECT name FROM sqlite_master")
        }  # fmt: skip

    def run_id(self) -> str:
        if "imports_run" not in self._tables:
            return ""
        row = self._source.execute(SHOWN).fetchone()
        return str(row[0]) if row else ""

    def bytes(self) -> int:
        return self._path.stat().st_size

    def save(self, writer: Writer, folder: Path) -> dict[str, object]:
        copy = folder / FILE
        with closing(sqlite3.connect(copy)) as target:
            self._source.backup(target, pages=PAGES)
        self.close()
        copy.chmod(0o600)
        writer.add_file(f"{DATABASE}{FILE}", copy)
        copy.unlink()
        return {}

    def close(self) -> None:
        self._source.close()
