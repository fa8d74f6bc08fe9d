"""Lifetime models at work: customers from a Parquet file, fitted and scored, and back into one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hengke.kernel.errors import Refused

if TYPE_CHECKING:
    import pyarrow as pa

    from hengke.learning.lifetime import BgNbd
    from hengke.learning.lifetime_value import GammaGamma

CUSTOMER = "customer_id"
COLUMNS = ("repeats", "last", "observed", "mean_value")
"""x, t_x and T of each customer (lifetime_rows.py), and the mean amount of the repeats."""


def score_file(source: Path, target: Path, *, ahead: float) -> Mapping[str, Any]:
    """Fits BG/NBD and Gamma-Gamma on the customers of `source` and writes one row per customer:
    probability to be alive, purchases expected in the next `ahead` units of time, expected value of
    one, and of all (gross and undiscounted). Returns both models' parameters.

    Refused where a column is missing.
    """
    import pyarrow.parquet as pq

    there = pq.read_schema(source).names
    missing = [one for one in (CUSTOMER, *COLUMNS) if one not in there]
    if missing:
        raise Refused("{file} has no column {column}.", file=source, column=missing[0],
                      next_step="Expected are the columns {columns}.",
                      columns=", ".join((CUSTOMER, *COLUMNS)))  # fmt: skip
    table = pq.read_table(source, columns=[CUSTOMER, *COLUMNS])
    scores, model, values = scored(table, ahead=ahead)
    pq.write_table(scores, target)
    return {"lifetime": model.parameters, "value": (values.p, values.q, values.v)}


def scored(table: pa.Table, *, ahead: float) -> tuple[pa.Table, BgNbd, GammaGamma]:
    """Customers of one history are scored once; the values are each customer's own."""
    import pyarrow as pa

    from hengke.learning.lifetime import fit_lifetime
    from hengke.learning.lifetime_rows import Purchases, grouped
    from hengke.learning.lifetime_value import fit_value

    repeats, last, observed, mean = (table[one].to_numpy() for one in COLUMNS)
    purchases = Purchases.of(repeats, last, observed)
    groups = grouped(purchases)
    model = fit_lifetime(purchases, groups=groups)
    values = fit_value(purchases.repeats, mean)
    further = model.further(groups.purchases, ahead=ahead)[groups.of_row]
    value = values.value(purchases.repeats, mean)
    scores = {
        CUSTOMER: table[CUSTOMER],
        "alive": pa.array(model.alive(groups.purchases)[groups.of_row]),
        "purchases_ahead": pa.array(further),
        "value_of_one": pa.array(value),
        "value_ahead": pa.array(further * value),
    }
    return pa.table(scores), model, values
