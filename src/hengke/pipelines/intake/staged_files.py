"""Files of staged rows: written with sealed columns in place, and what is known of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from hengke.kernel.errors import Refused
from hengke.pipelines.intake.delivery import DeliveredFile
from hengke.pipelines.intake.handling import Handling, Treatment, treatment_of
from hengke.pipelines.intake.looks import SAMPLE
from hengke.pipelines.intake.rows_of_text import header_checked
from hengke.pipelines.intake.sealing import Columns, added, sealed_in_order
from hengke.pipelines.intake.vault import Vault

LINE = "_line"
ROWS_AT_ONCE = 50_000


@dataclass(frozen=True)
class RawFile:
    """One file as rows of text in `data`, and the rows that do not fit its columns in `misfits`.

    `sealed` are its sealed columns with the kinds of identifier that have fingerprints beside
    them, `hidden` those sealed for their looks, `dropped` those that were never written.
    """

    data: Path
    columns: tuple[str, ...]
    rows: int  # all of them: those that fit and those that do not
    ragged: int = 0
    misfits: Path | None = None
    typed: bool = False  # a Parquet delivery: columns have types of their own
    staged: bool = True  # false: it is read where it was delivered
    sealed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


def kept_of(columns: Sequence[str], treatment: Treatment) -> tuple[str, ...]:
    return tuple(column for column in columns if column not in treatment.dropped)


def told_of(treatment: Treatment) -> dict[str, Any]:
    """What a RawFile says about its columns."""
    return {
        "sealed": {column: treatment.kinds.get(column, ()) for column in treatment.sealed},
        "hidden": treatment.hidden,
        "dropped": treatment.dropped,
    }


def write_sealed(
    batches: Iterable[Columns],
    types: Mapping[str, pa.DataType],
    treatment: Treatment,
    vault: Vault,
    *,
    size: int,
    target: Path,
) -> None:
    """The batches as one file: dropped columns left out, sealed ones in place, fingerprints
    behind."""
    kept = {name: kind for name, kind in types.items() if name not in treatment.dropped}
    own = {name: pa.string() if name in treatment.sealed else kind for name, kind in kept.items()}
    schema = pa.schema([*own.items(), *added(treatment)])
    draft = target.with_suffix(".draft")
    with pq.ParquetWriter(draft, schema, compression="zstd", compression_level=1) as writer:
        for columns, made in sealed_in_order(batches, treatment, vault, size=size):
            arrays = [made.get(name, columns.get(name)) for name in schema.names]
            writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=schema))
    draft.replace(target)


def parquet_rows(
    file: DeliveredFile,
    handling: Handling,
    vault: Vault,
    *,
    target: Path,
    check: Callable[[Sequence[str]], None],
) -> RawFile:
    """A Parquet delivery: where it lies, unless something in it must be sealed or dropped."""
    try:
        found = pq.ParquetFile(file.path)
        with found:
            names = header_checked(found.schema_arrow.names, file=file.name)
            check(names)
            treatment = treatment_of(handling, names, _sample(found, handling))
            count = found.metadata.num_rows
            if treatment.changes_nothing:
                return RawFile(file.path, tuple(names), count, typed=True, staged=False)
            types = {LINE: pa.int64(), **_types(found, names)}
            write_sealed(
                _rows(found, names), types, treatment, vault, size=file.path.stat().st_size,
                target=target,
            )  # fmt: skip
    except (pa.ArrowException, OSError) as error:
        raise Refused(
            "{file} is not a readable Parquet file: {error}.",
            next_step="The transfer was probably cut off; deliver the file again.",
            file=file.name,
            error=error,
        ) from None
    return RawFile(target, kept_of(names, treatment), count, typed=True, **told_of(treatment))


def _types(found: pq.ParquetFile, names: Sequence[str]) -> dict[str, pa.DataType]:
    return {
        name: field.type.value_type if pa.types.is_dictionary(field.type) else field.type
        for name, field in zip(names, found.schema_arrow, strict=True)
    }


def _rows(found: pq.ParquetFile, names: Sequence[str]) -> Iterator[Columns]:
    line = 1
    for batch in found.iter_batches(ROWS_AT_ONCE):
        cells = [_plain(column) for column in batch.columns]
        numbers = pa.array(range(line, line + len(batch)), pa.int64())
        line += len(batch)
        yield {LINE: numbers, **dict(zip(names, cells, strict=True))}


def _plain(column: pa.Array) -> pa.Array:
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def _sample(found: pq.ParquetFile, handling: Handling) -> dict[str, list[str]]:
    """Values of text columns; what is known to be sealed need not be looked at."""
    names = [
        field.name
        for field in found.schema_arrow
        if _is_text(field.type) and field.name not in handling.named
    ]
    first = next(found.iter_batches(SAMPLE, columns=names), None) if names else None
    if first is None:
        return {}
    return {
        name: [value for value in first.column(name).to_pylist() if value and value.strip()]
        for name in names
    }


def _is_text(kind: pa.DataType) -> bool:
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return pa.types.is_string(kind) or pa.types.is_large_string(kind)
