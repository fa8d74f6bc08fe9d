"""The Xiamen files of one quarter: customers of a bank, in the order of their numbers.

A month is told by the file's name only, and the quarter's end by the last transfer in it, so that
another quarter's files under these names are read as well.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hengke.learning.evaluation import Floats, Numbers
    from hengke.pipelines.evidence.files import Column

MONTHS = ("cunkuan_m7.csv.gz", "cunkuan_m8.csv.gz", "cunkuan_m9.csv.gz")
ASSETS = "quarter_end_aum_Q3.csv.gz"
BEHAVIOUR = "quarter_end_behavior_Q3.csv.gz"
LABELS = "y_Q3_3.csv.gz"
KEY, LABEL, LAST_IN = "cust_no", "label", "B6"
KINDS = {"X1": "structured", "X2": "term", "X3": "demand", "X4": "wealth", "X5": "funds",
         "X6": "plans", "X7": "loans", "X8": "certificates"}  # fmt: skip
BEHAVIOURS = {"B1": "logins", "B2": "transfers_in", "B3": "amount_in", "B4": "transfers_out",
              "B5": "amount_out", "B7": "contacts"}  # fmt: skip
PLACES = ("_first", "_second", "")


def month(folder: Path, name: str) -> dict[str, Column]:
    """Customers, deposits in yuan and number of deposit products of one month's end."""
    return _keyed(folder, name, numbers=("C1", "C2"))


def labels(folder: Path) -> tuple[Column, Numbers]:
    """Customer numbers, sorted, and what their funds did in the next quarter: -1, 0 or 1."""
    import numpy as np

    from hengke.kernel.errors import Refused

    table = _keyed(folder, LABELS, numbers=(LABEL,))
    if not np.isin(table[LABEL], (-1, 0, 1)).all():
        raise Refused("{file} holds something else than -1, 0 and 1 in {column}.",
                      file=folder / LABELS, column=LABEL,
                      next_step="Expected is one of the three in every row.")  # fmt: skip
    return table[KEY], table[LABEL].astype(np.int64)


def quarter(folder: Path, customers: Column) -> dict[str, Floats]:
    """The inputs of `funds_direction` for these customers; what a file does not hold is unknown."""
    found: dict[str, Floats] = {}
    for name, place in zip(MONTHS, PLACES, strict=True):
        table = month(folder, name)
        found |= _of(customers, table, {"C1": f"deposits{place}", "C2": f"items{place}"})
    found |= _of(customers, _keyed(folder, ASSETS, numbers=tuple(KINDS)), KINDS)
    table = _keyed(folder, BEHAVIOUR, numbers=tuple(BEHAVIOURS), texts=(LAST_IN,))
    found |= _of(customers, table, BEHAVIOURS)
    times = _times(folder / BEHAVIOUR, table[LAST_IN])
    return found | _of(customers, {KEY: table[KEY], **times}, {name: name for name in times})


def _times(path: Path, texts: Column) -> dict[str, Floats]:
    """Days since the last transfer in, hour and weekday of it; counted to the end of the month of
    the latest one."""
    import numpy as np

    from hengke.kernel.errors import Refused

    told = np.array(["NaT" if one is None else one for one in texts.tolist()], dtype=object)
    try:
        at = told.astype("datetime64[s]")
    except ValueError as error:
        raise Refused("{file} holds something else than times in {column}.", file=path,
                      column=LAST_IN,
                      next_step="Expected is a time as 2019-09-30 18:34:00, or nothing.",
                      ) from error  # fmt: skip
    known = ~np.isnat(at)
    latest = at[known].max() if known.any() else np.datetime64(0, "s")
    end = (latest.astype("datetime64[M]") + 1).astype("datetime64[s]")
    seconds = np.where(known, at.astype(np.int64), np.nan)
    return {
        "days_since_in": (end.astype(np.int64) - seconds) / 86_400,
        "hour_of_in": np.mod(seconds, 86_400) / 3_600,
        "weekday_of_in": np.mod(seconds // 86_400 + 3, 7),
    }


def _keyed(
    folder: Path, name: str, *, numbers: tuple[str, ...], texts: tuple[str, ...] = ()
) -> dict[str, Column]:
    """Columns of a file, sorted by customer; one who stands in it twice is refused."""
    import numpy as np

    from hengke.kernel.errors import Refused
    from hengke.pipelines.evidence.files import columns

    table = columns(folder, name, numbers=numbers, texts=(KEY, *texts))
    keys = np.array([one or "" for one in table[KEY].tolist()])
    order = np.argsort(keys, kind="stable")
    table = {one: values[order] for one, values in table.items()} | {KEY: keys[order]}
    again = table[KEY][1:] == table[KEY][:-1]
    if again.any():
        raise Refused("{file} holds customer {customer} twice.", file=folder / name,
                      customer=table[KEY][1:][again][0],
                      next_step="Expected is one row per customer.")  # fmt: skip
    return table


def _of(customers: Column, table: dict[str, Column], names: dict[str, str]) -> dict[str, Floats]:
    import numpy as np

    place = np.minimum(np.searchsorted(table[KEY], customers), len(table[KEY]) - 1)
    there = table[KEY][place] == customers
    return {ours: np.where(there, table[one][place], np.nan) for one, ours in names.items()}
