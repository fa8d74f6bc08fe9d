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
    shared = book.shares.semi_join(customers, "customer_id").select("account_id").distinct()
    owned = keep("their_accounts", shared)
    return replace(
        book,
        silver=replace(
            book.silver,
            transactions=keep("their_bookings", _bookings(book, owned, first_days)),
            digital_events=keep("their_events", _events(book, customers, first_days)),
        ),
        stretches=keep("their_stretches", book.stretches.semi_join(owned, "account_id")),
        gaps=keep("their_gaps", book.gaps.semi_join(owned, "account_id")),
        shares=keep("their_shares", book.shares.semi_join(owned, "account_id")),
        customers=keep("them", book.customers.semi_join(customers, "customer_id")),
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
    theirs = bookings.semi_join(owned, "account_id")
    return _with_first(theirs, bookings.anti_join(owned, "account_id"), "booked_on", first_days)


def _events(book: Book, customers: ir.Table, first_days: Collection[date]) -> ir.Table:
    events = book.silver.digital_events.mutate(on=book.silver.digital_events.occurred_at.date())
    theirs = events.semi_join(customers, "customer_id")
    others = events.anti_join(customers, "customer_id")
    return _with_first(theirs, others, "on", first_days).drop("on")


def _with_first(
    theirs: ir.Table, others: ir.Table, day: str, first_days: Collection[date]
) -> ir.Table:
    if not first_days:
        return theirs
    return theirs.union(others.filter(others[day].isin(list(first_days))))
