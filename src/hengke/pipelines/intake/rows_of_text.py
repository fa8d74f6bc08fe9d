"""Rows of text from delimited and fixed-width files, each with its line number.

A row with the wrong number of columns is not guessed at: it comes out as `Ragged`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import pyarrow as pa

from hengke.kernel.errors import Refused
from hengke.pipelines.intake import headings
from hengke.pipelines.intake.mapping import Layout
from hengke.pipelines.intake.opening import encoding_of, lines

BATCH = 50_000
MADE = ("_print.", "_unsound.", "_flaw.")  # columns of the staged file beside a sealed one
RESERVED = ("_line", "_file", "_row", "_delete", "file_row_number")
LINES_PER_ROW = 200  # a quoted field over more lines than this is a quote that nobody closed
csv.field_size_limit(1 << 24)


@dataclass(frozen=True)
class Ragged:
    """A row that does not fit: its line, the columns (or width) found, and its text as received."""

    line: int
    found: int
    text: str


@dataclass
class Batch:
    """Some rows: parallel lists of line numbers and of cells; ragged rows apart."""

    numbers: list[int] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    ragged: list[Ragged] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.rows)

    def arrays(self) -> list[pa.Array]:
        """Line numbers, then the cells by column."""
        cells = [pa.array(column, pa.string()) for column in zip(*self.rows, strict=True)]
        return [pa.array(self.numbers, pa.int64()), *cells]


def header_checked(names: list[str], *, file: str) -> list[str]:
    """Column names without blanks around them; empty or doubled ones are refused."""
    clean = [name.strip().strip("\ufeff\u3000") for name in names]
    folded = [name.lower() for name in clean]  # SQL does not tell `A` from `a`
    for position, name in enumerate(clean, 1):
        if not name:
            raise Refused(
                "{file}: column {position} of the header has no name.",
                next_step="Name it in the file, or set header = false, skip = 1 and names = [...].",
                file=file,
                position=position,
            )
        if name.lower() in RESERVED or name.lower().startswith(MADE):
            raise Refused(
                '{file}: the column name "{name}" is reserved.',
                next_step="Set header = false, skip = 1 and names = [...] with another name.",
                file=file,
                name=headings.shown([name], known=RESERVED)[0],
            )
        if folded.count(name.lower()) > 1:
            places = [str(n) for n, other in enumerate(folded, 1) if other == name.lower()]
            raise Refused(
                '{file}: the header has the column "{name}" {count} times (columns {places}).',
                next_step="Have the file exported with one name per column, or set header = "
                "false, skip = 1 and names = [...].",
                file=file,
                name=headings.shown([name])[0],
                count=len(places),
                places=", ".join(places),
            )
    return clean


def delimited(path: Path, *, name: str, layout: Layout) -> tuple[list[str], Iterator[Batch]]:
    """Column names, and the rows in batches."""
    source = without_footer(lines(path, name=name, layout=layout), layout.footer)
    above = sum(1 for _ in islice(source, layout.skip))
    cells = split(source, layout, name, above=above)
    if not layout.header:
        return list(layout.columns), batches(cells, len(layout.columns), layout, above=above)
    header = next(cells, None)
    columns = _titles(header[1] if header else None, name=name, layout=layout)
    begin = above + (header[0] if header else 0)
    return columns, batches(cells, len(columns), layout, above=above, begin=begin)


def columns_of(header: str | None, *, name: str, layout: Layout) -> list[str]:
    """Column names from the text of a header line, or from the mapping."""
    if not layout.header:
        return list(layout.columns)
    cells = next(split(iter([header]), layout, name), None) if header else None
    return _titles(cells[1] if cells else None, name=name, layout=layout)


def _titles(cells: list[str] | None, *, name: str, layout: Layout) -> list[str]:
    if not cells:
        raise Refused(
            "{name} is empty: not even a header.", next_step="Deliver it again.", name=name
        )
    titles = cells[:-1] if layout.trailing_delimiter else cells
    return header_checked(list(layout.columns) or titles, file=name)


def without_footer(source: Iterator[str], footer: int) -> Iterator[str]:
    """All lines but the last `footer` ones."""
    if not footer:
        yield from source
        return
    held: list[str] = []
    for line in source:
        held.append(line)
        if len(held) > footer:
            yield held.pop(0)


def split(
    source: Iterator[str], layout: Layout, name: str, *, above: int = 0
) -> Iterator[tuple[int, list[str]]]:
    """(number of the row's last line, cells) per row, counted from where the source begins."""
    if not layout.quote:
        for number, line in enumerate(source, 1):
            yield number, line.rstrip("\n").split(layout.delimiter) if line.strip() else []
        return
    reader = csv.reader(source, delimiter=layout.delimiter, quotechar=layout.quote)
    last = 0
    try:
        for row in reader:
            if reader.line_num - last > LINES_PER_ROW:
                raise _open_quote(name, above + last + 1)
            last = reader.line_num
            yield last, row
    except csv.Error:
        raise _open_quote(name, above + last + 1) from None


def _open_quote(name: str, line: int) -> Refused:
    return Refused(
        "{name}, line {line}: a quotation mark is opened and never closed.",
        next_step='If quotation marks mean nothing in this file, set quote = "" for the source.',
        name=name,
        line=line,
    )


def batches(
    cells: Iterator[tuple[int, list[str]]],
    width: int,
    layout: Layout,
    *,
    above: int,
    begin: int | None = None,
) -> Iterator[Batch]:
    """`above` lines stand above the source, the first row begins after line `begin`."""
    previous = above if begin is None else begin
    while part := list(islice(cells, BATCH)):
        batch = Batch()
        for last, row in part:
            line, previous = previous + 1, above + last
            if layout.trailing_delimiter and len(row) == width + 1 and not row[-1]:
                row.pop()
            if len(row) == width:
                batch.numbers.append(line)
                batch.rows.append(row)
            elif any(cell.strip() for cell in row):
                batch.ragged.append(Ragged(line, len(row), layout.delimiter.join(row)))
        yield batch


def fixed_width(path: Path, *, name: str, layout: Layout) -> tuple[list[str], Iterator[Batch]]:
    """Rows cut at fixed positions, counted in bytes of the file's encoding or in characters."""
    return list(layout.columns), _fixed_batches(path, name=name, layout=layout)


def _fixed_batches(path: Path, *, name: str, layout: Layout) -> Iterator[Batch]:
    encoding = encoding_of(path, name=name, layout=layout).removesuffix("-sig")
    by_bytes = layout.width_unit == "bytes"
    ends, total = [], 0
    for width in layout.widths:
        ends.append((total, total + width))
        total += width
    source = without_footer(lines(path, name=name, layout=layout), layout.footer)
    numbered = enumerate(source, 1)
    for _ in islice(numbered, layout.skip + int(layout.header)):
        pass
    while part := list(islice(numbered, BATCH)):
        batch = Batch()
        for number, line in part:
            text = line.rstrip("\n")
            raw = text.encode(encoding) if by_bytes and not text.isascii() else text
            if len(raw) == total or (layout.short_rows and len(raw) < total):
                batch.numbers.append(number)
                batch.rows.append([_piece(raw, start, end, encoding) for start, end in ends])
            elif text.strip():
                batch.ragged.append(Ragged(number, len(raw), text))
        yield batch


def _piece(raw: str | bytes, start: int, end: int, encoding: str) -> str:
    """One cell; a cut through the middle of a character shows as U+FFFD and is refused later."""
    piece = raw[start:end]
    return piece if isinstance(piece, str) else piece.decode(encoding, "replace")
