"""Stage raw rows: each delivered file once as Parquet of text, marked done by its content hash.

A killed import finds the finished files again and goes on; whatever has no mark is done anew.
Parquet deliveries are read where they lie.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from hengke.kernel.errors import Refused
from hengke.pipelines.home import write_atomically
from hengke.pipelines.intake.delivery import DeliveredFile
from hengke.pipelines.intake.mapping import Layout
from hengke.pipelines.intake.plain_text import ArrowBatch, delimited_quickly
from hengke.pipelines.intake.rows_of_text import (
    Batch,
    Ragged,
    fixed_width,
    header_checked,
)
from hengke.pipelines.intake.workbook import sheet_rows

EXCEL = (".xlsx", ".xls", ".xlsb", ".ods")
LINE = "_line"
RAGGED = pa.schema([(LINE, pa.int64()), ("found", pa.int64()), ("text", pa.string())])


@dataclass(frozen=True)
class RawFile:
    """One file as rows of text in `data`, and the rows that do not fit its columns in `misfits`."""

    data: Path
    columns: tuple[str, ...]
    rows: int  # all of them: those that fit and those that do not
    ragged: int = 0
    misfits: Path | None = None
    typed: bool = False  # a Parquet delivery: columns have types of their own


def kind_of(file: DeliveredFile, layout: Layout) -> str:
    """The layout's kind; `auto` goes by the file's name."""
    if layout.kind != "auto":
        return layout.kind
    endings = file.path.name.lower()
    if endings.endswith(".parquet"):
        return "parquet"
    return "excel" if endings.endswith(EXCEL) else "delimited"


def staged(file: DeliveredFile, layout: Layout, *, folder: Path) -> RawFile:
    """The file's rows, staged now or found staged."""
    kind = kind_of(file, layout)
    if kind == "parquet":
        return _parquet(file)
    key = hashlib.sha256(f"{file.sha256} {layout!r}".encode()).hexdigest()[:24]
    mark = folder / f"{key}.json"
    if mark.exists() and (found := _from_mark(mark)):
        return found
    folder.mkdir(parents=True, exist_ok=True)
    raw = _write(file, layout, kind, target=folder / f"{key}.parquet")
    saved = {**asdict(raw), "data": raw.data.name, "misfits": raw.misfits and raw.misfits.name}
    write_atomically(mark, json.dumps(saved, ensure_ascii=False))
    return raw


def _from_mark(mark: Path) -> RawFile | None:
    saved = json.loads(mark.read_text(encoding="utf-8"))
    misfits = mark.parent / saved["misfits"] if saved["misfits"] else None
    data = mark.parent / saved["data"]
    if not data.exists() or (misfits and not misfits.exists()):
        return None
    return RawFile(
        data=data, columns=tuple(saved["columns"]), rows=saved["rows"],
        ragged=saved["ragged"], misfits=misfits,
    )  # fmt: skip


def _parquet(file: DeliveredFile) -> RawFile:
    try:
        found = pq.ParquetFile(file.path)
    except (pa.ArrowException, OSError) as error:
        raise Refused(
            "{file} is not a readable Parquet file: {error}.",
            next_step="The transfer was probably cut off; deliver the file again.",
            file=file.name,
            error=error,
        ) from None
    with found:
        names = header_checked(found.schema_arrow.names, file=file.name)
        return RawFile(file.path, tuple(names), found.metadata.num_rows, typed=True)


def _write(file: DeliveredFile, layout: Layout, kind: str, *, target: Path) -> RawFile:
    columns, batches = _rows(file, layout, kind)
    schema = pa.schema([(LINE, pa.int64()), *((name, pa.string()) for name in columns)])
    draft, misfits = target.with_suffix(".draft"), _Misfits(target.with_suffix(".misfits"))
    count = 0
    with pq.ParquetWriter(draft, schema, compression="zstd", compression_level=1) as writer:
        for batch in batches:
            misfits.add(batch.ragged)
            count += len(batch)
            if len(batch):
                writer.write_batch(pa.RecordBatch.from_arrays(batch.arrays(), schema=schema))
            _check_ragged(file, len(columns), count, misfits)
    draft.replace(target)
    return RawFile(
        target, tuple(columns), count + misfits.count, misfits.count, misfits.finished()
    )  # fmt: skip


class _Misfits:
    """Rows that do not fit, kept with their text; the file exists only when there are any."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self.first: Ragged | None = None
        self._writer: pq.ParquetWriter | None = None

    def add(self, rows: list[Ragged]) -> None:
        if not rows:
            return
        self.first = self.first or rows[0]
        self.count += len(rows)
        self._writer = self._writer or pq.ParquetWriter(self.path, RAGGED)
        cells = zip(*((row.line, row.found, row.text) for row in rows), strict=True)
        arrays = [pa.array(cell, kind.type) for cell, kind in zip(cells, RAGGED, strict=True)]
        self._writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=RAGGED))

    def finished(self) -> Path | None:
        if self._writer is None:
            return None
        self._writer.close()
        return self.path


def _rows(
    file: DeliveredFile, layout: Layout, kind: str
) -> tuple[list[str], Iterator[Batch | ArrowBatch]]:
    reader = {"delimited": delimited_quickly, "fixed": fixed_width, "excel": sheet_rows}[kind]
    return reader(file.path, name=file.name, layout=layout)


def _check_ragged(file: DeliveredFile, width: int, good: int, misfits: _Misfits) -> None:
    """A file of which no row fits was misread as a whole: say so instead of listing a million."""
    if good or misfits.first is None:
        return
    if misfits.count > 20 or misfits.first.found == 1:
        raise Refused(
            "{file}, line {line}: {found} columns where {width} were expected, and so in every "
            "row.",
            next_step="Check delimiter, quote, trailing_delimiter or widths of this source.",
            file=file.name,
            line=misfits.first.line,
            found=misfits.first.found,
            width=width,
        )
