"""Composite scores: indicators, what each of them scores, and their weighted sum."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.features import reasons
from hengke.engine.features.book import Book
from hengke.engine.portable import LONG_AGO, as_int64, day
from hengke.engine.tiering.amounts import SUMS, beside, credited, own_assets, period
from hengke.engine.tiering.balance_sums import Basket, balance_sums
from hengke.engine.tiering.credited import balances
from hengke.engine.tiering.flow_sums import Items, flow_sums, with_flow_history
from hengke.engine.tiering.windows import Window
from hengke.kernel.money import MINOR_PER_MAJOR
from hengke.policies.tiering import Measure
from hengke.policies.tiering.measures import FlowItem, Indicator

BALANCE, FLOW, ATTRIBUTE = "balance_average", "flow_sum", "attribute"
COUNT, PROFIT = "booking_count", "profit"
_UNKNOWN = ibis.null("int64")


def scores(
    book: Book,
    measure: Measure,
    known: ir.Table,
    spans: Sequence[Window],
    *,
    given: ir.Table | None = None,
) -> ir.Table:
    """AMOUNTS of a composite score: `stock` is sum(weight x scale x score), `days` is 1.

    One unknown indicator makes the score unknown. `given` (customer_id, indicator, given_on, value
    in hundredths) are figures that the bank computes itself; the latest up to the date counts. Of
    profit, which is in there too, only that of the very date does.
    """
    rows = credited(book, measure, known, spans)
    rows = _with_balances(book, measure, rows, spans)
    rows = _with_flows(book, measure, rows, spans)
    rows = _with_attributes(book, measure, rows)
    rows = _with_given(measure, rows, given)
    named = list(enumerate(measure.indicators))
    parts = [int(one.weight * measure.scale) * _score(rows, one, n) for n, one in named]
    whys = [_why(rows, one, n) for n, one in named]
    scored = rows.mutate(
        stock=reduce(add, [part.coalesce(0) for part in parts]),
        why=ibis.least(*whys) if len(whys) > 1 else whys[0],
        flow=ibis.literal(0, "int64"),
        days=as_int64(ibis.literal(1)),
        today=_UNKNOWN,
    ).select(*known.columns, *SUMS)
    assets = own_assets(book, known, spans)
    return scored.inner_join(assets, ["customer_id", "assessed_on"])


def _with_balances(
    book: Book, measure: Measure, rows: ir.Table, spans: Sequence[Window]
) -> ir.Table:
    """`b<n>_total` and `b<n>_why` of averages, `p<n>_...` of the balances of a ratio."""
    baskets = []
    for number, one in enumerate(measure.indicators):
        if one.source == BALANCE:
            baskets.append(Basket(f"b{number}", dict.fromkeys(one.families, 1)))
        if one.per_balance_of:
            baskets.append(Basket(f"p{number}", dict.fromkeys(one.per_balance_of, 1)))
    if not baskets:
        return rows
    families = {family for basket in baskets for family in basket.weights}
    held = balances(book, measure, families=families, between=period(spans))
    return beside(rows, balance_sums(held, baskets, spans).drop("assets_minor", "assets_why"))


def _with_flows(book: Book, measure: Measure, rows: ir.Table, spans: Sequence[Window]) -> ir.Table:
    """`f<n>_total` and `f<n>_why` of sums of bookings, `f<n>_total` of counts; `flow_gap` and
    `begun_gap`."""
    items: Items = {
        f"f{number}": [(_item(one), 1)]
        for number, one in enumerate(measure.indicators)
        if one.source == FLOW
    }
    counted = {
        f"f{number}": _item(one)
        for number, one in enumerate(measure.indicators)
        if one.source == COUNT
    }
    if not items and not counted:
        return rows
    found = flow_sums(book, measure, items, spans, counted=counted)
    return with_flow_history(book, beside(rows, found))


def _item(one: Indicator) -> FlowItem:
    only_own = one.customer_initiated_only
    return FlowItem(one.kinds, one.weight, one.direction, customer_initiated_only=only_own)


def _with_attributes(book: Book, measure: Measure, rows: ir.Table) -> ir.Table:
    """`a<n>`: the word that the customer's record holds today."""
    words = {
        f"a{number}": book.silver.customers[one.attribute].cast("string")
        for number, one in enumerate(measure.indicators)
        if one.source == ATTRIBUTE
    }
    if not words:
        return rows
    people = book.silver.customers.select("customer_id", **words)
    return rows.left_join(people, "customer_id").drop("customer_id_right")


