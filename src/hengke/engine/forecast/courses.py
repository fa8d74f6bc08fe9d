"""Month by month what a forecast starts from: one row per customer, one column per month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import ibis
import ibis.expr.types as ir

from hengke.engine.behaviour.facts import unread
from hengke.engine.behaviour.periods import Periods, month_of, number_of
from hengke.engine.features.book import Book
from hengke.engine.portable import day, whole_sum
from hengke.kernel.periods import month_start

NOW = "now"


def column(place: int) -> str:
    return f"m{place:02d}"


def assets(records: ir.Table, points: ir.Table, ends: Sequence[date]) -> ir.Table:
    """customer_id, `now` (assets of the record) and m00, m01, … at these month ends, in minor
    units; null unknown. One row per customer."""
    values = {
        column(place): points.aum_minor.max(where=points.point_on == day(on))
        for place, on in enumerate(ends)
    }
    known = points.group_by("customer_id").agg(**values)
    people = records.select("customer_id", **{NOW: records.aum_minor})
    return people.left_join(known, "customer_id").drop("customer_id_right")


def bookings(book: Book, records: ir.Table, ends: Sequence[date]) -> ir.Table:
    """customer_id, m00, m01, …: bookings that the customer began in the months with these ends,
    `told` and `unread`. One row per customer.

    Of a joint account every owner has all bookings. A month is null where the bookings delivered,
    or the traces of the customer, begin within it.
    """
    span = Periods(len(ends), 1, ends[-1])
    counted = _numbers(book, span, ends)
    lost = unread(book, span).mutate(unread=True)
    people = records.select("customer_id").left_join(
        book.customers.select("customer_id", "known_from"), "customer_id"
    )
    people = people.drop("customer_id_right").cross_join(book.begins.select(begins="beginner"))
    wide = people.left_join(counted, "customer_id").drop("customer_id_right")
    wide = wide.left_join(lost, "customer_id").drop("customer_id_right")
    values = {}
    for place, on in enumerate(ends):
        first = day(month_start(on))
        there = (wide.begins <= first) & (wide.known_from <= first)
        values[column(place)] = ibis.ifelse(
            there.fill_null(False), wide[column(place)].coalesce(0), ibis.null("int64")
        )
    return wide.select(
        "customer_id", **values, told=wide.begins.notnull(), unread=wide.unread.fill_null(False)
    )


def _numbers(book: Book, span: Periods, ends: Sequence[date]) -> ir.Table:
    rows = book.silver.transactions
    begun = rows.filter(rows.customer_initiated, span.covers(rows.booked_on))
    counted = begun.group_by("account_id", month=month_of(begun.booked_on)).agg(n=begun.count())
    owners = book.shares.select("account_id", "customer_id")
    held = counted.inner_join(owners, "account_id")
    return held.group_by("customer_id").agg(
        **{
            column(place): whole_sum(held.n, where=held.month == number_of(on))
            for place, on in enumerate(ends)
        }
    )
