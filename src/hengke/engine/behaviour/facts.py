"""Bookings of the months, summed: one pass over them, everything else reads the sums."""

from __future__ import annotations

import ibis.expr.types as ir
from ibis import _

from hengke.engine.behaviour.periods import Periods, month_of
from hengke.engine.features import rates
from hengke.engine.features.book import Book
from hengke.engine.features.holders import parts, split
from hengke.engine.features.withheld import lost_days
from hengke.engine.portable import bank_day, day, whole_sum

LOGIN = "login"
BY = ("account_id", "family", "month", "kind", "channel", "party", "into")
BOOKED = (
    "account_id", "booked_on", "currency", "amount_minor", "kind", "channel", "customer_initiated",
    "counterparty_kind",
)  # fmt: skip


def facts(book: Book, periods: Periods) -> ir.Table:
    """BY, customer_id, bookings, begun, minor, largest, lost; one row per owner and BY.

    Amounts are positive and in home currency at the rate of the day, of a joint account the own
    share; every owner has all bookings of it. `lost`: bookings without an exchange rate.
    """
    rows = book.silver.transactions.filter(lambda t: periods.covers(t.booked_on)).select(*BOOKED)
    valued = rates.in_home(
        rows, book.silver.market_rates, home=book.home, on="booked_on", native="amount_minor"
    )
    sums = valued.group_by(
        "account_id", "kind", "channel", month=month_of(valued.booked_on),
        party=valued.counterparty_kind, into=valued.amount_minor > 0,
    ).agg(
        bookings=_.count(),
        begun=_.count(where=valued.customer_initiated),
        minor=whole_sum(valued.minor.abs()),
        largest=valued.minor.abs().max().coalesce(0),
        lost=_.count(where=valued.minor.isnull()),
    )  # fmt: skip
    placed = sums.left_join(_families(book), "account_id").drop("account_id_right")
    shared = split(placed, parts(book.shares, joint="share"), by=BY, amounts=("minor", "largest"))
    return shared.drop("part_of")


def _families(book: Book) -> ir.Table:
    families = book.silver.products.select("product_id", "family")
    joined = book.silver.accounts.inner_join(families, "product_id")
    return joined.select("account_id", "family")


def logins(book: Book, periods: Periods) -> ir.Table:
    """customer_id, month, logins."""
    events = book.silver.digital_events.filter(_.kind == LOGIN)
    dated = events.select("customer_id", on=bank_day(events.occurred_at))
    dated = dated.filter(lambda t: periods.covers(t.on))
    return dated.group_by("customer_id", month=month_of(dated.on)).agg(logins=_.count())


def unread(book: Book, periods: Periods) -> ir.Table:
    """customer_id: owners of accounts of which a booking of the months may be in quarantine."""
    lost = lost_days(book.silver, "transactions")
    lost = lost.filter(_.from_on <= day(periods.until), _.through_on >= day(periods.first_on))
    return book.shares.semi_join(lost, "account_id").select("customer_id").distinct()


def unvalued(facts: ir.Table) -> ir.Table:
    """customer_id: who has a booking without an exchange rate."""
    return facts.filter(_.lost > 0).select("customer_id").distinct()
