"""Behaviour month by month, and its sums over all, the recent and the earlier months."""

from __future__ import annotations

import ibis.expr.types as ir

from hengke.engine.behaviour.columns import BY_MONTH
from hengke.engine.behaviour.periods import Periods, label
from hengke.engine.behaviour.ratios import mean
from hengke.engine.features.json_text import gathered, member
from hengke.engine.portable import whole_sum
from hengke.policies.behaviour import CHANNELS

MEASURES = (*BY_MONTH, "largest", "spent", "earned", "begun")
"""BY_MONTH, and: the largest deposit, spending before refunds, income, bookings begun."""


def by_month(told: ir.Table, counted: ir.Table, logins: ir.Table, periods: Periods) -> ir.Table:
    """customer_id, month, MEASURES; one row per customer and month of which something is told.

    `told` has first_month and those customers only of whom anything can be said.
    """
    everybody, all_months = told.select("customer_id", "first_month"), periods.table()
    grid = everybody.join(all_months, [everybody.first_month <= all_months.month])
    joined = grid.left_join(_sums(counted), ["customer_id", "month"])
    joined = joined.drop("customer_id_right", "month_right")
    joined = joined.left_join(logins, ["customer_id", "month"])
    filled = {name: joined[name].coalesce(0) for name in MEASURES if name != "services"}
    services = joined.begun.coalesce(0) + joined.logins.coalesce(0)
    return joined.select("customer_id", "month", **filled, services=services)


def _sums(rows: ir.Table) -> ir.Table:
    spends, flows = rows.category.notnull(), rows.towards.notnull()
    ways = {way: _number(rows, rows.deposit & (rows.way == way)) for way in CHANNELS}
    spent = whole_sum(rows.minor, where=spends & ~rows.into)
    return rows.group_by("customer_id", "month").agg(
        deposits_minor=whole_sum(rows.minor, where=rows.deposit),
        deposits=_number(rows, rows.deposit),
        largest=rows.largest.max(where=rows.deposit),
        **ways,
        in_minor=whole_sum(rows.minor, where=flows & rows.into),
        out_minor=whole_sum(rows.minor, where=flows & ~rows.into),
        spent=spent,
        spending_minor=spent - whole_sum(rows.minor, where=spends & rows.into),
        payments=_number(rows, spends & ~rows.into),
        earned=whole_sum(rows.minor, where=rows.earned),
        begun=whole_sum(rows.begun),
    )


def _number(rows: ir.Table, where: ir.BooleanValue) -> ir.IntegerScalar:
    return whole_sum(rows.bookings, where=where)


def totals(months: ir.Table, periods: Periods) -> ir.Table:
    """Sums of MEASURES by customer over all months, `recent_…` and `before_…`; `largest`, `peak`
    (deposits of the strongest month), `peak_month`, `by_month`."""
    recent = months.month >= periods.recent
    shown = months.mutate(
        text=member(label(months.month), [months[name] for name in BY_MONTH]),
        peak=months.deposits_minor.max().over(group_by=months.customer_id),
    )
    summed = [name for name in MEASURES if name != "largest"]
    compared = ("in_minor", "out_minor", "spending_minor", "services", *CHANNELS)
    return shown.group_by("customer_id").agg(
        **{name: whole_sum(shown[name]) for name in summed},
        **{f"recent_{name}": whole_sum(shown[name], where=recent) for name in compared},
        largest=shown.largest.max(),
        peak=shown.peak.max(),
        peak_month=shown.month.min(where=shown.deposits_minor == shown.peak),
        by_month=gathered(shown.text),
    )


def usual(total: ir.IntegerValue, months: ir.IntegerValue, periods: Periods) -> ir.IntegerValue:
    """What so many months as are recent had on average, of a sum over the months before."""
    return mean(total * periods.recent_months, months)
