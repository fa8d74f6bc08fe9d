"""Amounts of months summed up: by customer and product, and by customer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.features.book import Book
from hengke.engine.features.json_text import json_list
from hengke.engine.portable import day, quotient, rounded_quotient, whole_sum
from hengke.engine.schemas import DEPOSIT_FAMILIES, LIABILITY_FAMILIES
from hengke.engine.value.amounts import AMOUNTS
from hengke.engine.value.months import Months
from hengke.engine.value.pricing import YEAR
from hengke.engine.value.reasons import word
from hengke.engine.value.stack import stacked, with_margins
from hengke.policies.value import Decline, ValuePolicy

PPM = 1_000_000
DECILES = 10
HALF_HUNDREDTHS, FIRST_SLICES = 200, 5
"""Slices are five hundredths at the top, then 38 fortieths: where a curve of concentration is
drawn, a slice of the whole bank ends."""
FALLING, STEADY, UNKNOWN = "falling", "steady", "unknown"
SUMMED = (*AMOUNTS, "deposit_margin", "loan_margin")


def value_parts(monthly: ir.Table, products: ir.Table, months: Months) -> ir.Table:
    """One row per customer and product, of all months; `monthly` as `amounts.of_customers` gives
    it."""
    by = ("customer_id", "product_id", "family")
    sums = _with_why(monthly, by, AMOUNTS)
    rows = with_margins(sums)
    named = rows.left_join(products.select("product_id", product_name="name"), "product_id")
    return named.select(
        *by, "product_name", "balance_days", "activities",
        transfer_minor="transfer", interest_minor="interest",
        days=ibis.literal(months.days, type="int64"), unknown_reason=word(named.why),
        **stacked(named),
    )  # fmt: skip


def by_month(monthly: ir.Table) -> ir.Table:
    """customer_id, month_on, SUMMED and volumes, late (days past due) and why; one row per customer
    and month."""
    rows = with_margins(monthly)
    nothing = ibis.literal(0, type="int64")
    rows = rows.mutate(
        deposits=ibis.ifelse(rows.family.isin(DEPOSIT_FAMILIES), rows.balance_days, nothing),
        debts=ibis.ifelse(rows.family.isin(LIABILITY_FAMILIES), -rows.balance_days, nothing),
        volume=rows.balance_days.abs(),
    )
    return _with_why(rows, ("customer_id", "month_on"), (*SUMMED, "deposits", "debts", "volume"))


def values(book: Book, monthly: ir.Table, months: Months, policy: ValuePolicy) -> ir.Table:
    """One row per customer known by the end of the months: columns of VALUES without scores.

    `monthly` as `by_month` gives it. Who had nothing has zeros: that is known.
    """
    rows = monthly.mutate(profit=stacked(monthly)["profit_minor"])
    names = (*SUMMED, "deposits", "debts", "volume")
    periods = _periods(months, policy.decline)
    sums = rows.group_by("customer_id").agg(
        **{name: _whole_or_null(rows[name]) for name in names},
        **_of_months(rows, months),
        **_income(rows, months),
        why=rows.why.min(),
        days_past_due=rows.days_past_due.max(where=rows.month_on == day(months.firsts[-1])),
    )
    everybody = book.customers.filter(_.known_from < day(months.until))
    joined = everybody.select("customer_id", "known_from").left_join(sums, "customer_id")
    absent = joined.customer_id_right.isnull()
    month_names = _month_names(months)
    filled = joined.mutate(
        **{
            name: ibis.ifelse(absent, ibis.literal(0, type="int64"), joined[name])
            for name in (*names, *month_names, "early", "late")
        }
    )
    filled = filled.mutate(**_movement(filled, month_names, periods, months, policy.decline))
    return _shown(filled, book, months, month_names)


def _shown(rows: ir.Table, book: Book, months: Months, names: Sequence[str]) -> ir.Table:
    stack = stacked(rows)
    profit = stack["profit_minor"]
    found = rows.select(
        "customer_id", "activities", "period_minor", "period_before_minor", "movement",
        days_past_due=ibis.ifelse(
            rows.why.isnull(), rows.days_past_due.coalesce(0), rows.days_past_due
        ),
        currency=ibis.literal(book.home),
        months=ibis.literal(len(months.firsts), type="int64"),
        days=ibis.literal(months.days, type="int64"),
        first_on=day(months.first),
        until_on=day(months.until - timedelta(days=1)),
        deposit_average_minor=rounded_quotient(rows.deposits, months.days),
        loan_average_minor=rounded_quotient(rows.debts, months.days),
        volume_average_minor=rounded_quotient(rows.volume, months.days),
        **stack,
        overall_yield_ppm=_ppm(profit.cast("float64") * YEAR, rows.volume),
        income_growth_ppm=_ppm((rows.late - rows.early).cast("float64"), rows.early),
        trend=json_list([rows[name] for name in names]),
        unknown_reason=word(rows.why),
    )  # fmt: skip
    place_of = {"group_by": found.profit_minor.isnull(),
                "order_by": [found.profit_minor.desc(), found.customer_id]}  # fmt: skip
    known, unsaid = found.profit_minor.notnull(), ibis.null("int64")
    placed = found.mutate(
        decile=ibis.ifelse(known, (ibis.ntile(DECILES).over(**place_of) + 1).cast("int64"), unsaid),
        place=ibis.row_number().over(**place_of).cast("int64"),
        of=found.customer_id.count().over(group_by=place_of["group_by"]).cast("int64"),
    )
    return placed.mutate(slice=ibis.ifelse(known, slice_of(placed), unsaid)).drop("place", "of")


def slice_of(rows: ir.Table) -> ir.IntegerValue:
    """From 1, by the place from 0 among so many."""
    half = quotient(rows.place * HALF_HUNDREDTHS, rows.of)
    top = 2 * FIRST_SLICES
    return ibis.ifelse(
        half < top, quotient(half, 2) + 1, quotient(half - top, 5) + FIRST_SLICES + 1
    ).cast("int64")


def _with_why(rows: ir.Table, by: Sequence[str], amounts: Sequence[str]) -> ir.Table:
    """Sums of amounts, one unknown part makes the whole unknown; why and days_past_due beside."""
    return rows.group_by(*by).agg(
        **{name: _whole_or_null(rows[name]) for name in amounts},
        why=rows.why.min(),
        days_past_due=rows.days_past_due.max(),
    )


def _whole_or_null(column: ir.IntegerColumn) -> ir.IntegerScalar:
    lost = column.isnull().cast("int64").max() == 1
    return ibis.ifelse(lost, ibis.null("int64"), whole_sum(column))


def _month_names(months: Months) -> list[str]:
    return [f"profit_{number}" for number, _first in enumerate(months.firsts)]


def _of_months(rows: ir.Table, months: Months) -> dict[str, ir.Value]:
    """The profit of each month; a month without a row brought nothing."""
    found = {}
    for name, first in zip(_month_names(months), months.firsts, strict=True):
        of_it = rows.month_on == day(first)
        lost = (of_it & rows.profit.isnull()).any()
        total = whole_sum(rows.profit, where=of_it)
        found[name] = ibis.ifelse(lost, ibis.null("int64"), total)
    return found


def _income(rows: ir.Table, months: Months) -> dict[str, ir.Value]:
    """The customer's own income in the earlier and in the later half of the months."""
    half = len(months.firsts) // 2
    if half == 0:
        return dict.fromkeys(("early", "late"), ibis.null("int64").max())
    early, late = months.firsts[:half], months.firsts[-half:]
    return {
        "early": whole_sum(rows.earned, where=rows.month_on.isin([day(one) for one in early])),
        "late": whole_sum(rows.earned, where=rows.month_on.isin([day(one) for one in late])),
    }


