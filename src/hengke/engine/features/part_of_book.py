"""The book of some of the customers: all that is known of them, and nothing else to compute."""

from __future__ import annotations

from dataclasses import replace

import ibis.expr.types as ir

from hengke.engine.features.book import Book
from hengke.engine.features.silver import Keep, lazily

THEIR_ACCOUNTS = "their_accounts"
HAPPENED = ("their_bookings", "their_events", "their_stretches")
"""Large parts, of which a question about one day reads little."""


def book_of(book: Book, customers: ir.Table, *, keep: Keep = lazily) -> Book:
    """The same book for the `customers` (customer_id) alone: what it says of them stays the same.

    Their accounts keep all owners, so that a joint account is shared out as before. Since when rows
    are delivered is told of the whole bank. Households are those of the whole bank, their other
    members' accounts are missing.
    """
    shared = _those(book.shares, customers).select("account_id").distinct()
    owned = keep(THEIR_ACCOUNTS, shared)
    silver = book.silver
    return replace(
        book,
        silver=replace(
            silver,
            transactions=keep("their_bookings", _those(silver.transactions, owned)),
            digital_events=keep("their_events", _those(silver.digital_events, customers)),
        ),
        stretches=keep("their_stretches", _those(book.stretches, owned)),
        gaps=keep("their_gaps", _those(book.gaps, owned)),
        shares=keep("their_shares", _those(book.shares, owned)),
        customers=keep("them", _those(book.customers, customers)),
    )


def _those(table: ir.Table, chosen: ir.Table) -> ir.Table:
    """The rows with a key that `chosen`, a table of one column, names."""
    return table.semi_join(chosen, chosen.columns[0]).select(*table.columns)
