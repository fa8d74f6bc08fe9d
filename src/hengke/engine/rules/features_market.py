"""Features of markets: the same for every customer, save the index of the customer's industry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ibis
import ibis.expr.types as ir

from hengke.engine.market.columns import CHANGE_DAYS, INDUSTRY_INDEX
from hengke.engine.rules.catalogue import Feature
from hengke.engine.rules.kinds import Kind
from hengke.policies.market import SERIES

MARKET = "market"
E8 = 100_000_000
INDEX, CHANGED = INDUSTRY_INDEX, f"_change_{CHANGE_DAYS}d"
WORDS = {
    "usd_cny": ("美元兑人民币", "CNY per USD"), "eur_cny": ("欧元兑人民币", "CNY per EUR"),
    "hkd_cny": ("港币兑人民币", "CNY per HKD"),
    "deposit_1y": ("一年期存款利率", "rate of deposits of one year"),
    "deposit_3y": ("三年期存款利率", "rate of deposits of three years"),
    "loan_1y": ("一年期贷款利率", "rate of loans of one year"),
    "loan_5y": ("五年期贷款利率", "rate of loans of five years"),
    INDEX: ("所属行业指数", "index of the customer's industry"),
}  # fmt: skip
RATES = ("deposit_1y", "deposit_3y", "loan_1y", "loan_5y")


def _two(code: str, name: str) -> tuple[Feature, Feature]:
    zh, en = WORDS[code]
    unit = "" if code in RATES else "points" if code == INDEX else "CNY"
    return (
        Feature(name, Kind.RATIO, zh, en, MARKET, data_class="C1", freshness="delivery", unit=unit),
        Feature(f"{name}{CHANGED}", Kind.RATIO, f"近九十天{zh}变化", f"change of {en} in 90 days",
                MARKET, data_class="C1", freshness="delivery"),
    )  # fmt: skip


OF_MARKETS = (*(one for code in SERIES for one in _two(code, f"market_{code}")),
              *_two(INDEX, INDEX))  # fmt: skip


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
