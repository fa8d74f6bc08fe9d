"""Sums over groups: of the bank, and of every book."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from hengke.engine.portable import whole_sum

NOBODY = 0
"""Stands for "in no group" where a number is needed."""


def sums(members: ir.Table, records: ir.Table, values: ir.Table | None) -> ir.Table:
    """One row per group: cluster, customers, arrived, aum_minor and profit_minor of those of whom
    they are known."""
    rows = members.filter(members.cluster.notnull()).inner_join(
        records.select("customer_id", "aum_minor"), "customer_id"
    )
    if values is None:
        rows = rows.mutate(profit_minor=ibis.null("int64"))
    else:
        rows = rows.left_join(values.select("customer_id", "profit_minor"), "customer_id")
    new = (rows.cluster_before.coalesce(NOBODY) != rows.cluster).cast("int64")
    return rows.group_by("cluster").agg(
        customers=rows.customer_id.count(),
        arrived=whole_sum(new),
        aum_minor=whole_sum(rows.aum_minor),
        profit_minor=whole_sum(rows.profit_minor),
    )


def books(members: ir.Table, records: ir.Table) -> ir.Table:
    """Columns of CLUSTER_BOOKS."""
    place = records.select("customer_id", "branch_id", "manager_id", "aum_minor")
    rows = members.select("customer_id", cluster=members.cluster.coalesce(NOBODY))
    rows = rows.inner_join(place, "customer_id")
    return rows.group_by("branch_id", "manager_id", "cluster").agg(
        customers=rows.customer_id.count(), aum_minor=whole_sum(rows.aum_minor)
    )
