"""How lately, how often and with how much money a customer moves accounts of their own accord."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import ibis
import ibis.expr.types as ir

from hengke.engine.features.book import Book
from hengke.engine.features.bookings import by_account, reach_back, within
from hengke.engine.features.points import days as points_days
from hengke.engine.features.points import known_on, owned
from hengke.engine.features.sealed import later
from hengke.engine.portable import day, days_between, whole_sum

DAYS = 90
YEAR = 365
"""The longest time that customary rules ask of: a history of bookings that is shorter says nothing
of who has none in it."""


def activity(book: Book, dates: Sequence[date], *, days: int = DAYS) -> ir.Table:
    """Recency, frequency, monetary value; one row per date (`on`) and customer known by it.

    recency_days (since the last booking that the customer began; null when there is none),
    quiet_days (days without such a booking: since the last one; where there is none, at least since
    the first day of which bookings or the customer are known, null where less than YEAR of bookings
    is known of an older customer),
    frequency and monetary_minor (number and absolute sum of such bookings in so many days; of a
    joint account every owner has all bookings and the own share of the money). The last two are
    null where the bookings delivered begin within the days, all of them where the bank does not say
    who began a booking.
    """
    bookings = book.silver.transactions
    begins = book.begins.select(begins="beginner")
    begun = bookings.filter(bookings.customer_initiated)
    recent = within(begun, dates, days=days)
    rows = recent.select(
        "account_id", "booked_on", "currency", "on", native=recent.amount_minor.abs()
    )
    money = owned(book, by_account(book, rows)).mutate(found=True)
    joined = known_on(book, dates).cross_join(begins)
    for part in (_last_begun(book, dates), _numbers(book, recent), money):
        joined = joined.left_join(part, ["customer_id", "on"])
        joined = joined.drop("customer_id_right", "on_right")
    lately = days_between(joined.on, joined.last_on)
    unknown, told = ibis.null("int64"), reach_back(joined, joined.begins, days=days)
    return joined.select(
        "customer_id",
        "on",
        recency_days=lately,
        quiet_days=lately.coalesce(_at_least(joined)),
        frequency=ibis.ifelse(told, joined.number.coalesce(0), unknown),
        monetary_minor=ibis.cases((~told, unknown), (joined.found.isnull(), 0), else_=joined.minor),
    )


def _at_least(rows: ir.Table) -> ir.IntegerValue:
    """Days for which it is known that a customer without a booking began none."""
    known = days_between(rows.on, ibis.greatest(rows.begins, rows.known_from))
    whole = (rows.begins <= rows.known_from) | (known > YEAR)
    told = rows.begins.notnull() & whole
    return ibis.ifelse(told.fill_null(False), known, ibis.null("int64"))


def last_begun(book: Book, *, on: date) -> ir.Table:
    """account_id, booked_on: the last booking up to a day that a customer began."""
    rows = _begun(book, [on])
    rows = rows.filter(rows.booked_on <= day(on))
    return rows.group_by("account_id").agg(booked_on=rows.booked_on.max())


def _begun(book: Book, dates: Sequence[date]) -> ir.Table:
    """account_id, booked_on of bookings that customers began, as far as the last ones up to each of
    the dates are among them: of the days up to a seal only the last, where the dates are later."""
    bookings = book.silver.transactions
    rows = bookings.filter(bookings.customer_initiated).select("account_id", "booked_on")
    if book.seal is None or min(dates) < book.seal.on:
        return rows
    return ibis.union(book.seal.begun.select(*rows.columns), later(rows, "booked_on", book.seal))


def _last_begun(book: Book, dates: Sequence[date]) -> ir.Table:
    """customer_id, on, last_on: the last booking up to each date."""
    begun = _begun(book, dates)
    lasts = begun.group_by("account_id").agg(
        **{
            f"last_{number}": begun.booked_on.max(where=begun.booked_on <= day(on))
            for number, on in enumerate(dates)
        }
    )
    owners = book.shares.select("account_id", "customer_id")
    by_owner = lasts.inner_join(owners, "account_id").group_by("customer_id")
    wide = by_owner.agg(
        **{
            f"last_{number}": lambda t, n=number: t[f"last_{n}"].max()
            for number in range(len(dates))
        }
    )
    long = wide.cross_join(points_days(dates))
    chosen = [(long.on == day(on), long[f"last_{number}"]) for number, on in enumerate(dates)]
    return long.select("customer_id", "on", last_on=ibis.cases(*chosen, else_=ibis.null("date")))


def _numbers(book: Book, recent: ir.Table) -> ir.Table:
    owners = book.shares.select("account_id", "customer_id")
    rows = recent.select("account_id", "on", one=ibis.literal(1, type="int64"))
    joined = rows.inner_join(owners, "account_id")
    return joined.group_by("customer_id", "on").agg(number=whole_sum(joined.one))
