"""Money that customers send to other banks."""

from __future__ import annotations

from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from hengke.engine.features.book import Book
from hengke.engine.features.bookings import by_account, in_home
from hengke.engine.features.points import owned
from hengke.engine.portable import day

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
    amounts = owned(book, by_account(in_home(book, sent), on=as_of)).mutate(found=True)
    told = bookings.agg(told=bookings.counterparty_kind.count())
    everybody = book.customers.select("customer_id").cross_join(told)
    joined = everybody.left_join(amounts, "customer_id")
    minor = ibis.cases(
        (joined.told == 0, ibis.null("int64")), (joined.found.isnull(), 0), else_=joined.minor
    )
    return joined.select("customer_id", minor=minor)
