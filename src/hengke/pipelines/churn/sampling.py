"""The rows that a model of leaving learns from: customers are drawn first, then looked at.

A customer is drawn by a digest of the number, the same on every engine and in every run, and is
looked at in every month.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from hengke.engine.churn.courses import Leaving, course, outcomes, with_reason
from hengke.engine.churn.inputs import churn_inputs
from hengke.engine.features.book import Book
from hengke.engine.features.part_of_book import HAPPENED, THEIR_ACCOUNTS, book_of
from hengke.engine.lifecycle.rules import Named
from hengke.engine.portable import day
from hengke.learning.churn import Sample
from hengke.learning.churn_batches import floats
from hengke.pipelines.catalog import Catalog
from hengke.pipelines.churn.months import Months, number
from hengke.pipelines.falls.sampling import DIGITS, counted

MOST_ROWS = 100_000
"""About: the share that a digest draws of the customers who held enough in the last month."""


@dataclass(frozen=True)
class View:
    """What is looked at: the book, ASSET_POINTS of all customers, what leaving means, the plain
    rule."""

    catalog: Catalog
    book: Book
    points: ir.Table
    leaving: Leaving
    rules: Sequence[Named]

    def sample(self, months: Months, *, most: int = MOST_ROWS) -> Sample:
        """At most about `most` rows, in the same order on every engine."""
        ends = list(months.ends)
        points = self._drawn(ends, most)
        rows = with_reason(self._course(points, ends), self.leaving)
        counted_in = rows.filter(rows.unknown_reason.isnull()).drop("unknown_reason")
        known = self.catalog.keep("churn_rows", outcomes(points, counted_in, ends, self.leaving))
        wide = self.inputs(known, ends)
        return as_sample(self.catalog.arrow(wide.order_by("on", "customer_id")))

    def inputs(self, rows: ir.Table, dates: Sequence[date]) -> ir.Table:
        """The rows with what is known of them; only their part of the book is read."""
        catalog = self.catalog
        people = catalog.keep("churn_people", rows.select("customer_id").distinct())
        return churn_inputs(
            book_of(self.book, people, keep=self._keep), rows, dates,
            horizon_months=self.leaving.horizon_months, rules=self.rules, apart=catalog.apart,
        )  # fmt: skip

    def today(self, as_of: date) -> ir.Table:
        """Everybody known by the business date, with the reason where nothing is said of them."""
        rows = with_reason(self._course(self.points, [as_of]), self.leaving)
        return self.catalog.keep("churn_today", rows)

    def _course(self, points: ir.Table, dates: Sequence[date]) -> ir.Table:
        return course(points, dates, history_months=self.leaving.history_months)

    def _drawn(self, ends: Sequence[date], most: int) -> ir.Table:
        """The points of those who are drawn: all, as long as they are few enough."""
        points = self.points
        last = points.filter(points.point_on == day(ends[-1]))
        held = last.filter(last.month_average_minor >= self.leaving.least_loss_minor)
        whole = counted(self.catalog, held) * len(ends)
        if whole <= most:
            return points
        limit = format(16**DIGITS * most // whole, f"0{DIGITS}x")
        draw = (ibis.literal("churn") + points.customer_id).hexdigest("md5")
        return self.catalog.keep("churn_points", points.filter(draw.left(DIGITS) < limit))

    def _keep(self, name: str, table: ir.Table) -> ir.Table:
        """Whose accounts they are is asked often; of what happened most is never read."""
        if name == THEIR_ACCOUNTS:
            return self.catalog.keep(name, table)
        return table if name in HAPPENED else self.catalog.apart(name, table)


def as_sample(rows: pa.Table) -> Sample:
    """From inputs, `on`, `rule_holds` and `left`."""
    on = rows["on"].to_pylist()
    counted_on = number(sorted(set(on)))
    return Sample(
        customers=rows["customer_id"].to_pylist(),
        month=np.array([counted_on[one] for one in on], dtype=np.int64),
        inputs=floats(rows),
        rule=floats(rows, ["rule_holds"])["rule_holds"],
        left=rows["left"].to_numpy() == 1,
    )
