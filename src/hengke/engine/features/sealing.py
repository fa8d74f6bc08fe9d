"""What of a book is sealed: its days, and the rows of the bank that later days rest on."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.features.activity import last_begun
from hengke.engine.features.book import Book
from hengke.engine.features.last_known import before_gaps
from hengke.engine.features.movements import latest
from hengke.engine.features.observed import MONTH_END
from hengke.engine.features.silver import Silver
from hengke.engine.portable import day


def parts(book: Book) -> dict[str, ir.Table]:
    """The parts of the seal of the day as far as which the book reads, by name (`sealed.PARTS`)."""
    on = book.until
    return {
        "stretches": book.new_stretches,
        "gaps": book.new_gaps,
        "balances": carried_balances(book.facts, on=on),
        "transactions": carried_transactions(book.facts, on=on),
        "seen": book.seen.filter(_.seen_on <= day(on)),
        "before_gaps": before_gaps(book, on),
        "begun": last_begun(book, on=on),
        "begins": _begun_by(book.begins, on=on),
        "latest": latest(book, as_of=on),
    }


def carried_balances(silver: Silver, *, on: date) -> ir.Table:
    """The rows up to a day that later days rest on: of each account the first and the last.

    All of them where a snapshot or a row in quarantine is among them: there the days between rows
    are unknown, and which ones depends on every row.
    """
    balances = silver.balances.filter(_.balance_date <= day(on))
    lost = silver.withheld.filter(_.table == "balances", _.account_id.notnull())
    whole = ibis.union(
        balances.filter(_.observed == MONTH_END).select("account_id"), lost.select("account_id")
    ).distinct()
    plain = balances.anti_join(whole, "account_id")
    ends = plain.group_by("account_id").agg(
        first_on=_.balance_date.min(), last_on=_.balance_date.max()
    )
    met = plain.inner_join(ends, "account_id")
    outer = met.filter((met.balance_date == met.first_on) | (met.balance_date == met.last_on))
    return ibis.union(outer.select(*balances.columns), balances.semi_join(whole, "account_id"))


def carried_transactions(silver: Silver, *, on: date) -> ir.Table:
    """The bookings up to a day of accounts whose balance must be worked out from them."""
    balances = silver.balances.filter(_.balance_date <= day(on))
    bookings = silver.transactions.filter(_.booked_on <= day(on))
    return bookings.anti_join(balances.select("account_id").distinct(), "account_id")


def _begun_by(begins: ir.Table, *, on: date) -> ir.Table:
    """What has begun by a day; the rest is told by the rows of later days."""
    days = {name: begins[name] for name in begins.columns}
    return begins.select(
        **{
            name: ibis.ifelse(first <= day(on), first, ibis.null("date"))
            for name, first in days.items()
        }
    )
