"""Stage raw rows: each delivered file once as Parquet of text, marked done by its content hash.

A killed import finds the finished files again and goes on; whatever has no mark is done anew.
Parquet deliveries are read where they lie.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from hengke.kernel.errors import Refused
from hengke.pipelines.home import write_atomically
from hengke.pipelines.intake.delivery import DeliveredFile
from hengke.pipelines.intake.mapping import Layout
from hengke.pipelines.intake.rows_of_text import Batch, delimited, fixed_width
from hengke.pipelines.intake.workbook import sheet_rows

EXCEL = (".xlsx", ".xls", ".xlsb", ".ods")
LINE = "_line"


@dataclass(frozen=True)
class RawFile:
    """One file as rows of text in `data`; `ragged` are lines with the wrong number of columns."""

    data: Path
    columns: tuple[str, ...]
    rows: int
    ragged: tuple[tuple[int, int], ...] = field(default=())
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
    if mark.exists():
        return _from_mark(json.loads(mark.read_text(encoding="utf-8")), folder)
    folder.mkdir(parents=True, exist_ok=True)
    raw = _write(file, layout, kind, target=folder / f"{key}.parquet")
    write_atomically(mark, json.dumps({**asdict(raw), "data": raw.data.name}, ensure_ascii=False))
    return raw


def _from_mark(saved: dict[str, object], folder: Path) -> RawFile:
    ragged = tuple((line, count) for line, count in saved["ragged"])  # type: ignore[attr-defined]
    return RawFile(
        data=folder / str(saved["data"]),
        columns=tuple(saved["columns"]),  # type: ignore[arg-type]
        rows=int(saved["rows"]),  # type: ignore[call-overload]
        ragged=ragged,
    )


def _parquet(file: DeliveredFile) -> RawFile:
    try:
        found = pq.ParquetFile(file.path)
    except (pa.ArrowInvalid, OSError) as error:
        raise Refused(
            f"{file.name} is not a readable Parquet file: {error}.",
            next_step="The transfer was probably cut off; deliver the file again.",
        ) from None
    with found:
        names = found.schema_arrow.names
        return RawFile(file.path, tuple(names), found.metadata.num_rows, typed=True)


def _write(file: DeliveredFile, layout: Layout, kind: str, *, target: Path) -> RawFile:
    columns, batches = _rows(file, layout, kind)
    schema = pa.schema([(LINE, pa.int64()), *((name, pa.string()) for name in columns)])
    draft = target.with_suffix(".draft")
    count, ragged = 0, []
    with pq.ParquetWriter(draft, schema, compression="zstd", compression_level=1) as writer:
        for batch in batches:
            ragged += batch.ragged
            count += len(batch.rows)
            if batch.rows:
                writer.write_batch(_record_batch(batch, schema))
            _check_ragged(file, len(columns), count, ragged)
    draft.replace(target)
    return RawFile(target, tuple(columns), count + len(ragged), tuple(ragged))


def _rows(file: DeliveredFile, layout: Layout, kind: str) -> tuple[list[str], Iterator[Batch]]:
    reader = {"delimited": delimited, "fixed": fixed_width, "excel": sheet_rows}[kind]
    return reader(file.path, name=file.name, layout=layout)


def _record_batch(batch: Batch, schema: pa.Schema) -> pa.RecordBatch:
    cells = [pa.array(column, pa.string()) for column in zip(*batch.rows, strict=True)]
    return pa.RecordBatch.from_arrays([pa.array(batch.numbers, pa.int64()), *cells], schema=schema)


def _check_ragged(
    file: DeliveredFile, width: int, good: int, ragged: list[tuple[int, int]]
) -> None:
    """A file of which no row fits was misread as a whole: say so instead of listing a million."""
    if good or not ragged:
        return
    line, found = ragged[0]
    if len(ragged) > 20 or found == 1:
        raise Refused(
            f"{file.name}, line {line}: {found} columns where {width} were expected, and so in "
            "every row.",
            next_step="Check delimiter, quote, trailing_delimiter or widths of this source.",
        )
