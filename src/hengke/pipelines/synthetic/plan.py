"""What to make: how many, from when to when, from which seed. One place for time and chance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from hengke.kernel.errors import Refused
from hengke.kernel.periods import add_months, month_end, month_start
from hengke.pipelines.synthetic.workdays import is_workday

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

BUSINESS_DATE = date(2026, 10, 23)
FUTURE_MONTHS = 3  # simulated past the business date for the truth, never delivered
BLOCK = 5_000  # customers whose bookings are in memory at once
TRANSACTIONS = 80.0  # per customer over two years, unless asked otherwise
FEWEST, MOST_MONTHS = 20, 60


@dataclass(frozen=True)
class Plan:
    """Days and months are counted from `first`, day 0 of month 0."""

    customers: int
    seed: int
    months: int = 24
    transactions_per_customer: float | None = None
    end: date = BUSINESS_DATE

    def __post_init__(self) -> None:
        if self.customers < FEWEST:
            raise Refused(
                "A synthetic bank of {customers} customers has no shape.",
                next_step="Ask for {fewest} customers or more.",
                customers=self.customers,
                fewest=FEWEST,
            )
        if not 1 <= self.months <= MOST_MONTHS:
            raise Refused(
                "{months} months of history cannot be made.",
                next_step="Ask for 1 to {most} months.",
                months=self.months,
                most=MOST_MONTHS,
            )

    @cached_property
    def first(self) -> date:
        """Always a first of a month, so that the first month average is a whole one."""
        return month_start(add_months(self.end, -self.months))

    @cached_property
    def horizon(self) -> date:
        return month_end(add_months(month_start(self.end), FUTURE_MONTHS))

    @property
    def days(self) -> int:
        return (self.horizon - self.first).days + 1

    @property
    def end_day(self) -> int:
        return self.day(self.end)

    def day(self, on: date) -> int:
        return (on - self.first).days

    def date(self, day: int) -> date:
        return self.first + timedelta(days=int(day))

    @cached_property
    def month_first(self) -> Ints:
        """First day of every simulated month, and one entry past the last."""
        count = self.months + FUTURE_MONTHS + 2
        return np.array([self.day(add_months(self.first, m)) for m in range(count)], np.int64)

    @property
    def month_count(self) -> int:
        return len(self.month_first) - 1

    @cached_property
    def month_of_day(self) -> Ints:
        lengths = np.diff(self.month_first)
        return np.repeat(np.arange(self.month_count), lengths)

    @cached_property
    def end_month(self) -> int:
        """The month in which the business date lies."""
        return int(self.month_of_day[self.end_day])

    @cached_property
    def workday(self) -> Flags:
        return np.array([is_workday(self.date(day)) for day in range(self.days)], np.bool_)

    @cached_property
    def next_workday(self) -> Ints:
        """For every day, itself or the first workday after it; the horizon where none is left."""
        found = np.full(self.days, self.days - 1, np.int64)
        coming = self.days - 1
        for day in range(self.days - 1, -1, -1):
            coming = day if self.workday[day] else coming
            found[day] = coming
        return found

    @cached_property
    def last_workday(self) -> Ints:
        """The last workday of every simulated month."""
        worked = np.where(self.workday, np.arange(self.days), 0)
        return np.maximum.reduceat(worked, self.month_first[:-1])

    def random(self, topic: str, block: int = 0) -> np.random.Generator:
        """A stream of its own for each topic and block of customers."""
        return np.random.default_rng([self.seed, crc32(topic.encode()), block])

    def blocks(self) -> Iterator[tuple[int, int, int]]:
        """(number, first customer, one past the last) of each block."""
        for number, low in enumerate(range(0, self.customers, BLOCK)):
            yield number, low, min(low + BLOCK, self.customers)

    @property
    def bookings_per_customer(self) -> float:
        return self.transactions_per_customer or TRANSACTIONS * self.months / 24

    @property
    def volume(self) -> float:
        """How much quieter than usual the bank is asked to be; 1 at most."""
        return min(1.0, self.bookings_per_customer / (TRANSACTIONS * self.months / 24))