def _with_given(measure: Measure, rows: ir.Table, given: ir.Table | None) -> ir.Table:
    """`g<n>`: the latest figure of the bank's own up to the date; null where there is none."""
    for number, one in enumerate(measure.indicators):
        if one.source in (BALANCE, FLOW, COUNT, ATTRIBUTE):
            continue
        if given is None:
            rows = rows.mutate(**{f"g{number}": _UNKNOWN})
            continue
        dates = rows.select("assessed_on").distinct()
        figures = given.filter(given.indicator == one.name)
        figures = figures.mutate(given_on=figures.given_on.coalesce(day(LONG_AGO)))
        until = figures.given_on <= dates.assessed_on
        if one.source == PROFIT:
            until = figures.given_on == dates.assessed_on
        seen = figures.join(dates, until)
        latest = seen.group_by("customer_id", "assessed_on").agg(
            **{f"g{number}": _.value.argmax(_.given_on)}
        )
        keys = ["customer_id", "assessed_on"]
        rows = rows.left_join(latest, keys).drop(*(f"{key}_right" for key in keys))
    return rows


def _score(rows: ir.Table, one: Indicator, number: int) -> ir.IntegerValue:
    """Hundredths of a score; null where the indicator cannot be told."""
    if one.source == ATTRIBUTE:
        return _of_words(rows[f"a{number}"], one)
    steps = sorted(one.break_points, reverse=True)
    reached = [(_reaches(rows, one, number, value), score) for value, score in steps[:-1]]
    lowest = ibis.literal(steps[-1][1], "int64")
    return ibis.cases(*reached, else_=lowest) if reached else lowest


def _of_words(word: ir.StringValue, one: Indicator) -> ir.IntegerValue:
    found = [(word == level, score) for level, score in one.levels.items()]
    return ibis.cases(*found, else_=_UNKNOWN)


def _reaches(rows: ir.Table, one: Indicator, number: int, value: int) -> ir.BooleanValue:
    """Is the indicator at least `value` (hundredths)? Compared as products, never as a quotient.

    An average is sum / days; a ratio to an average balance is 100 x figure / (sum / days).
    """
    days = rows.window_days
    if one.source == BALANCE:
        figure, divisor = rows[f"b{number}_total"].coalesce(0), days
    elif one.source == FLOW:
        figure, divisor = rows[f"f{number}_total"].coalesce(0), ibis.literal(1, "int64")
    elif one.source == COUNT:
        bookings = rows[f"f{number}_total"].coalesce(0)
        figure, divisor = bookings * MINOR_PER_MAJOR, ibis.literal(1, "int64")
    else:
        figure, divisor = rows[f"g{number}"], ibis.literal(1, "int64")
    if not one.per_balance_of:
        return figure >= value * divisor
    held = rows[f"p{number}_total"].coalesce(0)
    if one.source == BALANCE:
        return figure * MINOR_PER_MAJOR >= value * held
    return figure * days * MINOR_PER_MAJOR >= value * held


def _why(rows: ir.Table, one: Indicator, number: int) -> ir.IntegerValue:
    """Place of the reason why the indicator cannot be told; null when it can."""
    if one.source == BALANCE:
        why = rows[f"b{number}_why"]
    elif one.source == FLOW:
        why = ibis.least(rows[f"f{number}_why"], rows.flow_gap)
    elif one.source == COUNT:
        why = rows.begun_gap if one.customer_initiated_only else rows.flow_gap
    else:
        found = _score(rows, one, number) if one.source == ATTRIBUTE else rows[f"g{number}"]
        why = ibis.ifelse(found.isnull(), reasons.place(reasons.NOT_DELIVERED), _UNKNOWN)
    if not one.per_balance_of:
        return why
    nothing = rows[f"p{number}_total"].coalesce(0) <= 0
    empty = ibis.ifelse(nothing, reasons.place(reasons.NOTHING_TO_COMPARE), _UNKNOWN)
    return ibis.least(why, rows[f"p{number}_why"], empty)
