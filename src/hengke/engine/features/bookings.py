"""Bookings as amounts of accounts in home currency."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.features.book import Book
from hengke.engine.features.points import days as days_table
from hengke.engine.features.rates import converted, rate_periods
from hengke.engine.portable import plus_days, whole_sum


def in_home(book: Book, bookings: ir.Table) -> ir.Table:
    """account_id, on, minor: every booking at the rate of its day; null without one.

    `bookings`: account_id, booked_on, currency, native (minor units), on (what it is counted for).
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
            periods.rate_from <= abroad.booked_on,
            periods.rate_until > abroad.booked_on,
        ],
    )
    return ibis.union(
        at_home.select("account_id", "on", minor="native"),
        joined.select("account_id", "on", minor=converted(joined.native, joined.rate_e8)),
    )


def by_account(amounts: ir.Table) -> ir.Table:
    """account_id, on, minor: sums per account and `on`; unknown when one amount is."""
    sums = amounts.group_by("account_id", "on").agg(
        total=whole_sum(_.minor), unknown=_.minor.isnull().cast("int64").max()
    )
    return sums.select(
        "account_id", "on", minor=ibis.ifelse(sums.unknown == 1, ibis.null("int64"), sums.total)
    )


def within(bookings: ir.Table, dates: Sequence[date], *, days: int) -> ir.Table:
    """Bookings of so many days up to each of the dates, the date as `on`."""
    last = days_table(dates)
    return bookings.join(
        last, [bookings.booked_on <= last.on, bookings.booked_on > plus_days(last.on, -days)]
    )