def _periods(months: Months, rule: Decline) -> list[list[int]]:
    """Numbers of the months of each period that the rule compares, the earliest first; none where
    the months are too few."""
    count, size = rule.periods + 1, rule.period_months
    last = len(months.firsts)
    if count * size > last:
        return []
    return [list(range(last - (back + 1) * size, last - back * size))
            for back in reversed(range(count))]  # fmt: skip


def _movement(
    rows: ir.Table, names: Sequence[str], periods: Sequence[Sequence[int]], months: Months,
    rule: Decline,
) -> dict[str, ir.Value]:  # fmt: skip
    """The last period, the one it is compared with, and whether profit falls by the rule."""
    if not periods:
        nothing = ibis.null("int64")
        return {"period_minor": nothing, "period_before_minor": nothing,
                "movement": ibis.literal(UNKNOWN)}  # fmt: skip
    sums = [_added([rows[names[number]] for number in period]) for period in periods]
    fell = [later < earlier for earlier, later in pairwise(sums)]
    lost = (sums[0] - sums[-1]) * rule.fall.denominator >= sums[0].abs() * rule.fall.numerator
    whole = rows.known_from <= day(months.firsts[periods[0][0]])
    falling = ibis.and_(*fell, lost)
    return {
        "period_minor": sums[-1],
        "period_before_minor": sums[0],
        "movement": ibis.cases(
            (~whole, UNKNOWN), (falling.isnull(), UNKNOWN), (falling, FALLING), else_=STEADY
        ),
    }


def _added(values: Sequence[ir.IntegerValue]) -> ir.IntegerValue:
    first, *others = values
    for value in others:
        first = first + value
    return first


def _ppm(part: ir.FloatingValue, whole: ir.IntegerValue) -> ir.IntegerValue:
    """Parts per million, to the nearest; null over nothing."""
    return (part * PPM / whole.nullif(0).cast("float64")).round().cast("int64")
