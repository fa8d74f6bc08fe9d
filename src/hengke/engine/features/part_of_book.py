"""The book of some of the customers: all that is known of them, and nothing else to compute."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

import ibis.expr.types as ir

from hengke.engine.features.book import Book
from hengke.engine.features.fall_inputs import LOGIN
from hengke.engine.features.silver import Keep, lazily


def book_of(
    book: Book, customers: ir.Table, *, first_days: Collection[date], keep: Keep = lazily
) -> Book:
    """The same book for the `customers` (customer_id) alone: what it says of them stays the same.

    Their accounts keep all owners, so that a joint account is shared out as before. Bookings and
    log-ins of `first_days` stay whoever made them: they say since when such rows were delivered.
    Households are those of the whole bank, their other members' accounts are missing.
    """
    shared = _those(book.shares, customers).select("account_id").distinct()
    owned = keep("their_accounts", shared)
    return replace(
        book,
        silver=replace(
            book.silver,
            transactions=keep("their_bookings", _bookings(book, owned, first_days)),
            digital_events=keep("their_events", _events(book, customers, first_days)),
        ),
        stretches=keep("their_stretches", _those(book.stretches, owned)),
        gaps=keep("their_gaps", _those(book.gaps, owned)),
        shares=keep("their_shares", _those(book.shares, owned)),
        customers=keep("them", _those(book.customers, customers)),
    )


def first_days(book: Book) -> ir.Table:
    """One row of days: the first booking, the first of each kind that a rule asks for, the first
    log-in. Null where there is none."""
    bookings, events = book.silver.transactions, book.silver.digital_events
    told = bookings.agg(
        booking=bookings.booked_on.min(),
        running=bookings.booked_on.min(where=bookings.balance_minor.notnull()),
        counterparty=bookings.booked_on.min(where=bookings.counterparty_kind.notnull()),
        beginner=bookings.booked_on.min(where=bookings.customer_initiated.notnull()),
    )
    logins = events.filter(events.kind == LOGIN)
    return told.cross_join(logins.agg(login=logins.occurred_at.date().min()))


def _bookings(book: Book, owned: ir.Table, first_days: Collection[date]) -> ir.Table:
    bookings = book.silver.transactions
    theirs = _those(bookings, owned)
    return _with_first(theirs, _others(bookings, owned), "booked_on", first_days)


def _events(book: Book, customers: ir.Table, first_days: Collection[date]) -> ir.Table:
    events = book.silver.digital_events.mutate(on=book.silver.digital_events.occurred_at.date())
    theirs = _those(events, customers)
    others = _others(events, customers)
    return _with_first(theirs, others, "on", first_days).drop("on")


def _with_first(
    theirs: ir.Table, others: ir.Table, day: str, first_days: Collection[date]
) -> ir.Table:
    if not first_days:
        return theirs
    return theirs.union(others.filter(others[day].isin(list(first_days))))


def _those(table: ir.Table, chosen: ir.Table) -> ir.Table:
    """The rows with a key that `chosen`, a table of one column, names."""
    return table.semi_join(chosen, chosen.columns[0]).select(*table.columns)


def _others(table: ir.Table, chosen: ir.Table) -> ir.Table:
    return table.anti_join(chosen, chosen.columns[0]).select(*table.columns)
