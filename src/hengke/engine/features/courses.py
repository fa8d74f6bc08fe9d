"""The course of assets: of each customer by month end, of each book by month end and week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.features.book import Book
from hengke.engine.features.holders import parts, split
from hengke.engine.features.lifetimes import UNKNOWN_FAMILY
from hengke.engine.features.points import counts, days, known_on, summed, touching
from hengke.engine.features.records import UNASSIGNED
from hengke.engine.features.silver import Keep, lazily
from hengke.engine.portable import days_between, plus_days, rounded_quotient, whole_sum
from hengke.engine.schemas import ASSET_FAMILIES, DEPOSIT_FAMILIES
from hengke.kernel.periods import month_start

POINTS = {
    "customer_id": "string", "point_on": "date", "aum_minor": "int64",
    "month_average_minor": "int64", "deposit_average_minor": "int64",
}  # fmt: skip
SUMS = ("held", "products", "deposits")
"""On the day, and balance x days since the first of the month: of all assets, of deposits."""


def points_of(book: Book, dates: Sequence[date], *, keep: Keep = lazily) -> ir.Table:
    """POINTS: assets, their average and that of deposits since the first of the month; one row per
    date and customer known by it; null = unknown. One pass over the book for all three."""
    by_account = summed(_of_accounts(book, dates), by=("account_id", "on"), amounts=SUMS)
    by_account = keep("account_points", by_account)
    shared = split(by_account, parts(book.shares, joint="share"), amounts=SUMS)
    sums = summed(shared, by=("customer_id", "on"), amounts=SUMS).mutate(found=True)
    joined = known_on(book, dates).left_join(sums, ["customer_id", "on"])
    held, products, deposits = (
        ibis.ifelse(joined.found.isnull(), 0, joined[name]) for name in SUMS
    )
    length = joined.on.day().cast("int64")
    return joined.select(
        "customer_id",
        point_on="on",
        aum_minor=held,
        month_average_minor=rounded_quotient(products, length),
        deposit_average_minor=rounded_quotient(deposits, length),
    )


def _of_accounts(book: Book, dates: Sequence[date]) -> ir.Table:
    """account_id, on and SUMS of every stretch and gap that touches the month up to the day."""
    months = days(dates).mutate(first=_.on.truncate("M").cast("date"))
    nothing, unknown = ibis.literal(0, type="int64"), ibis.null("int64")

    def on_the_day(rows: ir.Table, amount: ir.IntegerValue) -> ir.IntegerValue:
        return ibis.ifelse(rows.until_on > rows.on, amount, nothing)

    def of_deposits(rows: ir.Table, amount: ir.IntegerValue) -> ir.IntegerValue:
        counted = rows.family.isin([*DEPOSIT_FAMILIES, UNKNOWN_FAMILY])
        return ibis.ifelse(counted, amount, nothing)

    known = book.stretches.filter(
        counts(ASSET_FAMILIES), *touching(month_start(min(dates)), max(dates))
    )
    found = known.join(months, [known.from_on <= months.on, known.until_on > months.first])
    length = days_between(
        ibis.least(found.until_on, plus_days(found.on, 1)),
        ibis.greatest(found.from_on, found.first),
    )
    product = ibis.ifelse(found.daily, found.minor * length, unknown)
    missing = book.gaps.filter(counts(ASSET_FAMILIES))
    lost = missing.join(months, [missing.from_on <= months.on, missing.until_on > months.first])
    return ibis.union(
        found.select(
            "account_id", "on", held=on_the_day(found, found.minor), products=product,
            deposits=of_deposits(found, product),
        ),
        lost.select(
            "account_id", "on", held=on_the_day(lost, unknown), products=unknown,
            deposits=of_deposits(lost, unknown),
        ),
    )  # fmt: skip


def asset_points(points: ir.Table) -> ir.Table:
    """One row per customer and date of POINTS, without deposits. What is said of a day speaks of
    that day (`as_of`), whichever night computes it."""
    return points.drop("deposit_average_minor").mutate(as_of=points.point_on)


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
    sums = rows.group_by("branch_id", "manager_id", "point_on").agg(
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
