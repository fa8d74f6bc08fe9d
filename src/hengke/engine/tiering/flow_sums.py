"""Bookings summed per customer and window: what came in, what went out, what was spent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.features import reasons
from hengke.engine.features.book import Book
from hengke.engine.features.holders import split
from hengke.engine.features.rates import in_home
from hengke.engine.portable import as_int64, day, whole_sum
from hengke.engine.tiering import windows
from hengke.engine.tiering.balance_sums import HEADROOM, LARGEST
from hengke.engine.tiering.credited import parts_of
from hengke.engine.tiering.windows import Window
from hengke.policies.tiering import Measure
from hengke.policies.tiering.measures import FlowItem

_BOOKING = (
    "account_id", "transaction_id", "booked_on", "currency", "amount_minor", "kind",
    "counterparty_kind", "customer_initiated",
)  # fmt: skip
Items = Mapping[str, Sequence[tuple[FlowItem, int]]]
"""Name of a sum -> what it counts, each with its weight as a whole number."""


def flow_sums(
    book: Book,
    measure: Measure,
    items: Items,
    spans: Sequence[Window],
    *,
    counted: Mapping[str, FlowItem] | None = None,
) -> ir.Table:
    """One row per customer (or pool) and window with bookings that count.

    customer_id, assessed_on, and for each name <name>_total (weight x amount, never negative) and
    <name>_why (place of the first reason why it is not the whole). Foreign amounts at the rate of
    the booking's day, joint ones by share. For each name of `counted`, <name>_total is the number
    of bookings: one of a joint account counts whole for every owner, in a pool once.
    """
    numbers = counted or {}
    everything = [item for weighted in items.values() for item, _weight in weighted]
    everything += numbers.values()
    bookings = book.silver.transactions.filter(
        _.booked_on >= day(min(span.start for span in spans)),
        _.booked_on <= day(max(span.assessed_on for span in spans)),
        lambda t: reduce(or_, [_matches(t, item) for item in everything]),
    )
    valued = in_home(
        bookings.select(*_BOOKING), book.silver.market_rates,
        home=book.home, on="booked_on", native="amount_minor",
    )  # fmt: skip
    shared = split(valued, parts_of(book, measure), by=("transaction_id",))
    looks = windows.table(spans)
    rows = shared.join(looks, [shared.booked_on >= looks.start, shared.booked_on < looks.until])
    weights = [weight for weighted in items.values() for _item, weight in weighted]
    days = max(span.days for span in spans)
    limit = LARGEST // (max(sum(weights), 1) * days * HEADROOM)
    rows = rows.mutate(why=_why(rows, limit))
    rows = rows.mutate(amount=ibis.ifelse(rows.why.isnull(), rows.minor.abs(), 0))
    sums: dict[str, ir.Value] = {}
    for name, weighted in items.items():
        sums |= _of_items(rows, name, weighted)
    for name, item in numbers.items():
        sums[f"{name}_total"] = as_int64(rows.transaction_id.nunique(where=_matches(rows, item)))
    return rows.group_by("customer_id", "assessed_on").agg(**sums)


def with_flow_history(book: Book, rows: ir.Table) -> ir.Table:
    """Add `flow_gap` to rows with assessed_on, start and known_from: why bookings are not complete;
    `begun_gap`: why it is not known of all who began them.

    None were delivered, or the first of all is later than the window's start and the customer was
    known before it: balances may reach further back than bookings do.
    """
    booked = book.begins.select(begins_on="booking", told_on="beginner")
    joined = rows.cross_join(booked)
    return joined.mutate(
        flow_gap=_gap(joined, joined.begins_on), begun_gap=_gap(joined, joined.told_on)
    ).drop("begins_on", "told_on")


def _gap(rows: ir.Table, begins_on: ir.DateValue) -> ir.IntegerValue:
    late = (rows.start < begins_on) & (rows.known_from < begins_on)
    return ibis.cases(
        (begins_on.isnull(), reasons.place(reasons.NO_TRANSACTIONS)),
        (late, reasons.place(reasons.HISTORY_BEGINS_LATER)),
        else_=ibis.null("int64"),
    )


def _why(rows: ir.Table, limit: int) -> ir.IntegerValue:
    return ibis.cases(
        (rows.minor.isnull(), reasons.place(reasons.NO_EXCHANGE_RATE)),
        (~rows.minor.between(-limit, limit), reasons.place(reasons.TOO_LARGE)),
        else_=ibis.null("int64"),
    )


def _of_items(
    rows: ir.Table, name: str, weighted: Sequence[tuple[FlowItem, int]]
) -> dict[str, ir.Value]:
    """A booking that several items name counts for each of them."""
    weight = sum(
        (ibis.ifelse(_matches(rows, item), factor, 0) for item, factor in weighted),
        ibis.literal(0, "int64"),
    )
    return {
        f"{name}_total": whole_sum(rows.amount * weight),
        f"{name}_why": rows.why.min(where=weight != 0),
    }


def _matches(bookings: ir.Table, item: FlowItem) -> ir.BooleanValue:
    """Does this item count the booking? What the bank leaves open is taken as not excluded, but
    never as initiated by the customer."""
    conditions = [bookings.amount_minor != 0]
    if item.direction == "in":
        conditions = [bookings.amount_minor > 0]
    elif item.direction == "out":
        conditions = [bookings.amount_minor < 0]
    if item.kinds:
        conditions.append(bookings.kind.isin(item.kinds).coalesce(False))
    if item.without_counterparties:
        others = bookings.counterparty_kind.isin(item.without_counterparties)
        conditions.append(~others.coalesce(False))
    if item.customer_initiated_only:
        conditions.append(bookings.customer_initiated.coalesce(False))
    return ibis.and_(*conditions)
