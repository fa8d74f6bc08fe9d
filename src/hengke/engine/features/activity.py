"""How lately, how often and with how much money a customer moves accounts of their own accord."""

from __future__ import annotations

from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from hengke.engine.features.book import Book
from hengke.engine.features.bookings import by_account, in_home
from hengke.engine.features.points import owned
from hengke.engine.portable import day, days_between, whole_sum

DAYS = 90


def activity(book: Book, *, as_of: date, days: int = DAYS) -> ir.Table:
    """Recency, frequency, monetary value; one row per customer.

    recency_days (since the last booking the customer began; null when there is none), frequency
    and monetary_minor (number and absolute sum of such bookings in so many days; of a joint
    account every owner has all bookings and the own share of the money). All null where the bank
    does not say who began a booking.
    """
    bookings = book.silver.transactions
    told = bookings.agg(told=bookings.customer_initiated.count())
    begun = bookings.filter(bookings.customer_initiated, bookings.booked_on <= day(as_of))
    recent = begun.filter(begun.booked_on > day(as_of - timedelta(days=days)))
    lately = _per_owner(book, begun).agg(last_on=ibis._.booked_on.max())
    often = _per_owner(book, recent).agg(number=whole_sum(ibis._.one))
    moved = recent.select(
        "account_id", "currency", on="booked_on", native=recent.amount_minor.abs()
    )
    money = owned(book, by_account(in_home(book, moved), on=as_of)).mutate(found=True)
    joined = book.customers.select("customer_id").cross_join(told)
    for part in (lately, often, money.drop("on")):
        joined = joined.left_join(part, "customer_id").drop("customer_id_right")
    unknown, nothing = ibis.null("int64"), joined.told == 0
    return joined.select(
        "customer_id",
        recency_days=days_between(day(as_of), joined.last_on),
        frequency=ibis.ifelse(nothing, unknown, joined.number.coalesce(0)),
        monetary_minor=ibis.cases(
            (nothing, unknown), (joined.found.isnull(), 0), else_=joined.minor
        ),
    )


def _per_owner(book: Book, bookings: ir.Table) -> ir.GroupedTable:
    owners = book.shares.select("account_id", "customer_id")
    rows = bookings.select("account_id", "booked_on", one=ibis.literal(1, type="int64"))
    return rows.inner_join(owners, "account_id").group_by("customer_id")
