"""How often a customer moves accounts now, and how often before: the own history of activity."""

from __future__ import annotations

from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from hengke.engine.features.book import Book
from hengke.engine.portable import day, days_between, whole_sum

RECENT, EARLIER, LEAST = 90, 270, 90
"""Days now, days before them, and how many of those must be told for a pace."""


def baselines(book: Book, *, as_of: date) -> ir.Table:
    """Columns of BASELINES; one row per customer known by the day.

    Bookings that somebody else began (interest, fees, taxes, judicial orders) do not count; of a
    joint account every owner has all bookings. `recent` is null where the bookings delivered begin
    within its days, `earlier` where fewer than 90 of its days are told (a young customer has none
    before the first trace), both where nobody says who began a booking.
    """
    split = as_of - timedelta(days=RECENT)
    first = split - timedelta(days=EARLIER)
    people = book.customers.filter(book.customers.known_from <= day(as_of))
    people = people.select("customer_id", "known_from")
    known = people.cross_join(book.begins.select(begins="beginner"))
    began = ibis.ifelse(known.known_from > known.begins, known.known_from, known.begins)
    since = ibis.cases((began > day(first), began), (began <= day(first), day(first + ONE)))
    known = known.mutate(told_from=ibis.ifelse(known.begins.isnull(), ibis.null("date"), since))
    joined = known.left_join(_numbers(book, first, split, as_of), "customer_id")
    now_told = (joined.begins <= day(split + ONE)) | (joined.begins <= joined.known_from)
    told = now_told.fill_null(False)
    days = days_between(day(split + ONE), joined.told_from)
    enough = (days >= LEAST).fill_null(False)
    unknown = ibis.null("int64")
    return joined.select(
        "customer_id",
        recent=ibis.ifelse(told, joined.recent.coalesce(0), unknown),
        earlier=ibis.ifelse(enough, joined.earlier.coalesce(0), unknown),
        earlier_days=ibis.ifelse(enough, days, unknown),
    )


ONE = timedelta(days=1)


def _numbers(book: Book, first: date, split: date, as_of: date) -> ir.Table:
    """customer_id, recent, earlier: in one pass over the bookings."""
    bookings = book.silver.transactions
    begun = bookings.filter(
        bookings.customer_initiated,
        bookings.booked_on <= day(as_of),
        bookings.booked_on > day(first),
    )
    one = ibis.literal(1, type="int64")
    by_account = begun.group_by("account_id").agg(
        recent=whole_sum(ibis.ifelse(begun.booked_on > day(split), one, one - 1)),
        earlier=whole_sum(ibis.ifelse(begun.booked_on <= day(split), one, one - 1)),
    )
    owners = book.shares.select("account_id", "customer_id")
    rows = by_account.inner_join(owners, "account_id")
    return rows.group_by("customer_id").agg(
        recent=whole_sum(rows.recent), earlier=whole_sum(rows.earlier)
    )
