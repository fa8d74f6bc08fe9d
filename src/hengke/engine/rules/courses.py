"""Features of the course of assets: now, at month ends, and against their own history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir

from hengke.engine.portable import day, rounded_quotient
from hengke.kernel.periods import add_months, month_end

RECENT, YEAR = 3, 12
MEAN, PEAK = "aum_3m_mean", "aum_12m_peak"
SHARES = {"peak_share_12m": 0, "peak_share_3m": RECENT}
"""Of which months the highest is compared with that of the year; 0 is the business date alone."""


def course(points: ir.Table, names: Sequence[str], as_of: date) -> ir.Table:
    """customer_id and the named features; one row per customer. A change is a part of what was
    there then.

    Unknown where one of the two is, and where there was nothing. Only the days asked for are read.
    """
    back = {
        months: month_end(add_months(as_of, -months))
        for months in (3, 6, 12)
        if any(name.endswith(f"_{months}m") or f"_{months}m_ago" in name for name in names)
    }
    ends = _ends(names, as_of)
    rows = points.filter(points.point_on.isin(sorted({as_of, *back.values(), *ends})))
    wide = rows.group_by("customer_id").agg(
        aum_month_avg=rows.month_average_minor.max(where=rows.point_on == day(as_of)),
        aum_now=rows.aum_minor.max(where=rows.point_on == day(as_of)),
        **{
            f"aum_{months}m_ago": rows.aum_minor.max(where=rows.point_on == day(on))
            for months, on in back.items()
        },
        **_history(rows, names, ends, as_of),
    )
    trends = {
        f"aum_trend_{months}m": _change(wide.aum_now, wide[f"aum_{months}m_ago"]) for months in back
    }
    shares = {name: _part(wide[f"top_{name}"], wide[PEAK]) for name in SHARES if name in names}
    return wide.mutate(**trends, **shares).select("customer_id", *names)


def _ends(names: Sequence[str], as_of: date) -> list[date]:
    """Month ends before the month of the business date that the history needs, newest first."""
    wanted = YEAR if {PEAK, *SHARES} & set(names) else RECENT if MEAN in names else 0
    return [month_end(add_months(as_of, -months)) for months in range(1, wanted + 1)]


def _history(
    rows: ir.Table, names: Sequence[str], ends: Sequence[date], as_of: date
) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    if MEAN in names:
        averages = [
            rows.month_average_minor.max(where=rows.point_on == day(on)) for on in ends[:RECENT]
        ]
        found[MEAN] = rounded_quotient(sum(averages[1:], averages[0]), RECENT)
    if {PEAK, *SHARES} & set(names):
        year = rows.point_on.isin([as_of, *ends])
        found[PEAK] = rows.aum_minor.max(where=year)
        found |= {
            f"top_{name}": _highest(rows, [as_of, *ends[:months]])
            for name, months in SHARES.items()
            if name in names
        }
    return found


def _highest(rows: ir.Table, dates: Sequence[date]) -> Any:
    """Of these days; unknown where one of them is, or was before the customer came."""
    there = rows.point_on.isin(dates)
    known = rows.aum_minor.count(where=there) == len(dates)
    return ibis.ifelse(known, rows.aum_minor.max(where=there), ibis.null("int64"))


def _part(some: ir.IntegerValue, whole: ir.IntegerValue) -> ir.FloatingValue:
    positive = ibis.ifelse(whole > 0, whole, ibis.null("int64"))
    return some.cast("float64") / positive.cast("float64")


def _change(now: ir.IntegerValue, then: ir.IntegerValue) -> ir.FloatingValue:
    return (now - then).cast("float64") / then.cast("float64").nullif(0.0)
