"""What a measure counts, per customer and window: whole numbers, before any division.

Columns of AMOUNTS, one row per row of `known`: its own columns, `stock` (weight x scale x balance x
days), `flow` (weight x scale x bookings), `days` (the divisor), `today` (weight x scale x balance
on the last day), `why` (place of the reason why all of these are unknown), assets_minor and
assets_why (unweighted, on the last day). The average is (stock + flow x days) / (days x scale).
"""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.features import reasons
from hengke.engine.features.book import Book
from hengke.engine.portable import days_between
from hengke.engine.schemas import ASSET_FAMILIES
from hengke.engine.tiering import windows
from hengke.engine.tiering.balance_sums import Basket, balance_sums
from hengke.engine.tiering.credited import balances, first_and_last
from hengke.engine.tiering.flow_sums import flow_sums, with_flow_history
from hengke.engine.tiering.windows import Window
from hengke.kernel.periods import Period
from hengke.policies.tiering import Measure

KEY = ("credit_id", "assessed_on")
SUMS = ("stock", "flow", "days", "today", "why")
ASSETS = ("assets_minor", "assets_why")
EVERYTHING = Measure()
"""Every share once and unweighted: what a customer owns, whatever a policy makes of it."""


def credited(book: Book, measure: Measure, known: ir.Table, spans: Sequence[Window]) -> ir.Table:
    """`known` (customer_id, assessed_on, known_from) with its window, and `credit_id`: whose
    balances are assessed, the customer's own or those of the whole household."""
    looks = windows.table(spans).select("assessed_on", "start", "until", window_days="days")
    rows = known.inner_join(looks, "assessed_on")
    if not measure.household:
        return rows.mutate(credit_id=rows.customer_id)
    pooled = rows.left_join(book.households, "customer_id").drop("customer_id_right")
    return pooled.mutate(credit_id=pooled.household_id.coalesce(pooled.customer_id))


def beside(rows: ir.Table, sums: ir.Table) -> ir.Table:
    """Sums per customer or pool put beside the customers that are credited with them."""
    named = sums.rename(credit_id="customer_id")
    return rows.left_join(named, list(KEY)).drop("credit_id_right", "assessed_on_right")


def period(spans: Sequence[Window]) -> Period:
    """From the first to the last day that any window looks at."""
    return Period(min(span.start for span in spans), max(span.assessed_on for span in spans))


def amounts(book: Book, measure: Measure, known: ir.Table, spans: Sequence[Window]) -> ir.Table:
    """AMOUNTS of a measure of balances and bookings. A customer without any account has zero.

    `known`: customer_id, assessed_on, known_from, and whatever else is to stay beside them.
    """
    rows = credited(book, measure, known, spans)
    rows = _with_balances(book, measure, rows, spans)
    rows = _with_flows(book, measure, rows, spans)
    rows = _with_days(book, measure, rows)
    nothing = ibis.ifelse(rows.told == 0, reasons.place(reasons.NO_BALANCES), ibis.null("int64"))
    no_stock = nothing if measure.stocks else ibis.null("int64")
    return rows.mutate(
        why=ibis.least(rows.stock_why, rows.flow_why, no_stock),
        assets_why=ibis.least(rows.assets_why, nothing),
    ).select(*known.columns, *SUMS, *ASSETS)


def own_assets(book: Book, known: ir.Table, spans: Sequence[Window]) -> ir.Table:
    """customer_id, assessed_on, assets_minor, assets_why: what everybody owns on the day."""
    last_days = [Window(span.assessed_on, span.assessed_on) for span in spans]
    who = known.select("customer_id", "assessed_on", "known_from")
    return amounts(book, EVERYTHING, who, last_days).drop("known_from", *SUMS)


def _with_balances(
    book: Book, measure: Measure, rows: ir.Table, spans: Sequence[Window]
) -> ir.Table:
    families = {*ASSET_FAMILIES, *measure.coefficients}
    held = balances(book, measure, families=families, between=period(spans))
    sums = balance_sums(held, [Basket("stock", measure.coefficients)], spans)
    found = beside(rows, sums).cross_join(_told(book))
    return found.mutate(
        stock=found.stock_total.coalesce(0),
        today=found.stock_today.coalesce(0),
        assets_minor=found.assets_minor.coalesce(0),
    )


def _told(book: Book) -> ir.Table:
    """`told`: more than 0 when the bank delivered any balance at all."""
    stated = book.silver.transactions.filter(_.balance_minor.notnull()).select("account_id")
    some = ibis.union(book.silver.balances.select("account_id").limit(1), stated.limit(1))
    return some.agg(told=_.count())


def _with_flows(book: Book, measure: Measure, rows: ir.Table, spans: Sequence[Window]) -> ir.Table:
    if not measure.flows:
        return rows.mutate(flow=ibis.literal(0, "int64"), flow_why=ibis.null("int64"))
    items = {"flow": [(item, int(item.weight * measure.scale)) for item in measure.flows]}
    found = with_flow_history(book, beside(rows, flow_sums(book, measure, items, spans)))
    return found.mutate(
        flow=found.flow_total.coalesce(0), flow_why=ibis.least(found.flow_why, found.flow_gap)
    )


def _with_days(book: Book, measure: Measure, rows: ir.Table) -> ir.Table:
    """The divisor: all calendar days, or those from the first opening to the last closing.

    Never less than one: who held nothing has an average of nothing.
    """
    if measure.denominator == "calendar":
        return rows.mutate(days=rows.window_days)
    families = tuple(measure.coefficients) or ASSET_FAMILIES
    lives = first_and_last(book, measure, families=families).rename(credit_id="customer_id")
    found = rows.left_join(lives, "credit_id").drop("credit_id_right")
    held = days_between(
        ibis.least(found.gone_on, found.until), ibis.greatest(found.born_on, found.start)
    )
    return found.mutate(days=ibis.greatest(held.coalesce(found.window_days), 1).cast("int64"))
