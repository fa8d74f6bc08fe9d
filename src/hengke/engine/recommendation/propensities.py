"""How likely a customer is to hold a product, from the products held: weights as an expression."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import add

import ibis
import ibis.expr.types as ir

from hengke.engine.recommendation.held import name

PPM = 1_000_000
PRODUCT, SHARE = "product", "share"


@dataclass(frozen=True)
class Reading:
    """One product: what each product held adds (millionths, by place), the least that is said, or
    one number for everybody where too few hold the product."""

    weights: tuple[tuple[int, int], ...]
    least: int
    same: int | None = None

    @property
    def basis(self) -> str:
        return PRODUCT if self.same is None else SHARE


def propensity(table: ir.Table, reading: Reading) -> ir.IntegerValue:
    """Millionths, from the flags of `held.flags`; between the least that is said and one."""
    if reading.same is not None:
        return ibis.literal(reading.same, type="int64")
    parts = [table[name(at)] * weight for at, weight in reading.weights if weight]
    raw = reduce(add, parts) if parts else ibis.literal(0, type="int64")
    return ibis.cases((raw <= reading.least, reading.least), (raw >= PPM, PPM), else_=raw).cast(
        "int64"
    )
