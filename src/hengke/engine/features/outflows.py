"""Money that customers send to other banks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import ibis
import ibis.expr.types as ir

from hengke.engine.features.book import Book
from hengke.engine.features.bookings import by_account, reach_back, within
from hengke.engine.features.points import known_on, owned

OTHER_BANK = "other_bank"
DAYS = 30


def outflows(book: Book, dates: Sequence[date], *, days: int = DAYS) -> ir.Table:
    """customer_id, on, minor: sent to other banks in so many days up to `on`, as a positive amount.

    One row per date and customer known by it; null where an exchange rate is missing, where the
    bookings delivered begin within the days, and for everybody when the bank does not say who the
    other side of a booking is.
    """
    bookings = book.silver.transactions
    sent = within(sent_abroad(bookings), dates, days=days)
    rows = sent.select("account_id", "booked_on", "currency", "on", native=-sent.amount_minor)
    amounts = owned(book, by_account(book, rows)).mutate(found=True)
    begins = book.begins.select(begins="counterparty")
    joined = known_on(book, dates).cross_join(begins).left_join(amounts, ["customer_id", "on"])
    told = reach_back(joined, joined.begins, days=days)
    minor = ibis.cases((~told, ibis.null("int64")), (joined.found.isnull(), 0), else_=joined.minor)
    return joined.select("customer_id", "on", minor=minor)


def sent_abroad(bookings: ir.Table) -> ir.Table:
    """Bookings that go to another bank."""
    return bookings.filter(bookings.counterparty_kind == OTHER_BANK, bookings.amount_minor < 0)
