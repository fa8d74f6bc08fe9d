"""The latest bookings of each customer."""

from __future__ import annotations

from dataclasses import replace
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


def movements(book: Book, *, as_of: date, settled: date | None, most: int = MOST) -> ir.Table:
    """The latest bookings of each owner's accounts: at most `most` per customer of the days after
    `settled` and as many of those up to it. Which day of the two a row speaks of is its `as_of`."""
    new = since(book, after=settled, as_of=as_of, most=most)
    parts = [new.select(*COLUMNS, as_of=day(as_of))]
    if settled is not None:
        old = latest(replace(book, seal=None), as_of=settled, most=most)
        parts.append(old.select(*COLUMNS, as_of=day(settled)))
    return ibis.union(*parts) if len(parts) > 1 else parts[0]


def since(book: Book, *, after: date | None, as_of: date, most: int = MOST) -> ir.Table:
    """Movements of the days after one, with `occurred_at`."""
    rows = _owned(book, after=after, as_of=as_of)
    return _newest(rows, most)


def latest(book: Book, *, as_of: date, most: int = MOST) -> ir.Table:
    """Movements with `occurred_at`. Of the days up to a seal those that were the latest then."""
    if book.seal is None:
        return since(book, after=None, as_of=as_of, most=most)
    rows = _owned(book, after=book.seal.on, as_of=as_of)
    return _newest(ibis.union(book.seal.latest.select(*rows.columns), rows), most)


def _owned(book: Book, *, after: date | None, as_of: date) -> ir.Table:
    bookings = book.silver.transactions.filter(_.booked_on <= day(as_of))
    if after is not None:
        bookings = bookings.filter(_.booked_on > day(after))
    owners = book.shares.select("account_id", "customer_id")
    return bookings.inner_join(owners, "account_id").select(*COLUMNS, "occurred_at")


def _newest(rows: ir.Table, most: int) -> ir.Table:
    newest = ibis.window(
        group_by=rows.customer_id,
        order_by=[rows.booked_on.desc(), rows.occurred_at.desc(), rows.transaction_id.desc()],
    )
    ranked = rows.mutate(place=ibis.row_number().over(newest))
    return ranked.filter(_.place < most).select(*rows.columns)
