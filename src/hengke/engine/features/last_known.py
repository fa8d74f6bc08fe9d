"""The last balance before days of which nothing is known."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.features.book import Book
from hengke.engine.portable import day

COLUMNS = ("account_id", "native_minor", "minor", "until_on")


def covering(on: date) -> tuple[ir.BooleanValue, ir.BooleanValue]:
    """Stretches or gaps with the day in them."""
    return _.from_on <= day(on), _.until_on > day(on)


def unknown_since(book: Book, on: date) -> ir.Table:
    """account_id, since: the first of the unknown days that reach up to a day without a break.

    A gap may lie there in pieces: it is cut where its reason changes, and by seals.
    """
    open_now = book.gaps.filter(*covering(on)).select("account_id")
    pieces = book.gaps.filter(_.from_on <= day(on)).semi_join(open_now, "account_id")
    before = ibis.window(group_by="account_id", order_by="from_on", preceding=(None, 1))
    reached = pieces.mutate(reached=_.until_on.max().over(before))
    begun = reached.filter((_.reached.isnull()) | (_.from_on > _.reached))
    return begun.group_by("account_id").agg(since=_.from_on.max())


def before_gaps(book: Book, on: date) -> ir.Table:
    """COLUMNS of the stretch that ends where the unknown days up to `on` begin (`until_on`); none
    for an account that was empty then. Of the days up to a seal only what the seal kept is asked.
    """
    stretches = book.stretches
    if book.seal is not None:
        stretches = stretches.filter(_.until_on > day(book.seal.on))
    ended = stretches.select(*COLUMNS)
    if book.seal is not None:
        ended = ibis.union(book.seal.before_gaps.select(*COLUMNS), ended)
    since = unknown_since(book, on)
    found = ended.inner_join(since, ["account_id", ended.until_on == since.since])
    return found.select(*COLUMNS)
