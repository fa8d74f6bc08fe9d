"""How likely a customer is to hold a product, or to take it within a time, from the products held
and the groups the customer is of: weights as an expression."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import add

import ibis
import ibis.expr.types as ir

from hengke.engine.portable import rounded_quotient
from hengke.engine.recommendation.held import name

PPM = 1_000_000
PRODUCT, SHARE = "product", "share"
TAKEN, TAKEN_SHARE = "taken", "taken_share"
"""Of holding, told from products held or as a share; the same two of taking within a time."""
OWN, SHARES = (PRODUCT, TAKEN), (SHARE, TAKEN_SHARE)
NO_RANK = -1
"""Who has no rank is a rank of its own."""


@dataclass(frozen=True)
class Reading:
    """One product: what each product held adds (millionths, by place), the least that is said, or
    one number for everybody where too few hold the product. `taken`: it is that of taking it."""

    weights: tuple[tuple[int, int], ...]
    least: int
    same: int | None = None
    taken: bool = False

    @property
    def basis(self) -> str:
        own, share = (TAKEN, TAKEN_SHARE) if self.taken else (PRODUCT, SHARE)
        return own if self.same is None else share


def propensity(table: ir.Table, reading: Reading) -> ir.IntegerValue:
    """Millionths, from the flags of `held.flags`; between the least that is said and one."""
    if reading.same is not None:
        return ibis.literal(reading.same, type="int64")
    parts = [table[name(at)] * weight for at, weight in reading.weights if weight]
    raw = reduce(add, parts) if parts else ibis.literal(0, type="int64")
    return ibis.cases((raw <= reading.least, reading.least), (raw >= PPM, PPM), else_=raw).cast(
        "int64"
    )


def of_ranks(
    rows: ir.Table, owned: ir.Table, standing: ir.Table, *, least: int, times: int = 1
) -> ir.Table:
    """`rows` of candidates; of products that few hold, the share of the customers of the same rank,
    leaning on that of all customers with the weight of `least`. `owned`: `held.held`, or who took
    what in so many `times`, a row for each."""
    ranks = standing.select("customer_id", at=standing.tier_rank.coalesce(NO_RANK))
    sizes = ranks.group_by("at").agg(customers=(ranks.count() * times).cast("int64"))
    met = owned.inner_join(ranks, "customer_id")
    had = met.group_by(code=met.product_id, rank=met["at"]).agg(holders=met.count().cast("int64"))
    joined = rows.mutate(of=rows.tier_rank.coalesce(NO_RANK))
    joined = joined.left_join(sizes, joined["of"] == sizes["at"])
    joined = joined.left_join(had, [joined.product_id == had["code"], joined["of"] == had["rank"]])
    hits = joined.holders.coalesce(0) * PPM + joined.propensity_ppm * least
    own = rounded_quotient(hits, joined.customers.coalesce(0) + least)
    told = ibis.ifelse(joined.propensity_basis.isin(SHARES), own, joined.propensity_ppm)
    return joined.mutate(propensity_ppm=told.cast("int64")).select(*rows.columns)
