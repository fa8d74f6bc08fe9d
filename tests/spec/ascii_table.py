"""Tables as a banker writes them: a header with types, one row per line, cells between bars.

    customer_id:str | balance:fen | held_on:date
    A               | 1,234.50    | 2026-01-31
    B               |             |

`fen` is written in yuan and kept as int64 minor units. An empty cell is null, '' is an empty text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from hengke.kernel.money import MINOR_PER_MAJOR


def _fen(text: str) -> int:
    minor = Decimal(text.replace(",", "")) * MINOR_PER_MAJOR
    if minor != int(minor):
        raise ValueError(f"{text!r} has more than two decimals")
    return int(minor)


def _bool(text: str) -> bool:
    return {"true": True, "false": False}[text]


@dataclass(frozen=True)
class Kind:
    """A type of the header: its Ibis name and how a cell is read."""

    ibis: str
    read: Callable[[str], Any]


KINDS = {
    "str": Kind("string", lambda text: "" if text == "''" else text),
    "int": Kind("int64", lambda text: int(text.replace(",", ""))),
    "fen": Kind("int64", _fen),
    "date": Kind("date", date.fromisoformat),
    "instant": Kind("timestamp", datetime.fromisoformat),
    "bool": Kind("boolean", _bool),
    "float": Kind("float64", float),
}
RULE = re.compile(r"[-+|\s]*-{3}[-+|\s]*")
Row = tuple[Any, ...]


@dataclass(frozen=True)
class AsciiTable:
    """Column names, their Ibis types and the rows, in the order written."""

    names: tuple[str, ...]
    types: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def schema(self) -> dict[str, str]:
        return dict(zip(self.names, self.types, strict=True))


def parse(text: str) -> AsciiTable:
    """The table that the text draws; blank lines and lines of dashes are ignored."""
    lines = [line.strip() for line in text.splitlines()]
    header, *body = [line for line in lines if line and not RULE.fullmatch(line)]
    names, kinds = zip(*map(_column, header.split("|")), strict=True)
    rows = tuple(_row(line, kinds) for line in body)
    return AsciiTable(names, tuple(kind.ibis for kind in kinds), rows)


def _column(cell: str) -> tuple[str, Kind]:
    name, separator, kind = cell.strip().partition(":")
    if not separator or kind not in KINDS:
        raise ValueError(f"write the header as name:type with one of {list(KINDS)}, got {cell!r}")
    return name, KINDS[kind]


def _row(line: str, kinds: tuple[Kind, ...]) -> Row:
    cells = [cell.strip() for cell in line.split("|")]
    if len(cells) != len(kinds):
        raise ValueError(f"{len(cells)} cells under {len(kinds)} columns: {line!r}")
    return tuple(
        None if cell == "" else kind.read(cell) for cell, kind in zip(cells, kinds, strict=True)
    )
