"""What a holder of a family brings in a year, from the value of those who hold it now."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from hengke.engine.portable import rounded_quotient, whole_sum

YEAR = 365
RANK, BANK, FEW = "rank", "bank", "few"
NO_VALUE = "no_value"
BASES = (RANK, BANK, FEW, NO_VALUE)
"""Holders of the same rank, of the whole bank; too few of them; no night has computed value."""


def by_rank(parts: ir.Table, standing: ir.Table, *, least: int) -> ir.Table:
    """family, tier_rank, rank_minor: mean profit of a year of the holders of a rank; only where at
    least so many hold the family. `parts`: VALUE_PARTS; `standing`: SUITABILITY."""
    held = _of_holders(parts).inner_join(standing.select("customer_id", "tier_rank"), "customer_id")
    return _mean(held, ["family", "tier_rank"], least, "rank_minor")


def of_bank(parts: ir.Table, *, least: int) -> ir.Table:
    """family, bank_minor: the same over all ranks."""
    return _mean(_of_holders(parts), ["family"], least, "bank_minor")


def with_worth(rows: ir.Table, ranks: ir.Table, bank: ir.Table) -> ir.Table:
    """`rows` (family, tier_rank, …) with value_minor and value_basis; of who has no rank, the
    bank's."""
    joined = rows.left_join(ranks, ["family", "tier_rank"], rname="{name}_there")
    joined = joined.left_join(bank, "family", rname="{name}_bank")
    basis = ibis.cases(
        (joined.rank_minor.notnull(), RANK), (joined.bank_minor.notnull(), BANK), else_=FEW
    )
    return joined.select(
        *rows.columns, value_minor=joined.rank_minor.coalesce(joined.bank_minor), value_basis=basis
    )


def without_value(rows: ir.Table) -> ir.Table:
    """The same where no value was computed: unknown, with the reason."""
    return rows.mutate(value_minor=ibis.null("int64"), value_basis=ibis.literal(NO_VALUE))


def _of_holders(parts: ir.Table) -> ir.Table:
    """customer_id, family, days, profit; of whom a part is unknown, nothing."""
    rows = parts.filter(parts.product_id != "", parts.days > 0)
    sums = rows.group_by("customer_id", "family").agg(
        profit=whole_sum(rows.profit_minor),
        days=rows.days.max(),
        unknown=rows.profit_minor.isnull().cast("int64").max(),
    )
    return sums.filter(sums.unknown == 0).drop("unknown")


def _mean(held: ir.Table, by: list[str], least: int, name: str) -> ir.Table:
    sums = held.group_by(by).agg(
        profit=whole_sum(held.profit), days=held.days.max(), holders=held.count().cast("int64")
    )
    sums = sums.filter(sums.holders >= least)
    yearly = rounded_quotient(sums.profit * YEAR, sums.days)
    return sums.select(*by, **{name: rounded_quotient(yearly, sums.holders)})
