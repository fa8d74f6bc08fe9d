"""What BG/NBD knows of a customer: repeat purchases x, time of the last one t_x, time observed T.

All times count from the customer's first purchase, in one unit of the caller's choice (weeks in the
papers). The first purchase itself is not counted: it makes the customer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hengke.kernel.errors import Refused
from hengke.kernel.sentences import sentence
from hengke.learning.evaluation import Floats, Numbers


@dataclass(frozen=True)
class Purchases:
    """One row per customer: `repeats` (x), `last` (t_x, 0 without a repeat), `observed` (T)."""

    repeats: Floats
    last: Floats
    observed: Floats

    @classmethod
    def of(
        cls, repeats: NDArray[np.generic], last: NDArray[np.generic], observed: NDArray[np.generic]
    ) -> Purchases:
        """Checked: what no customer can have done is refused with its first row."""
        found = cls(*(np.asarray(one, np.float64) for one in (repeats, last, observed)))
        x, t_x, period = found.repeats, found.last, found.observed
        impossible = {
            sentence("unknown values"): ~np.isfinite(x + t_x + period),
            sentence("a negative number or part of a purchase"): (x < 0) | (x != np.floor(x)),
            sentence("a last purchase after the time observed"): t_x > period,
            sentence("a last purchase without a repeat"): (x == 0) & (t_x != 0),
            sentence("repeats without the time of the last"): (x > 0) & (t_x <= 0),
        }
        for what, rows in impossible.items():
            if rows.any():
                raise Refused(
                    "Row {row} of the purchases has {what}.",
                    next_step="Count x, t_x and T from the first purchase, in one unit of time.",
                    row=int(np.argmax(rows)) + 1,
                    what=what,
                )
        return found

    def __len__(self) -> int:
        return len(self.repeats)

    def times_through(self, clock: Callable[[Floats], Floats]) -> Purchases:
        """The same purchases on another clock: a rising function of time that is 0 at 0."""
        return Purchases(self.repeats, clock(self.last), clock(self.observed))


@dataclass(frozen=True)
class Groups:
    """Customers with the same x, t_x and T count once. `of_row` is each customer's group."""

    purchases: Purchases
    customers: Floats
    of_row: Numbers


def grouped(purchases: Purchases) -> Groups:
    """The distinct rows: a million customers observed by days have about a tenth of that."""
    columns = (purchases.repeats, purchases.last, purchases.observed)
    code = np.zeros(len(purchases), np.int64)
    for column in columns:
        values, place = np.unique(column, return_inverse=True)
        code = code * len(values) + place
    _, first, of_row, count = np.unique(
        code, return_index=True, return_inverse=True, return_counts=True
    )
    return Groups(Purchases(*(one[first] for one in columns)), count.astype(np.float64), of_row)
