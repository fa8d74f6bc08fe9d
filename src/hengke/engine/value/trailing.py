"""Profit of the months before a day, as a figure that a tier policy may count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import reduce

import ibis
import ibis.expr.types as ir

from hengke.engine.features.book import Book
from hengke.engine.portable import day, whole_sum
from hengke.engine.value.months import Months
from hengke.engine.value.stack import stacked


def trailing_profit(
    book: Book, monthly: ir.Table, windows: Sequence[tuple[date, Months]]
) -> ir.Table:
    """customer_id, given_on and value (minor units): the profit over the months of each day; one
    row per day and customer known by it. Null where a part of it is unknown; who had nothing
    brought nothing. `monthly` as `customers.by_month` gives it."""
    rows = monthly.mutate(profit=stacked(monthly)["profit_minor"])
    return reduce(lambda one, other: one.union(other),
                  [_of_day(book, rows, on, months) for on, months in windows])  # fmt: skip


def _of_day(book: Book, rows: ir.Table, on: date, months: Months) -> ir.Table:
    counted = rows.filter(months.covers(rows.month_on))
    sums = counted.group_by("customer_id").agg(
        total=whole_sum(counted.profit), lost=counted.profit.isnull().cast("int64").max()
    )
    people = book.customers.filter(book.customers.known_from <= day(on)).select("customer_id")
    joined = people.left_join(sums, "customer_id")
    known = ibis.ifelse(joined.lost == 1, ibis.null("int64"), joined.total.coalesce(0))
    return joined.select(
        "customer_id",
        given_on=day(on),
        value=ibis.ifelse(joined.lost.isnull(), ibis.literal(0, "int64"), known),
    )
