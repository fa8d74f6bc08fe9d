"""The latest bookings of each customer."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.features.book import Book
from hengke.engine.portable import day

MOST = 20
COLUMNS = (
    "customer_id", "transaction_id", "account_id", "booked_on", "amount_minor", "currency", "kind",
    "channel", "counterparty_kind",
)  # fmt: skip


def movements(book: Book, *, as_of: date, most: int = MOST) -> ir.Table:
    """The latest bookings of each owner's accounts, at most `most` per customer."""
    return latest(book, as_of=as_of, most=most).select(*COLUMNS)


def latest(book: Book, *, as_of: date, most: int = MOST) -> ir.Table:
    """Movements with `occurred_at`. Of the days up to a seal those that were the latest then."""
    bookings = book.silver.transactions.filter(_.booked_on <= day(as_of))
    if book.seal is not None:
        bookings = bookings.filter(_.booked_on > day(book.seal.on))
    owners = book.shares.select("account_id", "customer_id")
    rows = bookings.inner_join(owners, "account_id").select(*COLUMNS, "occurred_at")
    if book.seal is not None:
        rows = ibis.union(book.seal.latest.select(*rows.columns), rows)
    newest = ibis.window(
        group_by=rows.customer_id,
        order_by=[rows.booked_on.desc(), rows.occurred_at.desc(), rows.transaction_id.desc()],
    )
    ranked = rows.mutate(place=ibis.row_number().over(newest))
    return ranked.filter(_.place < most).select(*rows.columns)
