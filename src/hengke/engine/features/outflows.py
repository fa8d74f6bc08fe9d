"""Money that customers send to other banks."""

from __future__ import annotations

from datetime import date, timedelta

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.features.book import Book
from hengke.engine.features.points import owned
from hengke.engine.features.rates import converted, rate_periods
from hengke.engine.portable import day, whole_sum

OTHER_BANK = "other_bank"
DAYS = 30


def outflows(book: Book, *, as_of: date, days: int = DAYS) -> ir.Table:
    """customer_id, minor: sent to other banks in so many days up to `as_of`, as a positive amount.

    One row per customer; null where an exchange rate is missing, and for everybody when the bank
    does not say who the other side of a booking is.
    """
    since = day(as_of - timedelta(days=days))
    bookings = book.silver.transactions
    sent = bookings.filter(
        bookings.counterparty_kind == OTHER_BANK,
        bookings.amount_minor < 0,
        bookings.booked_on > since,
        bookings.booked_on <= day(as_of),
    ).select("account_id", "currency", on="booked_on", native=-bookings.amount_minor)
    amounts = owned(book, _by_account(_in_home(book, sent), as_of)).mutate(found=True)
    told = bookings.agg(told=bookings.counterparty_kind.count())
    everybody = book.customers.select("customer_id").cross_join(told)
    joined = everybody.left_join(amounts, "customer_id")
    minor = ibis.cases(
        (joined.told == 0, ibis.null("int64")), (joined.found.isnull(), 0), else_=joined.minor
    )
    return joined.select("customer_id", minor=minor)


def _in_home(book: Book, sent: ir.Table) -> ir.Table:
    """account_id, minor in home currency at the rate of the day; null without one."""
    at_home = sent.filter(sent.currency == book.home)
    abroad = sent.filter(sent.currency != book.home)
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


def _by_account(amounts: ir.Table, as_of: date) -> ir.Table:
    """account_id, on, minor; one row per account, unknown when one booking is."""
    sums = amounts.group_by("account_id").agg(
        total=whole_sum(_.minor), unknown=_.minor.isnull().cast("int64").max()
    )
    return sums.select(
        "account_id",
        on=day(as_of),
        minor=ibis.ifelse(sums.unknown == 1, ibis.null("int64"), sums.total),
    )
