"""Bookings as amounts of accounts in home currency, and how far back they tell the whole story."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import ibis.expr.types as ir

from hengke.engine.features import rates
from hengke.engine.features.book import Book
from hengke.engine.features.points import days as days_table
from hengke.engine.features.points import summed
from hengke.engine.portable import day, plus_days


def by_account(book: Book, bookings: ir.Table) -> ir.Table:
    """account_id, on, minor: sums per account and `on`, every booking at the rate of its day;
    unknown when one amount is.

    `bookings`: account_id, booked_on, currency, native (minor units), on (what it is counted for).
    """
    valued = rates.in_home(
        bookings, book.silver.market_rates, home=book.home, on="booked_on", native="native"
    )
    return summed(valued.select("account_id", "on", "minor"), by=("account_id", "on"))


def within(bookings: ir.Table, dates: Sequence[date], *, days: int) -> ir.Table:
    """Bookings of so many days up to each of the dates, the date as `on`."""
    last = days_table(dates)
    bookings = bookings.filter(
        bookings.booked_on <= day(max(dates)),
        bookings.booked_on > day(min(dates) - timedelta(days=days)),
    )  # the join says it too; by this an engine leaves out whole parts of a file
    return bookings.join(
        last, [bookings.booked_on <= last.on, bookings.booked_on > plus_days(last.on, -days)]
    )


def reach_back(rows: ir.Table, begins: ir.DateValue, *, days: int) -> ir.BooleanValue:
    """Is the whole of so many days up to `on` told, as far as the customer was known in them?

    `begins` is the first day of which anything was delivered, null when nothing ever was. Where it
    lies within the days, what came before it is unknown, not nothing.
    """
    from_the_start = plus_days(begins, days - 1) <= rows.on
    return (from_the_start | (begins <= rows.known_from)).fill_null(False)
