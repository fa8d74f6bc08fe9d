"""Who moved between two assessments, from which tier to which, with which assets."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from hengke.engine.portable import as_int64

PAIR = ("from_rank", "from", "to_rank", "to")


def migration(first: ir.Table, last: ir.Table, *, effective: bool) -> ir.Table:
    """Customers and assets per pair of tiers; one row per pair that occurs.

    Counted over the customers of `first`; one who is missing in `last` has an unknown tier there,
    as has one whose figures were unknown: null. Assets are those of the first date, so that a row
    sums to what its tier held before anybody moved; null where none of them is known, and
    `aum_unknown` says for how many customers. Both tables are ASSESSMENTS of one date; with a
    baseline and a draft of the same date the same matrix tells what the draft would change.
    """
    kind = "effective" if effective else "assessed"
    start = first.select(
        "customer_id", "aum_minor", **{"from_rank": f"{kind}_rank", "from": f"{kind}_tier"}
    )
    end = last.select("customer_id", to_rank=f"{kind}_rank", to=f"{kind}_tier")
    moved = start.left_join(end, "customer_id")
    return moved.group_by(*PAIR).agg(
        customers=as_int64(moved.count()),
        aum_minor=as_int64(moved.aum_minor.sum()),
        aum_unknown=as_int64(moved.aum_minor.isnull().sum()),
    )


def with_shares(matrix: ir.Table) -> ir.Table:
    """Add `share` and `aum_share` of each row's tier: both sum to 1 over the tiers gone to.

    A tier without known assets has no shares of them: null.
    """
    row = ibis.window(group_by="from_rank")
    customers = matrix.customers.sum().over(row).cast("float64")
    aum = matrix.aum_minor.coalesce(0).cast("float64")
    whole = aum.sum().over(row)
    return matrix.mutate(
        share=matrix.customers.cast("float64") / customers,
        aum_share=ibis.cases((whole > 0, aum / ibis.ifelse(whole > 0, whole, 1.0)), else_=None),
    )
