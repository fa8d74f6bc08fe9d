"""Look into a file: how its bytes become rows, and the first rows themselves."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from charset_normalizer import from_bytes

from hengke.kernel.errors import Refused
from hengke.pipelines.intake import looks, opening
from hengke.pipelines.intake.mapping import Layout
from hengke.pipelines.intake.rows_of_text import header_checked
from hengke.pipelines.intake.staging import EXCEL
from hengke.pipelines.intake.workbook import sheet_rows

SAMPLE_ROWS = 20_000
MOST_TITLES = 5  # lines above the header
SINGLE = ("\x01", "\t", "|", ";", ",", "^", "~")


@dataclass(frozen=True)
class Sniffed:
    """One file: its layout and a sample of its rows; `doubts` are for the reader of the mapping."""

    name: str
    layout: Layout
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    doubts: tuple[str, ...] = field(default=())

    def column(self, name: str) -> list[str]:
        """The sample's values of one column that are not blank."""
        place = self.columns.index(name)
        return [row[place].strip() for row in self.rows if row[place].strip()]


def sniffed(path: Path, *, name: str) -> Sniffed:
    """Refuses a file in which no rows can be made out."""
    endings = path.name.lower()
    if endings.endswith(".parquet"):
        return _parquet(path, name)
    if endings.endswith(EXCEL):
        return _excel(path, name)
    return _text(path, name)


def _parquet(path: Path, name: str) -> Sniffed:
    try:
        with pq.ParquetFile(path) as file:
            batch = next(file.iter_batches(SAMPLE_ROWS), None)
            columns = tuple(header_checked(file.schema_arrow.names, file=name))
    except (pa.ArrowException, OSError) as error:
        raise Refused(
            "{name} is not a readable Parquet file: {error}.", name=name, error=error
        ) from None
    cells = [[_shown(cell) for cell in column.to_pylist()] for column in batch or ()]
    return Sniffed(name, Layout(kind="parquet"), columns, tuple(zip(*cells, strict=True)))


def _shown(cell: object) -> str:
    return "" if cell is None else str(cell)


def _excel(path: Path, name: str) -> Sniffed:
    """The first line that can be a header is one; lines above it are titles."""
    refusal: Refused | None = None
    for skip in range(MOST_TITLES + 1):
        layout = Layout(kind="excel", skip=skip)
        try:
            columns, batches = sheet_rows(path, name=name, layout=layout)
        except Refused as found:
            refusal = refusal or found
            continue
        if len(columns) > 1:
            batch = next(batches, None)
            rows = tuple(tuple(row) for row in (batch.rows[:SAMPLE_ROWS] if batch else []))
            return Sniffed(name, layout, tuple(columns), rows)
    raise refusal or Refused("{name} has no line that could be a header.", name=name)


def _text(path: Path, name: str) -> Sniffed:
    encoding, doubts = _encoding(path, name)
    reading = Layout(encoding=encoding)
    found = opening.lines(path, name=name, layout=reading)
    lines = [line.rstrip("\n") for line in islice(found, SAMPLE_ROWS)]
    lines = [line for line in lines if line.strip()] if lines else []
    if not lines:
        raise Refused("{name} is empty.", name=name)
    delimiter = _delimiter(lines)
    if delimiter is None and not any(" " in line.strip() for line in lines):
        delimiter = ","  # a single column
    if delimiter is None:
        return _fixed(name, lines, encoding)
    quote = '"' if len(delimiter) == 1 else ""
    layout = replace(reading, delimiter=delimiter, quote=quote)
    rows = list(_split(lines, layout))
    skip = _titles(rows)
    rows = rows[skip:]
    trailing = (
        len(rows[0]) > 1 and not rows[0][-1].strip() and all(not row[-1].strip() for row in rows)
    )
    if trailing:
        rows = [row[:-1] for row in rows]
    layout = replace(layout, skip=skip, trailing_delimiter=trailing)
    return _with_header(name, layout, rows, doubts)


def _encoding(path: Path, name: str) -> tuple[str, tuple[str, ...]]:
    """The layout's `auto` where it is enough; else the likeliest name, marked as a guess."""
    try:
        opening.encoding_of(path, name=name, layout=Layout())
    except Refused:
        sample = next(opening.chunks(path, name=name, layout=Layout()), b"")
        best = from_bytes(sample[:100_000]).best()
        guess = best.encoding if best else "latin-1"
        return guess, (f"encoding: {guess} is a guess",)
    return "auto", ()


