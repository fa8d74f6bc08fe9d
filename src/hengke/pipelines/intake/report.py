"""What an import tells: rows received, loaded, refused per table, and what else matters."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from hengke.kernel.sentences import record

ERRORS_OF_A_CHECK = "hengke-check-"
"""So begins a folder of its own, outside the home, for the row errors of a check: whoever asked for
it takes them from there."""


def in_chinese(errors: Path) -> Path:
    """The error file that says the same in Chinese lies beside the English one."""
    return errors.with_suffix(".zh.csv")


@dataclass(frozen=True)
class TableCount:
    """One table. received = loaded + quarantined, always."""

    table: str
    received: int
    loaded: int
    quarantined: int
    written: int = 0  # not in the lake before, or corrected: what loaded rows really changed
    corrected: int = 0  # of the written ones: replace an older row of the same key
    removed: int = 0  # left the lake: delete marks, or missing from a full delivery


@dataclass(frozen=True)
class Report:
    """The answer of `check` and `import_delivery`. `errors` is the error file, if any row erred."""

    mapping: str
    batch: str = ""
    checked_only: bool = False
    unchanged: bool = False
    tables: tuple[TableCount, ...] = ()
    files: tuple[dict[str, Any], ...] = ()  # file, source, rows, ragged
    left_out: tuple[dict[str, str], ...] = ()  # file, reason
    notes: tuple[str, ...] = ()
    problems: tuple[dict[str, Any], ...] = ()  # see quarantine.problems
    flawed: tuple[dict[str, Any], ...] = ()  # loaded, yet they cannot be right: see flaws.found
    deviations: tuple[dict[str, Any], ...] = ()
    errors: str | None = None  # the English one; see in_chinese
    earliest_date: str | None = None
    latest_date: str | None = None
    seconds: float = 0.0
    rows_per_second: int = 0

    def to_json(self) -> dict[str, Any]:
        """`sentences` says how its English texts were made, for pages in another language."""
        told = (*self.notes, *(one["reason"] for one in self.left_out))
        unlike = (one["text"] for one in self.deviations)
        return {**asdict(self), "sentences": record(*told, *unlike)}
