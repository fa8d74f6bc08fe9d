"""Months of a customer's assets: those before a day, and the one that decides whether they left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir

from hengke.engine.churn.columns import BALANCE_UNKNOWN, NO_ASSETS, SHORT_HISTORY, TOO_SMALL
from hengke.engine.features.points import days
from hengke.engine.portable import day
from hengke.engine.tiering.ladder import looked_up
from hengke.kernel.periods import add_months, month_end, month_start

LAGS = (1, 2, 3)
"""Whole months before that of the day, whose averages are looked at one by one."""


@dataclass(frozen=True)
class Leaving:
    """What it means that a customer leaves; `churn` policies say it."""

    horizon_months: int
    fall_permille: int
    least_loss_minor: int
    history_months: int


def course(points: ir.Table, dates: Sequence[date], *, history_months: int) -> ir.Table:
    """customer_id, on, assets_minor, average_minor, before_1 to before_3, peak_minor, lowest_minor,
    months, rows.

    `points` are ASSET_POINTS: month ends, and the business date. The dates are among them.
    `average_minor` is that of the month of the day, so far; `before_` those of whole months before,
    `peak_minor` and `lowest_minor` the extremes of `history_months` of them; `months` are those of
    which an average is known, `rows` those in which the customer was known at all. One row per date
    and customer known by it.
    """
    on = days(dates)
    far = max(history_months, *LAGS)
    first = month_start(add_months(month_start(min(dates)), -far))
    near = points.filter(points.point_on >= day(first), points.point_on <= day(max(dates)))
    rows = near.join(on, [near.point_on <= on.on])
    back = _months(rows.on) - _months(rows.point_on)
    rows = rows.select(
        "customer_id", "on", "aum_minor", "month_average_minor", back=back,
        today=rows.point_on == rows.on,
    )  # fmt: skip
    rows = rows.filter(rows.today | ((rows.back >= 1) & (rows.back <= far)))
    average, told = rows.month_average_minor, (rows.back >= 1) & (rows.back <= history_months)
    found = rows.group_by("customer_id", "on").agg(
        there=rows.today.cast("int64").max(),
        assets_minor=rows.aum_minor.max(where=rows.today),
        average_minor=average.max(where=rows.today),
        **{f"before_{lag}": average.max(where=rows.back == lag) for lag in LAGS},
        peak_minor=average.max(where=told),
        lowest_minor=average.min(where=told),
        months=average.count(where=told).cast("int64"),
        rows=rows.back.count(where=told).cast("int64"),
    )
    return found.filter(found.there == 1).drop("there")


def with_reason(rows: ir.Table, leaving: Leaving) -> ir.Table:
    """Add `unknown_reason`: why nothing is said of this row; null where it counts."""
    unknown = rows.average_minor.isnull() | rows.assets_minor.isnull()
    reason = ibis.cases(
        (unknown, BALANCE_UNKNOWN),
        (rows.average_minor <= 0, NO_ASSETS),
        (rows.average_minor < leaving.least_loss_minor, TOO_SMALL),
        (rows.rows < leaving.history_months, SHORT_HISTORY),
        (rows.months < leaving.history_months, BALANCE_UNKNOWN),
        else_=ibis.null("string"),
    )
    return rows.mutate(unknown_reason=reason)


def outcomes(points: ir.Table, rows: ir.Table, dates: Sequence[date], leaving: Leaving) -> ir.Table:
    """Add `left` (1, 0) to rows of customer_id, on, average_minor; without those of whom the month
    that decides is unknown.

    Both bounds are needed: the loss at least so many thousandths of the average, and the amount.
    """
    decided = {on: decides_on(on, leaving.horizon_months) for on in dates}
    ends: Mapping[date, date] = {end: on for on, end in decided.items()}
    later = points.filter(points.point_on.isin(sorted(ends)))
    later = later.filter(later.month_average_minor.notnull()).select(
        "customer_id",
        on=looked_up(later.point_on, ends, type="date"),
        after_minor="month_average_minor",
    )
    joined = rows.inner_join(later, ["customer_id", "on"])
    loss = joined.average_minor - joined.after_minor
    by_share = loss * 1_000 >= joined.average_minor * leaving.fall_permille
    left = by_share & (loss >= leaving.least_loss_minor)
    return joined.mutate(left=left.cast("int64")).drop("after_minor")


def decides_on(on: date, horizon_months: int) -> date:
    """The end of the month whose average decides about a customer looked at on the day."""
    return month_end(add_months(month_start(on), horizon_months))


def _months(on: ir.DateValue) -> ir.IntegerValue:
    return on.year().cast("int64") * 12 + on.month().cast("int64")