def _delimiter(lines: list[str]) -> str | None:
    """The separator that most lines have equally often: one of several characters before a single
    one, the most frequent. `|@||@|` is `|@|` around an empty cell: what holds another is none."""
    head = lines[: 200 + MOST_TITLES]
    runs = {run for line in head[:20] for run in re.findall(r"[^\w\s.'\"()（）:+/-]{2,}", line)}
    runs = {run for run in runs if len(set(run)) > 1}  # `;;` is an empty cell
    found: list[tuple[int, int, str]] = []
    for candidate in (*runs, *SINGLE):
        counts = Counter(_count(line, candidate) for line in head)
        usual, lines_with = counts.most_common(1)[0]
        if usual and lines_with >= 0.9 * (len(head) - MOST_TITLES) and lines_with * 2 > len(head):
            found.append((len(candidate), usual, candidate))
    shortest = [c for _, _, c in found if len(c) > 1]
    real = [one for one in found if not any(c != one[2] and c in one[2] for c in shortest)]
    return max(real)[2] if real else None


def _count(line: str, delimiter: str) -> int:
    if len(delimiter) > 1 or '"' not in line:
        return line.count(delimiter)
    return len(next(csv.reader([line], delimiter=delimiter), [])) - 1


def _split(lines: list[str], layout: Layout) -> Iterator[list[str]]:
    if layout.quote:
        yield from csv.reader(lines, delimiter=layout.delimiter)
    else:
        yield from (line.split(layout.delimiter) for line in lines)


def _titles(rows: list[list[str]]) -> int:
    """Lines above the header have fewer cells than the table."""
    usual = Counter(len(row) for row in rows).most_common(1)[0][0]
    first = next((n for n, row in enumerate(rows[: MOST_TITLES + 1]) if len(row) == usual), 0)
    return first


def _with_header(
    name: str, layout: Layout, rows: list[list[str]], doubts: tuple[str, ...]
) -> Sniffed:
    width = len(rows[0])
    if _is_header(rows):
        columns = tuple(header_checked(rows[0], file=name))
        body = rows[1:]
    else:
        columns = tuple(f"c{n}" for n in range(1, width + 1))
        body = rows
        layout = replace(layout, header=False, columns=columns)
        doubts = (*doubts, "no header: the columns are named c1, c2, …")
    fitting = tuple(tuple(row) for row in body if len(row) == width)
    return Sniffed(name, layout, columns, fitting, doubts)


def _is_header(rows: list[list[str]]) -> bool:
    """Names are not numbers, are not repeated, and look unlike the values below them."""
    first = [cell.strip() for cell in rows[0]]
    if not all(first) or len({cell.lower() for cell in first}) < len(first):
        return False
    return not any(
        re.fullmatch(r"[-+]?[\d.,:/年月日-]+", cell) or looks.kind_of(cell) for cell in first
    )


def _fixed(name: str, lines: list[str], encoding: str) -> Sniffed:
    """No separator: columns begin where every line goes from blank to text."""
    head = lines[:500]
    codec = "gb18030" if encoding == "auto" and not _is_utf8_width(head) else "utf-8"
    raw = [line.encode(codec) for line in head]
    width = max(map(len, raw))
    padded = [line.ljust(width) for line in raw]
    blank = [all(line[place : place + 1] == b" " for line in padded) for place in range(width)]
    starts = [0] + [n for n in range(1, width) if blank[n - 1] and not blank[n]]
    if len(starts) < 2:
        raise Refused("{name}: no separator and no columns of blanks can be made out.", name=name)
    ends = [*starts[1:], width]
    columns = tuple(f"c{n}" for n in range(1, len(starts) + 1))
    places = list(zip(starts, ends, strict=True))
    rows = tuple(
        tuple(line[start:end].decode(codec, "replace") for start, end in places) for line in padded
    )
    layout = Layout(
        kind="fixed", encoding=encoding, header=False, columns=columns, short_rows=True,
        widths=tuple(end - start for start, end in places),
    )  # fmt: skip
    return Sniffed(name, layout, columns, rows, ("fixed width: the widths are a guess",))


def _is_utf8_width(lines: list[str]) -> bool:
    """Lines of one length in bytes of UTF-8 were made in it."""
    return len({len(line.encode("utf-8")) for line in lines}) <= len(
        {len(line.encode("gb18030")) for line in lines}
    )
