"""What publishing asks of a workbench database; SQLite and PostgreSQL each keep it their way."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pyarrow as pa

    from hengke.pipelines.publishing.tables import Published


class Store(Protocol):
    """One open workbench database. Staging is empty at the start and gone at the end."""

    dates_as_text: bool

    def stage(self, name: str, rows: pa.RecordBatchReader, *, key: Sequence[str]) -> int:
        """Bulk-load a staging table; nobody waits for it. A key that stands twice is an error."""
        ...

    def read(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of a query whose placeholders are written as `?`."""
        ...

    def costly(self, table: Published) -> frozenset[str]:
        """Columns whose change is dearer in place than the row written anew (it is indexed)."""
        ...

    def indexes(self, table: str) -> list[tuple[str, str]]:
        """Statements that drop and make each index no constraint of a primary key stands on."""
        ...

    def switching(self) -> AbstractContextManager[None]:
        """The one transaction: all of what `execute` does inside it becomes visible at its end."""
        ...

    def form(self) -> int:
        """The form in which the rows that are shown were written; 0 where nobody knows."""
        ...

    def keep_form(self, form: int) -> None:
        """Within the switch: the form of what is shown from now on."""
        ...

    def execute(self, sql: str) -> None: ...

    def json(self, column: str) -> str:
        """SQL for a JSON text in the form in which this database stores it."""
        ...

    def close(self) -> None:
        """Drop the staging tables and let the database tidy up after a bulk change."""
        ...
