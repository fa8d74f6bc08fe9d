"""Delimited text by the megabyte: Arrow splits it as long as no quotation mark turns up.

Line for line the result is that of `rows_of_text`, to which the rest of a file goes from the first
quotation mark on (a quoted cell may hold delimiters and line ends). Ten times as fast on the rest.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from hengke.pipelines.intake import opening
from hengke.pipelines.intake.mapping import Layout
from hengke.pipelines.intake.rows_of_text import (
    Batch,
    Ragged,
    batches,
    columns_of,
    delimited,
    split,
)

PIECE = 8 << 20
SEPARATOR = "\x1f"  # stands in for a delimiter of several characters


@dataclass
class ArrowBatch:
    """Some rows, already as columns; ragged rows apart."""

    numbers: pa.Array
    cells: list[pa.Array]
    ragged: list[Ragged] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.numbers)

    def arrays(self) -> list[pa.Array]:
        return [self.numbers, *self.cells]


def delimited_quickly(
    path: Path, *, name: str, layout: Layout
) -> tuple[list[str], Iterator[Batch | ArrowBatch]]:
    """Column names and rows, as `delimited` gives them."""
    if layout.footer or layout.trailing_delimiter or layout.skip:
        return delimited(path, name=name, layout=layout)
    encoding = opening.encoding_of(path, name=name, layout=layout)
    try:
        found = _quickly(path, name=name, layout=layout, encoding=encoding)
    except UnicodeError:
        raise opening.wrong_encoding(path, name=name, layout=layout, encoding=encoding) from None
    if found is None:
        return delimited(path, name=name, layout=layout)
    columns, rows = found
    return columns, _readable(rows, path, name=name, layout=layout, encoding=encoding)


def _quickly(
    path: Path, *, name: str, layout: Layout, encoding: str
) -> tuple[list[str], Iterator[Batch | ArrowBatch]] | None:
    """None where the careful reader must do it: a header over several lines, a single column (its
    empty lines are no rows, yet look like rows of one cell)."""
    pieces = _pieces(path, name=name, layout=layout, encoding=encoding)
    first = next(pieces, b"")
    head, _, rest = first.partition(b"\n") if layout.header else (b"", b"", first)
    if layout.quote and head.count(layout.quote.encode()) % 2:
        return None
    columns = columns_of(head.decode(), name=name, layout=layout)
    if len(columns) < 2:
        return None
    above = int(layout.header)
    return columns, _rows(chain([rest], pieces), len(columns), layout, name=name, above=above)


def _readable(
    rows: Iterator[Batch | ArrowBatch], path: Path, *, name: str, layout: Layout, encoding: str
) -> Iterator[Batch | ArrowBatch]:
    """Bytes outside the encoding are found while Arrow reads them; the refusal names the place."""
    try:
        yield from rows
    except (UnicodeError, pa.ArrowInvalid):
        raise opening.wrong_encoding(path, name=name, layout=layout, encoding=encoding) from None


def _pieces(path: Path, *, name: str, layout: Layout, encoding: str) -> Iterator[bytes]:
    """UTF-8, cut after a line end; every line ends in LF."""
    decode = None if encoding.startswith("utf-8") else codecs.getincrementaldecoder(encoding)()
    held, first = b"", True
    for chunk in chain(opening.chunks(path, name=name, layout=layout), [b""]):
        last = not chunk
        text = decode.decode(chunk, final=last).encode() if decode else chunk
        if first:
            text, first = text.removeprefix(codecs.BOM_UTF8), False
        held += text
        if len(held) < PIECE and not last:
            continue
        place = len(held) if last else _after_last_line(held)
        piece, held = held[:place], held[place:]
        if piece:
            yield _with_plain_ends(piece)


def _after_last_line(held: bytes) -> int:
    """Old files end lines with CR alone; a CR at the very end may be the first half of CR LF."""
    return held.rfind(b"\n") + 1 or held.rfind(b"\r", 0, len(held) - 1) + 1


def _with_plain_ends(piece: bytes) -> bytes:
    if b"\r" not in piece:
        return piece
    return piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _rows(
    pieces: Iterator[bytes], width: int, layout: Layout, *, name: str, above: int
) -> Iterator[Batch | ArrowBatch]:
    quote = layout.quote.encode()
    for piece in pieces:
        if not piece:
            continue
        if quote and quote in piece:
            cells = split(_lines(chain([piece], pieces)), layout, name, above=above)
            yield from batches(cells, width, layout, above=above)
            return
        if _is_tricky(piece):
            cells = split(_lines(iter([piece])), layout, name, above=above)
            yield from batches(cells, width, layout, above=above)
        else:
            yield _parsed(piece, width, layout, above=above)
        above += piece.count(b"\n") + int(not piece.endswith(b"\n"))


def _is_tricky(piece: bytes) -> bool:
    """To Arrow an empty line is a row; and our separator must not stand in the text itself."""
    return piece.startswith(b"\n") or b"\n\n" in piece or SEPARATOR.encode() in piece


def _lines(pieces: Iterator[bytes]) -> Iterator[str]:
    for piece in pieces:
        lines = piece.decode().split("\n")
        yield from (line + "\n" for line in lines[:-1])
        if lines[-1]:
            yield lines[-1]


def _parsed(piece: bytes, width: int, layout: Layout, *, above: int) -> ArrowBatch:
    delimiter = shown = layout.delimiter
    if len(delimiter) > 1:
        piece = piece.replace(delimiter.encode(), SEPARATOR.encode())
        delimiter = SEPARATOR
    wrong: list[arrow_csv.InvalidRow] = []

    def apart(row: arrow_csv.InvalidRow) -> str:
        wrong.append(row)
        return "skip"

    names = [str(place) for place in range(width)]
    table = arrow_csv.read_csv(
        pa.BufferReader(piece),
        arrow_csv.ReadOptions(use_threads=False, block_size=len(piece) + 1, column_names=names),
        arrow_csv.ParseOptions(
            delimiter=delimiter, quote_char=False, ignore_empty_lines=False,
            invalid_row_handler=apart,
        ),
        arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
        ),
    ).combine_chunks()  # fmt: skip
    return ArrowBatch(
        _numbers(table.num_rows, [row.number for row in wrong], above=above),
        [column.combine_chunks() for column in table.columns],
        [
            Ragged(above + row.number, row.actual_columns, row.text.replace(delimiter, shown))
            for row in wrong
            if row.text.replace(delimiter, "").strip()
        ],
    )


def _numbers(good: int, wrong: list[int], *, above: int) -> pa.Array:
    """Line numbers of the rows that fit: all lines of the piece but the others."""
    lines = pa.array(np.arange(above + 1, above + good + len(wrong) + 1, dtype=np.int64))
    if not wrong:
        return lines
    others = pa.array([above + number for number in wrong], pa.int64())
    return pc.filter(lines, pc.invert(pc.is_in(lines, value_set=others)))
