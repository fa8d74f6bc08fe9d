"""Association rules at work: holdings from a Parquet file, counted as masks, rules into another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hengke.kernel.errors import Refused
from hengke.learning.association_baskets import BITS

if TYPE_CHECKING:
    from hengke.learning.association_baskets import Baskets
    from hengke.learning.association_rules import Rule

CUSTOMER, PRODUCT = "customer_id", "product"


def rules_file(
    source: Path, target: Path, *, support: float, lift: float, discovery: float = 0.05
) -> list[Rule]:
    """Useful rules of the holdings in `source` (one row per customer and product), written to
    `target` with their figures, strongest lift first."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from hengke.learning.association_rules import all_rules, useful
    from hengke.learning.associations import count_sets

    sets = count_sets(read_baskets(source), support=support)
    found = useful(all_rules(sets), lift=lift, discovery=discovery)
    pq.write_table(pa.Table.from_pylist([asdict(rule) for rule in found]), target)
    return found


def read_baskets(source: Path) -> Baskets:
    """Up to 64 products DuckDB makes one mask per customer and counts those alike; with more, the
    rows are handed on."""
    import duckdb

    from hengke.learning.association_baskets import from_masks, from_rows

    with duckdb.connect() as connection:
        connection.execute("set threads = 2")
        connection.read_parquet(str(source)).create_view("holdings")
        there = connection.table("holdings").columns
        missing = [one for one in (CUSTOMER, PRODUCT) if one not in there]
        if missing:
            raise Refused("{file} has no column {column}.", file=source, column=missing[0],
                          next_step="Expected are the columns {columns}.",
                          columns=f"{CUSTOMER}, {PRODUCT}")  # fmt: skip
        products = _products(connection)
        if len(products) <= BITS:
            found = connection.execute(MASKS).fetchnumpy()
            weight = found["customers"]
            return from_masks(products, found["mask"], weight, number=int(weight.sum()))
        found = connection.execute(ROWS).fetchnumpy()
        return from_rows(products, found["basket"], found["place"])


MASKS = f"""
    select mask, count(*) as customers
    from (select bit_or(1::ubigint << place) as mask
          from holdings join products using ({PRODUCT}) group by {CUSTOMER})
    group by mask order by mask
"""
ROWS = f"""
    select dense_rank() over (order by {CUSTOMER}) - 1 as basket, place
    from holdings join products using ({PRODUCT})
"""


def _products(connection: Any) -> Sequence[str]:
    """The products by name, each with its place, as the table `products`."""
    connection.execute(
        f"create temp table products as select {PRODUCT}, "
        f"(row_number() over (order by {PRODUCT}) - 1)::ubigint as place "
        f"from (select distinct {PRODUCT} from holdings where {PRODUCT} is not null)"
    )
    rows = connection.execute(f"select {PRODUCT} from products order by place").fetchall()
    return [str(one) for (one,) in rows]
