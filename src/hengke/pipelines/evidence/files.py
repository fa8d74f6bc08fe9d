"""Files of a public data set as arrays; what is missing or of another layout is refused by name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hengke.kernel.errors import Refused
from hengke.learning.evaluation import Flags

Column = NDArray[Any]
MOST_NAMED = 12
"""So many columns are named; of more, these and how many others there are."""


def opened(folder: Path, name: str, *, expected: str) -> Path:
    """The file of this name, compressed or not; `expected` tells what it ought to hold."""
    if not folder.is_dir():
        raise Refused(
            "There is no folder {folder}.",
            next_step="Expected is the file {name} in it; --data names the folder that holds "
            "{last}/.",
            folder=folder, name=name, last=folder.name,
        )  # fmt: skip
    for path in (folder / name, folder / name.removesuffix(".gz")):
        if path.is_file():
            return path
    raise Refused(
        "There is no file {file}.",
        next_step="Expected is {expected}; --data names the folder that holds {folder}/.",
        file=folder / name,
        expected=expected,
        folder=folder.name,
    )


def columns(
    folder: Path,
    name: str,
    *,
    numbers: Sequence[str] = (),
    texts: Sequence[str] = (),
    sep: str = ",",
) -> dict[str, Column]:
    """Columns of a delimited file with a header: numbers as float64 (unknown is NaN), texts as
    objects (unknown is None). A column that is missing or holds no numbers is refused."""
    wanted = [*numbers, *texts]
    table = read(folder, name, expected="a header with " + _named(wanted), sep=sep, texts=texts)
    path = folder / name
    for one in wanted:
        if one not in table:
            raise Refused("{file} has no column {column}.", file=path, column=one,
                          next_step="Expected are the columns {columns}.",
                          columns=_named(wanted))  # fmt: skip
    for one in numbers:
        if table[one].dtype == object:
            raise Refused("{file} holds something else than numbers in {column}.", file=path,
                          column=one, next_step="Expected is a number or nothing in every row.",
                          )  # fmt: skip
    found = {one: table[one].astype(np.float64) for one in numbers}
    return found | {one: table[one] for one in texts}


def _named(columns: Sequence[str]) -> str:
    told = ", ".join(columns[:MOST_NAMED])
    left = len(columns) - MOST_NAMED
    return f"{told} and {left} more" if left > 0 else told


def as_texts(values: Column) -> Column:
    """Codes as texts, whole numbers without a point; unknown is None."""
    if values.dtype == object:
        return values
    told = [None if one != one else f"{one:.15g}" for one in values.tolist()]
    return np.array(told, dtype=object)


def outcome(path: Path, table: dict[str, Column], name: str, *, yes: Any, no: Any) -> Flags:
    """Takes the outcome's column out of the table, as flags; any third value is refused."""
    if name not in table:
        raise Refused("{file} has no column {column}.", file=path, column=name,
                      next_step="Expected is a column of the outcome.")  # fmt: skip
    values = table.pop(name)
    hit, other = values == yes, values == no
    if not (hit | other).all():
        raise Refused("{file} holds something else than {yes} and {no} in {column}.", file=path,
                      yes=yes, no=no, column=name,
                      next_step="Expected is one of the two in every row.")  # fmt: skip
    return np.asarray(hit, dtype=bool)


def header(folder: Path, name: str) -> tuple[str, ...]:
    """The names of its columns."""
    return tuple(read(folder, name, expected="a header"))


def read(
    folder: Path, name: str, *, expected: str, sep: str = ",", texts: Sequence[str] = ()
) -> dict[str, Column]:
    """Every column of a delimited file with a header; all rows decide which hold numbers. What is
    named in `texts` stays as it is written: keys, and codes such as yes and no."""
    import duckdb

    path = opened(folder, name, expected=expected)
    try:
        with duckdb.connect() as connection:
            given: dict[str, Any] = {"header": True, "sep": sep, "quotechar": '"'}
            there = connection.read_csv(str(path), all_varchar=True, **given).columns
            table = connection.read_csv(
                str(path),
                sample_size=-1,
                dtype={one: "VARCHAR" for one in texts if one in there},
                **given,
            ).to_arrow_table()
    except duckdb.Error as error:
        raise Refused(
            "{file} cannot be read as a table: {why}",
            next_step="Expected is {expected}.",
            file=path,
            why=str(error).splitlines()[0],
            expected=expected,
        ) from error
    if table.num_rows == 0:
        raise Refused("{file} holds no rows.", next_step="Expected is {expected}.", file=path,
                      expected=expected)  # fmt: skip
    return {one: _array(table[one]) for one in table.column_names}


def _array(column: Any) -> Column:
    import pyarrow as pa

    if pa.types.is_boolean(column.type):
        column = column.cast(pa.int8())
    if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
        return column.cast(pa.float64()).to_numpy()
    if pa.types.is_null(column.type):
        return np.full(len(column), np.nan)
    return np.asarray(column.cast(pa.string()).to_pylist(), dtype=object)
