"""The course of assets: of each customer by month end, of each book by month end and week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import ibis
import ibis.expr.types as ir

from hengke.engine.features.book import Book
from hengke.engine.features.points import assets_on, averages_on
from hengke.engine.features.records import UNASSIGNED
from hengke.engine.portable import whole_sum
from hengke.engine.schemas import DEPOSIT_FAMILIES

POINTS = {
    "customer_id": "string", "on": "date", "aum_minor": "int64", "month_average_minor": "int64",
    "deposit_average_minor": "int64",
}  # fmt: skip


def points_of(book: Book, dates: Sequence[date]) -> ir.Table:
    """POINTS: assets, their average and that of deposits since the first of the month; one row per
    date and customer known by it; null = unknown."""
    assets = assets_on(book, dates).rename(aum_minor="minor")
    averages = averages_on(book, dates).rename(month_average_minor="minor")
    deposits = averages_on(book, dates, families=DEPOSIT_FAMILIES)
    key = ["customer_id", "on"]
    joined = assets.inner_join(averages, key).inner_join(
        deposits.rename(deposit_average_minor="minor"), key
    )
    return joined.select(*POINTS)


def asset_points(points: ir.Table) -> ir.Table:
    """One row per customer and date of POINTS: customer_id, point_on, aum_minor and
    month_average_minor; null = unknown."""
    return points.select("customer_id", "aum_minor", "month_average_minor", point_on="on")


def book_points(book: Book, points: ir.Table) -> ir.Table:
    """One row per branch, manager and date: customers, aum_minor, deposit_average_minor.

    `customers` are those whose assets of the day are known, `aum_minor` is what they hold; either
    sum is null where nobody's is known. `points` are POINTS of all these dates.
    """
    belongs = book.customers.select(
        "customer_id",
        branch_id=book.customers.branch_id.nullif("").coalesce(UNASSIGNED),
        manager_id=book.customers.manager_id.coalesce(""),
    )
    rows = points.inner_join(belongs, "customer_id")
    sums = rows.group_by("branch_id", "manager_id", point_on="on").agg(
        customers=rows.aum_minor.count(),
        aum=whole_sum(rows.aum_minor),
        averaged=rows.deposit_average_minor.count(),
        average=whole_sum(rows.deposit_average_minor),
    )
    return sums.select(
        "branch_id", "manager_id", "point_on", "customers",
        aum_minor=ibis.ifelse(sums.customers > 0, sums.aum, ibis.null("int64")),
        deposit_average_minor=ibis.ifelse(sums.averaged > 0, sums.average, ibis.null("int64")),
    )  # fmt: skip
