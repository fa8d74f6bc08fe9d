"""A log of purchases as what lifetime models are fitted on, and what came afterwards.

The log is cut in the middle of the days that it covers: models see the first half only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from hengke.kernel.errors import Refused
from hengke.learning.evaluation import Flags, Floats, Numbers
from hengke.learning.lifetime_rows import Purchases
from hengke.pipelines.evidence.files import opened

WEEK = 7.0
EXPECTED = "lines of customer, number within the sample, day as 19970131, pieces, amount"


@dataclass(frozen=True)
class PurchaseLog:
    """One row per customer and day with a purchase, by customer and day; amounts of a day summed.

    `customer` counts from 0; `day` is the number of a day; `first` is each customer's first.
    """

    customer: Numbers
    day: Numbers
    amount: Floats
    first: Numbers

    @property
    def middle(self) -> int:
        return int(self.day.min() + (self.day.max() - self.day.min()) // 2)

    def until(self, cut: int) -> History:
        """What is known on the day `cut`, of the customers who had bought before it."""
        customers = np.flatnonzero(self.first < cut)
        place = np.full(len(self.first), -1)
        place[customers] = np.arange(len(customers))
        again = (self.day > self.first[self.customer]) & (self.day <= cut)
        again &= place[self.customer] >= 0
        who, count = place[self.customer[again]], len(customers)
        repeats = np.bincount(who, minlength=count).astype(np.float64)
        ages = (self.day[again] - self.first[self.customer[again]]) / WEEK
        last = np.zeros(count)
        np.maximum.at(last, who, ages)
        spent = np.bincount(who, self.amount[again], minlength=count)
        known = Purchases.of(repeats, last, (cut - self.first[customers]) / WEEK)
        mean = np.divide(spent, repeats, out=np.zeros(count), where=repeats > 0)
        return History(cut, customers, known, ages, mean)

    def between(self, history: History, end: int) -> tuple[Floats, Floats]:
        """Purchases and amount of each of these customers after the cut, up to the day `end`."""
        later = (self.day > history.cut) & (self.day <= end)
        count = np.bincount(self.customer[later], minlength=len(self.first))
        return count[history.customers].astype(np.float64), self._spent(later)[history.customers]

    def spent_until(self, history: History) -> Floats:
        """All that each customer has spent up to the cut, the first purchase included."""
        return self._spent(self.day <= history.cut)[history.customers]

    def _spent(self, chosen: Flags) -> Floats:
        spent = np.bincount(self.customer[chosen], self.amount[chosen], minlength=len(self.first))
        return spent.astype(np.float64)


@dataclass(frozen=True)
class History:
    """What is known on a day: per customer x, t_x, T in weeks and the mean amount of the repeats
    (0 without one); `ages` at every repeat, which a lively start asks for."""

    cut: int
    customers: Numbers
    purchases: Purchases
    ages: Floats
    mean: Floats


def read_log(folder: Path, name: str) -> PurchaseLog:
    """The log of the sample; purchases of one customer on one day are one."""
    path = opened(folder, name, expected=EXPECTED)
    try:
        fields = np.loadtxt(path, ndmin=2)
        number, written = fields[:, 1].astype(np.int64), fields[:, 2].astype(np.int64)
        days = {one: _day(str(one)) for one in np.unique(written).tolist()}
        amount = fields[:, 4]
    except (ValueError, IndexError, OSError) as error:
        raise Refused("{file} is no log of purchases: {why}", next_step="Expected are {expected}.",
                      file=path, why=str(error), expected=EXPECTED) from error  # fmt: skip
    if not len(fields):
        raise Refused("{file} holds no rows.", next_step="Expected is {expected}.", file=path,
                      expected=EXPECTED)  # fmt: skip
    _, customer = np.unique(number, return_inverse=True)
    day = np.array([days[one] for one in written.tolist()])
    return log_of(customer, day, amount)


def log_of(customer: Numbers, day: Numbers, amount: Floats) -> PurchaseLog:
    """From single purchases; customers are counted from 0 without a gap."""
    span = int(day.max()) + 1
    bought, of_row = np.unique(customer * span + day, return_inverse=True)
    who, when = bought // span, bought % span
    first = np.full(int(customer.max()) + 1, span)
    np.minimum.at(first, who, when)
    return PurchaseLog(who, when, np.bincount(of_row, amount).astype(np.float64), first)


def _day(text: str) -> int:
    return datetime.strptime(text, "%Y%m%d").date().toordinal()  # noqa: DTZ007 - a day has no zone
