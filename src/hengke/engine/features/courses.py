"""The course of assets: of each customer by month end, of each book by month end and week."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from hengke.engine.features.book import Book
from hengke.engine.features.records import UNASSIGNED
from hengke.engine.portable import whole_sum


def asset_points(assets: ir.Table, averages: ir.Table) -> ir.Table:
    """One row per customer and date of both: customer_id, point_on, aum_minor and
    month_average_minor; null = unknown. The two are `points.assets_on` and `averages_on`."""
    joined = assets.inner_join(averages.rename(month_average_minor="minor"), ["customer_id", "on"])
    return joined.select("customer_id", "month_average_minor", point_on="on", aum_minor="minor")


def book_points(book: Book, assets: ir.Table, deposits: ir.Table) -> ir.Table:
    """One row per branch, manager and date: customers, aum_minor, deposit_average_minor.

    `customers` are those whose assets of the day are known, `aum_minor` is what they hold; either
    sum is null where nobody's is known. `deposits` are `points.averages_on` of deposits.
    """
    joined = assets.inner_join(deposits.rename(deposit="minor"), ["customer_id", "on"])
    belongs = book.customers.select(
        "customer_id",
        branch_id=book.customers.branch_id.nullif("").coalesce(UNASSIGNED),
        manager_id=book.customers.manager_id.coalesce(""),
    )
    rows = joined.inner_join(belongs, "customer_id")
    sums = rows.group_by("branch_id", "manager_id", point_on="on").agg(
        customers=rows.minor.count(),
        aum=whole_sum(rows.minor),
        averaged=rows.deposit.count(),
        average=whole_sum(rows.deposit),
    )
    return sums.select(
        "branch_id", "manager_id", "point_on", "customers",
        aum_minor=ibis.ifelse(sums.customers > 0, sums.aum, ibis.null("int64")),
        deposit_average_minor=ibis.ifelse(sums.averaged > 0, sums.average, ibis.null("int64")),
    )  # fmt: skip
