"""Bookings as amounts of accounts in home currency."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.features.book import Book
from hengke.engine.features.rates import converted, rate_periods
from hengke.engine.portable import day, whole_sum


def in_home(book: Book, bookings: ir.Table) -> ir.Table:
    """account_id, minor: every booking at the rate of its day; null without one.

    `bookings`: account_id, on, currency, native (minor units).
    """
    at_home = bookings.filter(bookings.currency == book.home)
    abroad = bookings.filter(bookings.currency != book.home)
    periods = rate_periods(
        book.silver.market_rates, abroad.select("currency").distinct(), home=book.home
    )
    joined = abroad.join(
        periods,
        [
            abroad.currency == periods.currency,
            periods.rate_from <= abroad.on,
            periods.rate_until > abroad.on,
        ],
    )
    return ibis.union(
        at_home.select("account_id", minor="native"),
        joined.select("account_id", minor=converted(joined.native, joined.rate_e8)),
    )


def by_account(amounts: ir.Table, *, on: date) -> ir.Table:
    """account_id, on, minor: sums per account, under one date; unknown when one amount is."""
    sums = amounts.group_by("account_id").agg(
        total=whole_sum(_.minor), unknown=_.minor.isnull().cast("int64").max()
    )
    return sums.select(
        "account_id",
        on=day(on),
        minor=ibis.ifelse(sums.unknown == 1, ibis.null("int64"), sums.total),
    )
