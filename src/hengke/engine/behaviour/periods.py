"""The complete months that behaviour speaks of. A month is counted as year x 12 + month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from hengke.engine.portable import day, quotient
from hengke.kernel.periods import add_months, month_end, month_start
from hengke.policies.behaviour import BehaviourPolicy

YEAR = 12


@dataclass(frozen=True)
class Periods:
    """`most` complete months, the last one ending on `until` or, where it is no month end, before.

    `recent` is the number of the first recent month; `last` that of the last one.
    """

    most: int
    recent_months: int
    until: date

    @property
    def first_on(self) -> date:
        return add_months(month_start(self.until), 1 - self.most)

    @property
    def last(self) -> int:
        return number_of(self.until)

    @property
    def first(self) -> int:
        return self.last - self.most + 1

    @property
    def recent(self) -> int:
        return self.last - self.recent_months + 1

    def covers(self, on: ir.DateValue) -> ir.BooleanValue:
        return (on >= day(self.first_on)) & (on <= day(self.until))

    def table(self) -> ir.Table:
        """`month`, one row each."""
        numbers = [ibis.literal(one, "int64") for one in range(self.first, self.last + 1)]
        return ibis.array(numbers).unnest().name("month").as_table()


def periods(as_of: date, policy: BehaviourPolicy) -> Periods:
    until = as_of if month_end(as_of) == as_of else month_start(as_of) - timedelta(days=1)
    return Periods(policy.months, policy.recent_months, until)


def number_of(on: date) -> int:
    return on.year * YEAR + on.month


def month_of(on: ir.DateValue) -> ir.IntegerValue:
    """The number of a date's month."""
    return on.year().cast("int64") * YEAR + on.month().cast("int64")


def of_year(month: ir.IntegerValue) -> ir.IntegerValue:
    """1 to 12."""
    return (month - 1) % YEAR + 1


def label(month: ir.IntegerValue) -> ir.StringValue:
    """2026-03, of the number of a month."""
    of = of_year(month)
    return quotient(month - of, YEAR).cast("string") + "-" + of.cast("string").lpad(2, "0")
