"""A heat table: a real table whose cells are shaded in ten steps by their share of the row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

STEPS = 10
DARK_FROM = 6  # from this step on the ink is inverse


@dataclass(frozen=True)
class Cell:
    """One cell: what it counts, how dark, whether it is a fall, and the list behind it."""

    value: int
    shade: int
    falls: bool
    href: str = ""

    @property
    def classes(self) -> str:
        dark = " is-dark" if self.shade >= DARK_FROM else ""
        return f"h{self.shade}{dark}{' is-fall' if self.falls and self.value else ''}"


@dataclass(frozen=True)
class Row:
    """One row of the table with its name."""

    name: str
    cells: tuple[Cell, ...]


def rows(
    names: Sequence[str], matrix: Sequence[Sequence[int]], hrefs: Sequence[Sequence[str]] = ()
) -> tuple[Row, ...]:
    """Rows and columns in the same order, lowest first: left of the diagonal is a fall."""
    return tuple(
        Row(name, tuple(_cell(i, j, matrix[i], hrefs) for j in range(len(names))))
        for i, name in enumerate(names)
    )


def _cell(i: int, j: int, row: Sequence[int], hrefs: Sequence[Sequence[str]]) -> Cell:
    total = sum(row)
    share = row[j] / total if total else 0
    shade = 0 if not row[j] else max(1, round(share**0.6 * STEPS))
    return Cell(row[j], shade, falls=j < i, href=hrefs[i][j] if hrefs else "")
