"""Excel sheets as rows of text, without the damage that Excel does silently.

A number of 16 digits or more has lost its end: Excel keeps 15. It comes out in scientific form
(`6.22202e+18`) so that a text column refuses it instead of storing a wrong card number.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from hengke.kernel.errors import Refused
from hengke.pipelines.intake.mapping import Layout
from hengke.pipelines.intake.rows_of_text import BATCH, Batch, Ragged, header_checked
from hengke.pipelines.intake.shown_values import loose

EXACT_BELOW = 10**15
USUAL_TITLE = re.compile(r"(Sheet|工作表|表)[ _-]?\d{0,3}|[Dd]ata|数据|明细", re.IGNORECASE)
LARGEST_SHEET = 2 << 30


def sheet_rows(path: Path, *, name: str, layout: Layout) -> tuple[list[str], Iterator[Batch]]:
    _check_size(path, name)
    try:
        book = CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError) as error:
        raise Refused(
            "{name} cannot be opened as an Excel file: {error}.", name=name, error=error
        ) from None
    title = layout.sheet or book.sheet_names[0]
    if title not in book.sheet_names:
        raise Refused(
            '{name} has no sheet "{title}". There is: {known}.',
            name=name,
            title=title,
            known=", ".join(map(_title, book.sheet_names)),
        )
    sheet = book.get_sheet_by_name(title)
    top = (sheet.start or (0, 0))[0]
    rows = enumerate(sheet.iter_rows(), top + 1)
    for _ in islice(rows, max(0, layout.skip - top)):
        pass
    if not layout.header:
        return list(layout.columns), _batches(rows, len(layout.columns))
    first = next(rows, None)
    if first is None:
        raise Refused(
            '{name}, sheet "{title}" is empty.',
            next_step="Deliver it again.",
            name=name,
            title=layout.sheet or _title(title),
        )
    titles = _without_tail([cell_text(cell) for cell in first[1]])
    columns = header_checked(list(layout.columns) or titles, file=name)
    return columns, _batches(rows, len(columns))


def _title(sheet: str) -> str:
    """A sheet may be called by the name of a customer."""
    return sheet if USUAL_TITLE.fullmatch(sheet) else loose(sheet)


def _check_size(path: Path, name: str) -> None:
    """An xlsx is a zip: what it announces is looked at before anything is unpacked."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        size = sum(member.file_size for member in archive.infolist())
    if size > LARGEST_SHEET or size > 1000 * max(path.stat().st_size, 1 << 16):
        raise Refused(
            "{name} unpacks to {size:,} bytes: it looks like a decompression bomb.",
            name=name,
            size=size,
        )


def _without_tail(titles: list[str]) -> list[str]:
    while titles and not titles[-1].strip():
        titles.pop()
    return titles


def _batches(rows: Iterator[tuple[int, list[Any]]], width: int) -> Iterator[Batch]:
    while part := list(islice(rows, BATCH)):
        batch = Batch()
        for number, row in part:
            cells = [cell_text(cell) for cell in row]
            if not any(cells):
                continue
            if any(cells[width:]):
                found = len(_without_tail(cells))
                batch.ragged.append(Ragged(number, found, ",".join(cells[:found])))
                continue
            batch.numbers.append(number)
            batch.rows.append(cells[:width] + [""] * (width - len(cells)))
        yield batch


def cell_text(cell: object) -> str:
    """A cell as the text a CSV would hold; whole numbers without the `.0` that Excel adds."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float | int):
        return _number_text(cell)
    if isinstance(cell, datetime):
        midnight = cell.time() == time(0)
        return cell.date().isoformat() if midnight else cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)


def _number_text(number: float) -> str:
    if abs(number) >= EXACT_BELOW:
        return f"{number:.15g}" if "e" in f"{number:.15g}" else f"{number:.14e}"
    if float(number).is_integer():
        return str(int(number))
    return repr(float(f"{number:.15g}"))
