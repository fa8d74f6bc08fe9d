"""Stage raw rows: each delivered file once as Parquet of text, marked done by its content hash.

A killed import finds the finished files again and goes on; whatever has no mark is done anew.
Identifiers are sealed and authentication data dropped in memory, before anything is written.
Parquet deliveries without either are read where they lie.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from hengke.kernel.errors import Refused
from hengke.pipelines.home import write_atomically
from hengke.pipelines.intake.delivery import DeliveredFile
from hengke.pipelines.intake.handling import Handling, treatment_of
from hengke.pipelines.intake.looks import SAMPLE
from hengke.pipelines.intake.mapping import Layout
from hengke.pipelines.intake.plain_text import ArrowBatch, delimited_quickly
from hengke.pipelines.intake.rows_of_text import (
    Batch,
    Ragged,
    fixed_width,
)
from hengke.pipelines.intake.sealing import Columns
from hengke.pipelines.intake.staged_files import (
    LINE,
    RawFile,
    kept_of,
    parquet_rows,
    told_of,
    write_sealed,
)
from hengke.pipelines.intake.vault import Vault
from hengke.pipelines.intake.workbook import sheet_rows

Check = Callable[[Sequence[str]], None]
EXCEL = (".xlsx", ".xls", ".xlsb", ".ods")
FORM = 3
"""Of a staged file; a killed import of an earlier release is read anew."""
RAGGED = pa.schema([(LINE, pa.int64()), ("found", pa.int64()), ("text", pa.string())])


def kind_of(file: DeliveredFile, layout: Layout) -> str:
    """The layout's kind; `auto` goes by the file's name."""
    if layout.kind != "auto":
        return layout.kind
    endings = file.path.name.lower()
    if endings.endswith(".parquet"):
        return "parquet"
    return "excel" if endings.endswith(EXCEL) else "delimited"


def split_by(file: DeliveredFile, layout: Layout) -> str:
    """The delimiter that cuts the file's lines; "" where none does."""
    return layout.delimiter if kind_of(file, layout) == "delimited" else ""


def staged(
    file: DeliveredFile,
    layout: Layout,
    handling: Handling,
    vault: Vault,
    *,
    folder: Path,
    check: Check,
) -> RawFile:
    """The file's rows, staged now or found staged. `check` sees the columns before anything of
    them is written: without a header the first row of data would be their names."""
    kind = kind_of(file, layout)
    told = f"{FORM} {file.sha256} {layout!r} {handling.told} {vault.told}"
    key = hashlib.sha256(told.encode()).hexdigest()[:24]
    mark = folder / f"{key}.json"
    if mark.exists() and (found := _from_mark(mark)):
        check(found.columns)
        return found
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{key}.parquet"
    if kind == "parquet":
        raw = parquet_rows(file, handling, vault, target=target, check=check)
    else:
        raw = _write(file, layout, kind, handling, vault, target=target, check=check)
    if raw.staged:
        saved = {**asdict(raw), "data": raw.data.name, "misfits": raw.misfits and raw.misfits.name}
        write_atomically(mark, json.dumps(saved, ensure_ascii=False))
    return raw


def _from_mark(mark: Path) -> RawFile | None:
    saved = json.loads(mark.read_text(encoding="utf-8"))
    misfits = mark.parent / saved["misfits"] if saved["misfits"] else None
    data = mark.parent / saved["data"]
    if not data.exists() or (misfits and not misfits.exists()):
        return None
    lists = {name: tuple(saved[name]) for name in ("columns", "hidden", "dropped")}
    sealed = {column: tuple(kinds) for column, kinds in saved["sealed"].items()}
    return RawFile(**saved | lists | {"data": data, "misfits": misfits, "sealed": sealed})


def _write(
    file: DeliveredFile, layout: Layout, kind: str, handling: Handling, vault: Vault,
    *, target: Path, check: Check,
) -> RawFile:  # fmt: skip
    columns, batches = _rows(file, layout, kind)
    check(columns)
    misfits = _Misfits(target.with_suffix(".misfits"), vault)
    first, batches = _looked_into(batches)
    treatment = treatment_of(handling, columns, _sample(columns, first))
    count = 0

    def rows() -> Iterator[Columns]:
        nonlocal count
        for batch in batches:
            misfits.add(batch.ragged)
            count += len(batch)
            if len(batch):
                yield dict(zip([LINE, *columns], batch.arrays(), strict=True))
            _check_ragged(file, len(columns), count, misfits)

    types = {LINE: pa.int64(), **dict.fromkeys(columns, pa.string())}
    write_sealed(rows(), types, treatment, vault, size=file.path.stat().st_size, target=target)
    return RawFile(
        target, kept_of(columns, treatment), count + misfits.count, misfits.count,
        misfits.finished(), **told_of(treatment),
    )  # fmt: skip


def _looked_into(
    batches: Iterator[Batch | ArrowBatch],
) -> tuple[Batch | ArrowBatch | None, Iterator[Batch | ArrowBatch]]:
    """The first batch, and all of them."""
    first = next(batches, None)
    return first, chain([] if first is None else [first], batches)


def _sample(columns: list[str], batch: Batch | ArrowBatch | None) -> dict[str, list[str]]:
    if batch is None or not len(batch):
        return {}
    return {
        column: [value for value in cells.slice(0, SAMPLE).to_pylist() if value and value.strip()]
        for column, cells in zip(columns, batch.arrays()[1:], strict=True)
    }


class _Misfits:
    """Rows that do not fit, their text sealed as a whole: any identifier may stand in it. The file
    exists only when there are any."""

    def __init__(self, path: Path, vault: Vault) -> None:
        self.path = path
        self.vault = vault
        self.count = 0
        self.first: Ragged | None = None
        self._writer: pq.ParquetWriter | None = None

    def add(self, rows: list[Ragged]) -> None:
        if not rows:
            return
        self.first = self.first or rows[0]
        self.count += len(rows)
        self._writer = self._writer or pq.ParquetWriter(self.path, RAGGED)
        texts = self.vault.sealer.seal_all(row.text for row in rows)
        cells = ([row.line for row in rows], [row.found for row in rows], texts)
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
