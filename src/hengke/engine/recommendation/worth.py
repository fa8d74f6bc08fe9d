"""What a holder brings in a year, comparable over products: everything at the customer's rank."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.portable import rounded_quotient, whole_sum
from hengke.engine.recommendation.propensities import NO_RANK, PPM

YEAR = 365
PRODUCT_RANK, PRODUCT_SCALED, RANK, SCALED = "product_rank", "product_scaled", "rank", "scaled"
FEW, NO_VALUE = "few", "no_value"
BASES = (PRODUCT_RANK, PRODUCT_SCALED, RANK, SCALED, FEW, NO_VALUE)
"""Of the product or of its family: led by the holders of the rank, or the mean of all holders
scaled to the rank; too few of them; no night has computed value."""


def holders(parts: ir.Table, standing: ir.Table, unit: str) -> ir.Table:
    """customer_id, `unit` (family or product_id), tier_rank, days, profit; of whom a part is
    unknown, nothing. `parts`: VALUE_PARTS; `standing`: SUITABILITY."""
    rows = parts.filter(parts.product_id != "", parts.days > 0)
    sums = rows.group_by("customer_id", unit).agg(
        profit=whole_sum(rows.profit_minor),
        days=rows.days.max(),
        unknown=rows.profit_minor.isnull().cast("int64").max(),
    )
    known = sums.filter(sums.unknown == 0).drop("unknown")
    ranks = standing.select("customer_id", tier_rank=standing.tier_rank.coalesce(NO_RANK))
    return known.inner_join(ranks, "customer_id")


def scales(held: ir.Table, *, least: int) -> ir.Table:
    """tier_rank, scale_ppm: what the holders of a rank bring, against what as many holders of the
    same families bring on average; of families that bring something and that at least so many hold.
    A rank that brings nothing has no row. `held`: `holders` of families."""
    families = held.group_by("family").agg(all_profit=whole_sum(_.profit), all_holders=_count())
    earning = families.filter(_.all_profit > 0, _.all_holders >= least)
    ranked = held.group_by("family", "tier_rank").agg(profit=whole_sum(_.profit), number=_count())
    met = ranked.inner_join(earning, "family")
    met = met.mutate(expected=rounded_quotient(met.all_profit, met.all_holders) * met.number)
    sums = met.group_by("tier_rank").agg(
        brought=whole_sum(met.profit), expected=whole_sum(met.expected)
    )
    sums = sums.filter(sums.brought > 0, sums.expected > 0)
    ratio = sums.brought.cast("float64") / sums.expected.cast("float64")
    return sums.select("tier_rank", scale_ppm=(ratio * float(PPM)).round().cast("int64"))


def by_rank(held: ir.Table, scale: ir.Table, unit: str, *, least: int) -> ir.Table:
    """`unit`, tier_rank, value_minor, own: one row per rank and unit that at least so many hold.

    The mean profit of a year of the holders of the rank, leaning with the weight of `least` holders
    on the mean of all holders scaled to the rank; null where neither can be told. `own`: at least
    so many of the rank hold it.
    """
    everybody = held.group_by(unit).agg(
        all_profit=whole_sum(_.profit), all_days=_.days.max(), all_holders=_count()
    )
    everybody = everybody.filter(_.all_holders >= least)
    yearly = rounded_quotient(everybody.all_profit * YEAR, everybody.all_days)
    everybody = everybody.select(unit, mean=rounded_quotient(yearly, everybody.all_holders))
    ranked = held.group_by(unit, "tier_rank").agg(
        profit=whole_sum(_.profit), days=_.days.max(), number=_count()
    )
    ranks = ranked.select("tier_rank").union(scale.select("tier_rank"), distinct=True)
    rows = everybody.cross_join(ranks)
    rows = rows.left_join(scale, "tier_rank", rname="{name}_scale")
    rows = rows.left_join(ranked, [unit, "tier_rank"], rname="{name}_there")
    rows = rows.select(unit, "tier_rank", "mean", "scale_ppm", "profit", "days", "number")
    number = rows.number.coalesce(0)
    there = rounded_quotient(rows.profit.coalesce(0) * YEAR, rows.days.coalesce(1))
    scaled = rounded_quotient(rows.mean * rows.scale_ppm, PPM)
    leaning = rounded_quotient(there + scaled * least, number + least)
    alone = ibis.ifelse(number >= least, rounded_quotient(there, number.nullif(0)), ibis.null())
    return rows.select(unit, "tier_rank", value_minor=leaning.coalesce(alone), own=number >= least)


def with_worth(rows: ir.Table, products: ir.Table, families: ir.Table) -> ir.Table:
    """`rows` (product_id, family, tier_rank, …) with value_minor and value_basis: of the product
    where enough hold it, else of its family. Both tables are of `by_rank`."""
    joined = rows.mutate(rank=rows.tier_rank.coalesce(NO_RANK))
    for table, unit in ((products, "product_id"), (families, "family")):
        known = table.filter(table.value_minor.notnull()).select(
            **{f"{unit}_of": table[unit], f"{unit}_rank": table.tier_rank,
               f"{unit}_minor": table.value_minor, f"{unit}_own": table.own},
        )  # fmt: skip
        met = [joined[unit] == known[f"{unit}_of"], joined["rank"] == known[f"{unit}_rank"]]
        joined = joined.left_join(known, met)
    basis = ibis.cases(
        (joined.product_id_minor.notnull(),
         ibis.ifelse(joined.product_id_own, PRODUCT_RANK, PRODUCT_SCALED)),
        (joined.family_minor.notnull(), ibis.ifelse(joined.family_own, RANK, SCALED)),
        else_=FEW,
    )  # fmt: skip
    value = joined.product_id_minor.coalesce(joined.family_minor)
    return joined.select(*rows.columns, value_minor=value, value_basis=basis)


def without_value(rows: ir.Table) -> ir.Table:
    """The same where no value was computed: unknown, with the reason."""
    return rows.mutate(value_minor=ibis.null("int64"), value_basis=ibis.literal(NO_VALUE))


def _count() -> ir.IntegerValue:
    return _.count().cast("int64")
