"""Features of markets beside the rows of customers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ibis
import ibis.expr.types as ir

from hengke.engine.rules.features_market import CHANGED, INDEX

E8 = 100_000_000


def with_markets(
    table: ir.Table, market: ir.Table, people: ir.Table, names: Sequence[str]
) -> ir.Table:
    """The rows of customers with these features; what is out of force is unknown."""
    known = market.filter(market.in_force == 1)
    plain = [name for name in names if not name.startswith(INDEX)]
    if plain:
        table = table.cross_join(known.agg(**{name: _of_series(known, name) for name in plain}))
    if len(plain) == len(names):
        return table
    listed = known.filter(known.code == INDEX)
    indices = listed.group_by(industry=listed.base).agg(
        **{name: _measure(listed, name, None) for name in names if name not in plain}
    )
    of_customer = people.select("customer_id", "industry").inner_join(indices, "industry")
    chosen = of_customer.select("customer_id", *(name for name in names if name not in plain))
    return table.left_join(chosen, "customer_id").drop("customer_id_right")


def _of_series(known: ir.Table, name: str) -> ir.Scalar:
    code = name.removeprefix("market_").removesuffix(CHANGED)
    return _measure(known, name, known.code == code)


def _measure(rows: ir.Table, name: str, where: Any) -> ir.Scalar:
    """The value, or its change: of the one row that is meant."""
    now = rows.rate_e8.cast("float64")
    before = rows.before_e8.cast("float64").nullif(0.0)
    value = (now - before) / before if name.endswith(CHANGED) else now / ibis.literal(float(E8))
    return value.max(where=where)
