"""The few places where the two engines differ, or where both would lose exactness.

Each function has a spec test (tests/spec/portable) that runs on every engine.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import ibis
import ibis.expr.types as ir

from hengke.kernel import clock

ibis.options.sql.fuse_selects = False
"""Both engines fold nested queries themselves; Ibis takes a quarter of its time to do it first."""

LONG_AGO = date(1800, 1, 1)
"""Stands for "since always" in tables of periods: a null would need its own branch in each join."""
FAR_AHEAD = date(9999, 12, 31)
"""Stands for "until further notice"."""
_NEW_YEAR = datetime(2020, 1, 1, tzinfo=UTC)
HOURS_AHEAD = (_NEW_YEAR - _NEW_YEAR.replace(tzinfo=clock.ZONE)) // timedelta(hours=1)
"""Of the bank's zone, which has had no summer time since 1991."""


def quotient(dividend: ir.IntegerValue, divisor: ir.IntegerValue | int) -> ir.IntegerValue:
    """Whole division towards zero, exact while the result stays under 2^51.

    `//` compiles to FLOOR of a floating division on both engines and is wrong from 2^53 on. The
    dividend without its remainder divides evenly, so rounding the float finds the true quotient.
    """
    evenly = dividend - dividend % divisor
    return (evenly / divisor).round().cast("int64")


def rounded_quotient(dividend: ir.IntegerValue, divisor: ir.IntegerValue | int) -> ir.IntegerValue:
    """Division to the nearest whole number, halves away from zero. The divisor is positive."""
    half_or_more = 2 * (dividend % divisor).abs() >= divisor
    away_from_zero = ibis.cases((~half_or_more, 0), (dividend < 0, -1), else_=1)
    return quotient(dividend, divisor) + away_from_zero


def raised_quotient(dividend: ir.IntegerValue, divisor: ir.IntegerValue | int) -> ir.IntegerValue:
    """Division to the next whole number that is not smaller. The divisor is positive."""
    return quotient(dividend, divisor) + ibis.cases(
        ((dividend > 0) & (dividend % divisor != 0), 1), else_=0
    )


def not_negative(value: ir.IntegerValue) -> ir.IntegerValue:
    """The value, or 0 where it is less; null stays null, where `greatest` would answer 0."""
    nothing = ibis.literal(0, type="int64")
    return ibis.cases((value > 0, value), (value <= 0, nothing), else_=ibis.null("int64"))


def days_between(later: ir.DateValue, earlier: ir.DateValue) -> ir.IntegerValue:
    """Calendar days from `earlier` to `later`; negative when it is later."""
    return later.delta(earlier, unit="day").cast("int64")


def plus_days(day: ir.DateValue, days: int) -> ir.DateValue:
    """The date so many days on; DuckDB answers date + interval with a timestamp."""
    return (day + ibis.interval(days=days)).cast("timestamp").cast("date")


def last_day(first: ir.DateValue, months: int) -> ir.DateValue:
    """The last day of a term of so many months: the day before the same day of the month; the last
    of the month itself where it has no such day (29 February lasts through 28 February)."""
    ends = (first + ibis.interval(months=months)).cast("timestamp").cast("date")
    return ibis.ifelse(ends.day() == first.day(), plus_days(ends, -1), ends)


def bank_day(instant: ir.TimestampValue) -> ir.DateValue:
    """The calendar day at the bank of an instant in UTC, as `clock.day` says it for one."""
    return (instant + ibis.interval(hours=HOURS_AHEAD)).cast("timestamp").cast("date")


def day(value: date) -> ir.DateScalar:
    """A date literal."""
    return ibis.literal(value, type="date")


def whole_sum(values: ir.NumericColumn, where: ir.BooleanValue | None = None) -> ir.IntegerScalar:
    """A sum as int64, 0 over nothing: DuckDB's own type for it becomes floating in Parquet."""
    return as_int64(values.sum(where=where).coalesce(0))


def as_int64(total: ir.NumericValue) -> ir.IntegerValue:
    """A sum, also one over a window, as int64.

    Ibis takes it for int64 already and would drop a plain cast; the way over decimal is kept.
    """
    return total.cast("decimal(38, 0)").cast("int64")
