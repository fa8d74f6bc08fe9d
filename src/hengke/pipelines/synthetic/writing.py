"""Columns to Parquet in the contract's schema; a delivery is there completely or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from hengke.engine.schemas import CONTRACT

EPOCH = np.datetime64("1970-01-01", "D")
ROW_GROUP = 250_000
LOCAL_AHEAD = np.timedelta64(8 * 3600, "s")  # the bank's clock before UTC


def numbered(prefix: str, numbers: NDArray[np.integer[Any]], width: int) -> pa.Array:
    """`prefix` and a number with leading zeros, for each number; built as bytes, not as objects."""
    rest = numbers.astype(np.int64)
    length = len(prefix) + width
    text = np.empty((len(rest), length), np.uint8)
    text[:, : len(prefix)] = np.frombuffer(prefix.encode("ascii"), np.uint8)
    for place in range(length - 1, len(prefix) - 1, -1):
        rest, digit = np.divmod(rest, 10)
        text[:, place] = digit + ord("0")
    return fixed_text(text)


def fixed_text(letters: NDArray[np.uint8]) -> pa.Array:
    """Rows of ASCII codes, all of one length, as strings."""
    count, length = letters.shape
    offsets = np.arange(count + 1, dtype=np.int32) * np.int32(length)
    return pa.StringArray.from_buffers(
        count, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(letters))
    )


def words(choices: tuple[str, ...], codes: NDArray[np.integer[Any]]) -> pa.Array:
    """The word of each code; a code below 0 is empty."""
    indices = pa.array(codes.astype(np.int32), mask=codes < 0)
    return pa.array(choices, pa.string()).take(indices)


def dates(first: np.datetime64, days: NDArray[np.integer[Any]], empty: Any = None) -> pa.Array:
    """`first` plus that many days; empty where `empty` says so."""
    values = (first - EPOCH).astype(np.int64) + days.astype(np.int64)
    return pa.array(values.astype(np.int32), mask=empty).cast(pa.date32())


def instants(first: date, days: NDArray[np.integer[Any]], seconds: Any) -> pa.Array:
    """The instant (UTC) of a second of a day, counted in the bank's own time."""
    start = np.datetime64(first, "s") - LOCAL_AHEAD
    moments = start + (days * 86_400 + seconds).astype("timedelta64[s]")
    return pa.array(moments.astype("datetime64[us]"))


class Delivery:
    """One delivery being written. Files take their names only when everything is written."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.rows: dict[str, int] = {}
        self._writers: dict[str, pq.ParquetWriter] = {}
        target.mkdir(parents=True, exist_ok=True)

    def write(self, table: str, columns: Mapping[str, Any]) -> None:
        """Append rows to a table of the contract; columns that are not given are empty."""
        schema = CONTRACT[table].as_delivered().to_pyarrow()
        count = len(next(iter(columns.values())))
        arrays = [
            pa.array(columns[field.name], field.type)
            if field.name in columns
            else pa.nulls(count, field.type)
            for field in schema
        ]
        self.write_rows(table, pa.table(arrays, schema=schema))

    def write_rows(self, table: str, rows: pa.Table) -> None:
        if table not in self._writers:
            draft = self._draft(table)
            self._writers[table] = pq.ParquetWriter(draft, rows.schema, compression="zstd")
        self._writers[table].write_table(rows, row_group_size=ROW_GROUP)
        self.rows[table] = self.rows.get(table, 0) + rows.num_rows

    def _draft(self, table: str) -> Path:
        return self.target / f"{table}.parquet.draft"

    def __enter__(self) -> Delivery:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        for table, writer in self._writers.items():
            writer.close()
            if kind is None:
                self._draft(table).replace(self.target / f"{table}.parquet")
            else:
                self._draft(table).unlink(missing_ok=True)
